"""Write a new programme: write all files elsewhere first, then move old files out and new ones in."""

from __future__ import annotations

import contextlib

from badgepress import atomic
from badgepress.edit.start.start import Start
from badgepress.errors import ReadError, problem, refusal
from badgepress.lock import Held, Move


def put(held: Held, start: Start) -> None:
    """Write the new files and remove those they replace, in the locked programme folder.

    Raises ReadError `cannot-write` and leaves everything as it was.
    """
    try:
        _put(held, start)
    except OSError as error:
        hint = "nothing was changed; free some space or fix the permissions, then run again"
        message = f"cannot write: {refusal(error)}"
        raise ReadError(problem("cannot-write", message, file=str(start.folder), hint=hint)) from error


def _put(held: Held, start: Start) -> None:
    """Write the files beside the programme first: they are only ever added, so the command can run again."""
    atomic.replace_all([(one.path, one.text.encode()) for one in start.beside])
    try:
        with held.scratch() as scratch:
            new, old = scratch / "new", scratch / "old"
            old.mkdir()
            named = [(one.path.relative_to(start.folder / held.root.name), one.text) for one in start.programme]
            atomic.replace_all([(new / path, text.encode()) for path, text in named])
            moves = [Move(held.root / name, old / name, once=True) for name in start.removed]
            moves += [Move(path, held.root / path.name) for path in sorted(new.iterdir())]
            held.move_all(moves)
    except OSError:
        for one in start.beside:
            with contextlib.suppress(OSError):
                one.path.unlink()
        raise
