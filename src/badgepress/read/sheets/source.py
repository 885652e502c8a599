"""Opens a sheet as a stream of bytes, and notices if it changes while it is read."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from badgepress.errors import Problem, problem
from badgepress.read.files import unreadable

#: So much of a file is enough to recognise its kind.
HEAD = 65_536
_BLOCK = 1 << 20


@contextlib.contextmanager
def opened(path: Path, shown: str) -> Iterator[tuple[IO[bytes] | None, list[Problem]]]:
    """Open a regular file for the block, which gets None and a problem if that fails.

    Codes: not-a-file, unreadable.
    """
    try:
        # O_NONBLOCK: opening a named pipe must not wait for a writer
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        yield None, [unreadable(shown, error)]
        return
    with os.fdopen(descriptor, "rb") as stream:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            yield stream, []
        else:
            yield None, [problem("not-a-file", "not a regular file", file=shown)]


class Unchanged:
    """Remembers the state of an open file, to tell later whether somebody wrote to it meanwhile."""

    def __init__(self, stream: IO[bytes], shown: str) -> None:
        self._stream, self._shown = stream, shown
        self._before = self._state()

    def problems(self) -> list[Problem]:
        """Return the problem `sheet-changed` if the file is not as it was."""
        if self._state() == self._before:
            return []
        hint = "wait until the sheet is completely written, then import it again"
        return [problem("sheet-changed", "the sheet changed while it was read", file=self._shown, hint=hint)]

    def _state(self) -> tuple[int, int]:
        status = os.fstat(self._stream.fileno())
        return status.st_size, status.st_mtime_ns


def head_of(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a stream, enough to recognise its kind."""
    stream.seek(0)
    return stream.read(HEAD)


def is_blank(stream: IO[bytes], blanks: bytes) -> bool:
    """Return whether a stream holds nothing but these bytes."""
    return not any(block.strip(blanks) for block in blocks(stream))


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the whole content of a stream in blocks."""
    stream.seek(0)
    while block := stream.read(_BLOCK):
        yield block
