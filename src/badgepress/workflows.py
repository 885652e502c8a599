"""The workflows for GitHub that a programme of one's own begins with: a checkout's, or those an installation brings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: How the workflows of a checkout install the package: what is locked, and the checkout itself.
_LOCKED = ".github/requirements/locked.txt"
_CHECKOUT = re.compile(r" *- name: Install this checkout\n *run: .*\n")
#: What a programme without the sources locks.
LOCKED, WANTED = "requirements.txt", "requirements.in"
#: The Python that the workflows set up, and how `LOCKED` is made for it.
PYTHON = "3.13"
LOCKING = f"uv pip compile --generate-hashes --only-binary :all: --python-version {PYTHON} {WANTED} -o {LOCKED}"


def workflows(*, with_sources: bool) -> Mapping[str, str]:
    """Name → text of each workflow.

    `with_sources`: the package's own sources lie in the repository, as in a clone of it; otherwise what
    `requirements.txt` names is installed, each file of it by its hash.
    """
    for folder in (_HERE.parent.parent / ".github" / "workflows", _HERE / "_workflows"):
        if folder.is_dir():
            break
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml"))}
    return texts if with_sources else {name: _listed(text) for name, text in texts.items()}


def _listed(text: str) -> str:
    """The same workflow for a programme whose engine is a released package: nothing of the checkout is installed."""
    return _CHECKOUT.sub("", text).replace(_LOCKED, LOCKED)
