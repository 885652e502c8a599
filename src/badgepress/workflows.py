"""Provides the workflows that GitHub or GitLab runs for a programme, from a checkout or from the installed package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_TOP = _HERE.parent.parent
#: How the workflows of a checkout install the package: the locked requirements, and the checkout itself.
_LOCKED = ".github/requirements/locked.txt"
_CHECKOUT = re.compile(
    r" *- name: Install this checkout\n *run: .*\n| *- python -m pip install \S+ --no-deps --no-index .*\n"
)
#: The requirement files of a programme without the sources.
LOCKED, WANTED = "requirements.txt", "requirements.in"
#: The Python that the workflows set up, and how `LOCKED` is made for it.
PYTHON = "3.13"
LOCKING = f"uv pip compile --generate-hashes --only-binary :all: --python-version {PYTHON} {WANTED} -o {LOCKED}"
HOSTS = ("github", "gitlab")
#: The workflow that tests the package itself.
_OWN = ".github/workflows/engine.yml"


def workflows(host: str = "github", *, with_sources: bool) -> Mapping[str, str]:
    """Return path → text of each file in the repository that the host, one of `HOSTS`, runs or reads.

    With `with_sources`, the repository holds the package's own sources, as a clone does. Without it, the workflows
    install what `requirements.txt` names and check each file's hash.
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
    """Return the host, one of `HOSTS`, whose files are in a repository; empty if there are none, or those of both."""
    github = any((folder / ".github" / "workflows").glob("*.yml"))
    gitlab = (folder / ".gitlab-ci.yml").is_file()
    return "" if github == gitlab else HOSTS[gitlab]


def has_sources(folder: Path) -> bool:
    """Return whether the repository holds the package's own sources, as a clone does."""
    return (folder / "pyproject.toml").is_file() and (folder / "src" / "badgepress").is_dir()


def _listed(text: str) -> str:
    """Return the file for a programme that installs a released package instead of the checkout."""
    text = _CHECKOUT.sub("", text).replace(_LOCKED, LOCKED)
    return text.replace(f"directory: /{_LOCKED.rpartition('/')[0]}\n", "directory: /\n")
