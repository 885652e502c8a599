"""A change to one file as a value, and putting it in place."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress.errors import ReadError, problem, refusal
from badgepress.lock import Held


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


def apply(held: Held, *changes: Change) -> None:
    """Put the changes in place, all of them or none, in the programme that is held. Raises ReadError `cannot-write`."""
    try:
        held.replace_all([(one.path, None if one.gone else one.text.encode()) for one in changes])
    except OSError as error:
        raise cannot_write(error, changes) from error


def cannot_write(error: OSError, changes: Sequence[Change]) -> ReadError:
    """What is said when changes were not written, at the one that the operating system names, else at the first."""
    shown = next((one.shown for one in changes if str(one.path) == error.filename), changes[0].shown)
    hint = "nothing was written"
    return ReadError(problem("cannot-write", f"cannot write: {refusal(error)}", file=shown, hint=hint))
