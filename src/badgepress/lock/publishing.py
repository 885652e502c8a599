"""The note that publishing leaves in git's own folder while something differs that it signed itself.

A run that was killed leaves the note behind, and the next `publish` puts back whatever differs. Until then nobody else
may write: what they signed or erased would be thrown away with it.
"""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git

#: Its name in git's folder.
NOTE = "badgepress-publishing"


def unpublished(root: Path, shown: str, *, severity: str = "error") -> list[Problem]:
    """A problem where a `publish` in the checkout of the programme at `root` was stopped and not run again."""
    root = root.resolve()
    if not any((folder / ".git").exists() for folder in (root, *root.parents)) or not _has_note(root):
        return []
    return [
        problem(
            "publishing-unfinished",
            "`badgepress publish` was stopped here, and what is changed now would be thrown away by the next one",
            file=shown,
            hint="run `badgepress publish` again: it puts back what the stopped one left; or work in a fresh clone",
            severity="warning" if severity == "warning" else "error",
        )
    ]


def _has_note(root: Path) -> bool:
    git = Git(root)
    try:
        said = git.run("rev-parse", "--git-path", NOTE)
    except SignError:
        return False
    # Without an answer there is no checkout that could be published from.
    return said.returncode == 0 and (root / said.stdout.decode("utf-8", "surrogateescape").rstrip("\n")).is_file()
