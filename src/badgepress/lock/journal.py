"""Change several files atomically, even if the process is killed half way.

New data is first written beside its target. Then a journal file in the work folder lists every move to make. Once the
journal exists, the change is certain: if the process is killed, the next holder of the lock makes the missing moves.
Each move can safely be repeated, so it does not matter how far the killed process got.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson

from badgepress import atomic
from badgepress.errors import LockError, problem

_NAME = "unfinished.json"


@dataclass(frozen=True, slots=True)
class Move:
    """Move the file or folder `source` to `target`, or remove the file at `target` if there is no `source`.

    With `once`, an existing target means that the move was made already, and is never overwritten.
    """

    source: Path | None
    target: Path
    once: bool = False

    def make(self) -> None:
        """Make the move unless it was made already. Raises OSError."""
        if self.source is None:
            self.target.unlink(missing_ok=True)
        elif os.path.lexists(self.source) and not (self.once and os.path.lexists(self.target)):
            os.replace(self.source, self.target)


def replace_all(root: Path, work: Path, files: Sequence[tuple[Path, atomic.Data | None]]) -> None:
    """Write data to each path below `root`, or remove the file if the data is None: all or nothing.

    `work` is the folder below `root` for the journal. Raises OSError and leaves everything as it was.
    """
    if len(files) == 1:
        path, data = files[0]
        if data is None:
            path.unlink()
        else:
            atomic.replace(path, data)
    elif files:
        with atomic.staged([(path, data) for path, data in files if data is not None]) as beside:
            moves = [Move(Path(beside[path]) if data is not None else None, path) for path, data in files]
            olds = [(path, path.read_bytes() if path.exists() else None) for path, _ in files]
            move_all(root, work, moves, partial(_put_back, olds))


def move_all(root: Path, work: Path, moves: Sequence[Move], put_back: Callable[[], None]) -> None:
    """Make all moves. If one fails, call `put_back` and raise OSError."""
    begin(root, work, moves)
    try:
        for move in moves:
            move.make()
    except OSError:
        end(work)
        with contextlib.suppress(OSError):
            put_back()
        raise
    end(work)


def begin(root: Path, work: Path, moves: Sequence[Move]) -> None:
    """Write the journal. From here on the moves will be made, whatever happens. Raises OSError."""
    listed = [
        {
            "source": move.source.resolve().relative_to(root).as_posix() if move.source else None,
            "target": (move.target.parent.resolve() / move.target.name).relative_to(root).as_posix(),
            "once": move.once,
        }
        for move in moves
    ]
    atomic.replace(work / _NAME, orjson.dumps({"moves": listed}) + b"\n")


def end(work: Path) -> None:
    """Remove the journal: every move is made."""
    (work / _NAME).unlink(missing_ok=True)


def is_unfinished(work: Path) -> bool:
    """Return whether a change was begun and not finished."""
    return (work / _NAME).is_file()


def finish(root: Path, work: Path) -> None:
    """Make the moves that are missing. Raises OSError, or LockError `not-a-lock` if the journal is not ours."""
    for move in _listed(root, work):
        move.make()
    end(work)


def _listed(root: Path, work: Path) -> list[Move]:
    """Read the journal. It may come from an untrusted programme, so no path may lead out of the folder."""
    try:
        noted = orjson.loads((work / _NAME).read_bytes())
        return [
            Move(
                None if one["source"] is None else _within(root, one["source"]),
                _within(root, one["target"]),
                bool(one["once"]),
            )
            for one in noted["moves"]
        ]
    except (ValueError, TypeError, KeyError):
        message = "cannot tell from this file what a stopped command had begun"
        hint = "remove it, and use git to see which files were changed"
        raise LockError(problem("not-a-lock", message, file=str(work / _NAME), hint=hint)) from None


def _within(root: Path, text: object) -> Path:
    """Return the path if it is below the programme. Raises ValueError if not."""
    path = root / str(text)
    if not (path.parent.resolve() / path.name).is_relative_to(root) or path.name in ("", ".", ".."):
        raise ValueError
    return path


def _put_back(olds: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, old in olds:
        if old is None:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != old:
            atomic.replace(path, old)
