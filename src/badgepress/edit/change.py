"""A change to one file as a value, and putting it in place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from badgepress import atomic
from badgepress.errors import ReadError, problem


@dataclass(frozen=True, slots=True)
class Change:
    """New text for one file; `added` is what differs, for people."""

    path: Path
    shown: str
    text: str
    added: str


def changed(path: Path, shown: str, before: str, after: str) -> Change:
    """The change from one text to another; `added` are the lines that are new or different."""
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return Change(path, shown, after, "\n".join(row[2:] for row in rows if row.startswith("+ ")))


def apply(change: Change) -> None:
    """Write the change over its file, whole and at once. Raises ReadError `cannot-write`."""
    try:
        atomic.replace(change.path, change.text.encode())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ReadError(problem("cannot-write", f"cannot write: {reason}", file=change.shown)) from error
