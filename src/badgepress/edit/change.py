"""A change to one file as a value, and putting it in place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from badgepress import atomic
from badgepress.errors import ReadError, problem, refusal


@dataclass(frozen=True, slots=True)
class Change:
    """New text for one file; `added` and `removed` are the lines that differ, for people.

    With `gone` the file is removed.
    """

    path: Path
    shown: str
    text: str
    added: str
    removed: str = ""
    gone: bool = False

    def lines(self) -> list[str]:
        """What differs, as `- old` and `+ new` lines."""
        return [
            *(f"- {line}" for line in self.removed.splitlines()),
            *(f"+ {line}" for line in self.added.splitlines()),
        ]


def created(path: Path, shown: str, text: str) -> Change:
    """A new file."""
    return Change(path, shown, text, text.rstrip("\n"))


def changed(path: Path, shown: str, before: str, after: str) -> Change:
    """The change from one text to another."""
    old, new = before.splitlines(), after.splitlines()
    added: list[str] = []
    removed: list[str] = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += old[first:last]
            added += new[start:end]
    return Change(path, shown, after, "\n".join(added), "\n".join(removed))


def apply(change: Change) -> None:
    """Write the change over its file, whole and at once. Raises ReadError `cannot-write`."""
    try:
        if change.gone:
            change.path.unlink()
            return
        atomic.replace(change.path, change.text.encode())
    except OSError as error:
        raise ReadError(problem("cannot-write", f"cannot write: {refusal(error)}", file=change.shown)) from error
