"""A change to one file, as a value, and the function that applies changes."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from badgepress.errors import ReadError, problem, refusal
from badgepress.lock import Held


@dataclass(frozen=True, slots=True)
class Change:
    """The new text of one file; `added` and `removed` are the lines that differ, to show to people.

    With `gone`, the file is removed instead.
    """

    path: Path
    shown: str
    text: str
    added: str
    removed: str = ""
    gone: bool = False

    def lines(self) -> list[str]:
        """Return the difference as `- old` and `+ new` lines."""
        return [
            *(f"- {line}" for line in self.removed.splitlines()),
            *(f"+ {line}" for line in self.added.splitlines()),
        ]


def created(path: Path, shown: str, text: str) -> Change:
    """Return the change that creates a file."""
    return Change(path, shown, text, text.rstrip("\n"))


def changed(path: Path, shown: str, before: str, after: str) -> Change:
    """Return the change from one text to another."""
    old, new = before.splitlines(), after.splitlines()
    added: list[str] = []
    removed: list[str] = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += old[first:last]
            added += new[start:end]
    return Change(path, shown, after, "\n".join(added), "\n".join(removed))


def apply(held: Held, *changes: Change) -> None:
    """Apply all changes or none, in the programme that is locked. Raises ReadError `cannot-write`."""
    try:
        held.replace_all([(one.path, None if one.gone else one.text.encode()) for one in changes])
    except OSError as error:
        raise cannot_write(error, changes) from error


class Written(Protocol):
    """A file that is written, and its name in messages."""

    @property
    def path(self) -> Path:
        """Where it is written."""

    @property
    def shown(self) -> str:
        """Its name in messages."""


def cannot_write(error: OSError, changes: Sequence[Written]) -> ReadError:
    """Return the error for changes that could not be written, at the file the system names or at the first one."""
    shown = next((one.shown for one in changes if str(one.path) == error.filename), changes[0].shown)
    hint = "nothing was written"
    return ReadError(problem("cannot-write", f"cannot write: {refusal(error)}", file=shown, hint=hint))
