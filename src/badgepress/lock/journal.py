"""Several files put in place as one change, also when the process is killed in the middle of it.

What is new is written beside its place first. Then one file in the work folder lists every move that is to be made:
once it is there the change counts, and whoever holds the lock next makes the moves that are missing. Each move can be
made again without harm, so it does not matter how far the killed process came.
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
    """A file or folder that takes its place at `target`; without a `source` the file at `target` goes.

    With `once` nothing is moved over what is at `target` already: it is there, so the move was made.
    """

    source: Path | None
    target: Path
    once: bool = False

    def make(self) -> None:
        """Make the move, unless it was made. Raises OSError."""
        if self.source is None:
            self.target.unlink(missing_ok=True)
        elif os.path.lexists(self.source) and not (self.once and os.path.lexists(self.target)):
            os.replace(self.source, self.target)


def replace_all(root: Path, work: Path, files: Sequence[tuple[Path, bytes | None]]) -> None:
    """Data at each path below `root`, or no file where it is None: all or nothing. `work` is a folder below `root`.

    Raises OSError, and leaves then everything as it was.
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
    """Make all moves, or none: when one fails, what was moved is put back. Raises OSError."""
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
    """Note the moves: from here on they are going to be made. Raises OSError."""
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
    """Every move is made."""
    (work / _NAME).unlink(missing_ok=True)


def is_unfinished(work: Path) -> bool:
    """Whether a change was begun and not ended."""
    return (work / _NAME).is_file()


def finish(root: Path, work: Path) -> None:
    """Make the moves that are missing. Raises OSError, or LockError `not-a-lock` where the list is none of ours."""
    for move in _listed(root, work):
        move.make()
    end(work)


def _listed(root: Path, work: Path) -> list[Move]:
    """The moves that were noted. The file may have come with a foreign programme: no path may leave the folder."""
    try:
        said = orjson.loads((work / _NAME).read_bytes())
        return [
            Move(
                None if one["source"] is None else _within(root, one["source"]),
                _within(root, one["target"]),
                bool(one["once"]),
            )
            for one in said["moves"]
        ]
    except (ValueError, TypeError, KeyError):
        message = "this does not say what a stopped command had begun"
        hint = "remove it, and look with git at what is half done"
        raise LockError(problem("not-a-lock", message, file=str(work / _NAME), hint=hint)) from None


def _within(root: Path, text: object) -> Path:
    """A path below the programme. Raises ValueError for any other."""
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
