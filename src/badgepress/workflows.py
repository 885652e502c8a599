"""The workflows for GitHub that a programme of one's own begins with: a checkout's, or those an installation brings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: How the workflows of a checkout install the package, and how those of a programme without one do.
_OWN = "pip install --disable-pip-version-check .\n"
_LISTED = "pip install --disable-pip-version-check -r requirements.txt\n"


def workflows(*, with_sources: bool) -> Mapping[str, str]:
    """Name → text of each workflow.

    `with_sources`: the package's own sources lie in the repository, as in a clone of it; otherwise what
    `requirements.txt` names is installed.
    """
    for folder in (_HERE.parent.parent / ".github" / "workflows", _HERE / "_workflows"):
        if folder.is_dir():
            break
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml"))}
    return texts if with_sources else {name: text.replace(_OWN, _LISTED) for name, text in texts.items()}
