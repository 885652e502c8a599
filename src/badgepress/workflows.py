"""What GitHub or GitLab runs for a programme of one's own: the files of a checkout, or those an installation brings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_TOP = _HERE.parent.parent
#: How the workflows of a checkout install the package: what is locked, and the checkout itself.
_LOCKED = ".github/requirements/locked.txt"
_CHECKOUT = re.compile(
    r" *- name: Install this checkout\n *run: .*\n| *- python -m pip install \S+ --no-deps --no-index .*\n"
)
#: What a programme without the sources locks.
LOCKED, WANTED = "requirements.txt", "requirements.in"
#: The Python that the workflows set up, and how `LOCKED` is made for it.
PYTHON = "3.13"
LOCKING = f"uv pip compile --generate-hashes --only-binary :all: --python-version {PYTHON} {WANTED} -o {LOCKED}"
HOSTS = ("github", "gitlab")
#: What tests the package itself.
_OWN = ".github/workflows/engine.yml"


def workflows(host: str = "github", *, with_sources: bool) -> Mapping[str, str]:
    """Path in the repository → text of each file that the host, one of `HOSTS`, runs or reads.

    `with_sources`: the package's own sources lie in the repository, as in a clone of it; otherwise what
    `requirements.txt` names is installed, each file of it by its hash.
    """
    if host == "gitlab":
        texts = {".gitlab-ci.yml": (_HERE / "gitlab-ci.yml").read_text(encoding="utf-8")}
    else:
        folder = next(one for one in (_TOP / ".github/workflows", _HERE / "_workflows") if one.is_dir())
        paths = {f".github/workflows/{path.name}": path for path in sorted(folder.glob("*.yml"))}
        beside = (_TOP / ".github/dependabot.yml", _HERE / "_hosts/dependabot.yml")
        paths[".github/dependabot.yml"] = next(one for one in beside if one.is_file())
        texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    return texts if with_sources else {name: _listed(text) for name, text in texts.items() if name != _OWN}


def host_of(folder: Path) -> str:
    """The host, one of `HOSTS`, whose files lie in a repository; empty where none of theirs do, or those of both."""
    github = any((folder / ".github" / "workflows").glob("*.yml"))
    gitlab = (folder / ".gitlab-ci.yml").is_file()
    return "" if github == gitlab else HOSTS[gitlab]


def has_sources(folder: Path) -> bool:
    """Whether the package's own sources lie in the repository, as in a clone of it."""
    return (folder / "pyproject.toml").is_file() and (folder / "src" / "badgepress").is_dir()


def _listed(text: str) -> str:
    """The same file for a programme whose engine is a released package: nothing of the checkout is installed."""
    text = _CHECKOUT.sub("", text).replace(_LOCKED, LOCKED)
    return text.replace(f"directory: /{_LOCKED.rpartition('/')[0]}\n", "directory: /\n")
