"""The note that `publish` keeps in git's folder while the checkout has changes of its own making.

A killed run leaves the note behind, and the next `publish` reverts all changes. Until then no other command may write,
because the revert would also throw away what it signed or erased.
"""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git

#: The note's name in git's folder.
NOTE = "badgepress-publishing"


def unpublished(root: Path, shown: str, *, severity: str = "error") -> list[Problem]:
    """Return a problem if a `publish` in the checkout of the programme at `root` was stopped and not run again."""
    root = root.resolve()
    if not any((folder / ".git").exists() for folder in (root, *root.parents)) or not _has_note(root):
        return []
    return [
        problem(
            "publishing-unfinished",
            "`badgepress publish` was stopped here, and the next one would throw away whatever is changed now",
            file=shown,
            hint="run `badgepress publish` again, which reverts what the stopped one left; or work in a fresh clone",
            severity="warning" if severity == "warning" else "error",
        )
    ]


def _has_note(root: Path) -> bool:
    git = Git(root)
    try:
        done = git.run("rev-parse", "--git-path", NOTE)
    except SignError:
        return False
    # If git fails, this is not a checkout that could be published from.
    return done.returncode == 0 and (root / done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")).is_file()
