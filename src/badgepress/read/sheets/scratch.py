"""A temporary file without a name, for what must not stay in memory.

The operating system removes such a file when the process ends, even if it is killed: it may hold e-mail addresses.
"""

from __future__ import annotations

import io
import tempfile
import weakref
from typing import IO

#: So many bytes stay in memory.
SMALL = 4 << 20


class Scratch:
    """Pieces of data one after the other. They are in memory while they are few, then in a temporary file."""

    __slots__ = ("__weakref__", "_end", "_file", "_is_small")

    def __init__(self) -> None:
        self._file: IO[bytes] = io.BytesIO()
        self._is_small = True
        self._end = 0

    def add(self, data: bytes) -> int:
        """Add a piece and return where it starts. Raises OSError if the temporary folder is full."""
        start = self._end
        if self._is_small and start + len(data) > SMALL:
            self._move()
        self._file.seek(start)
        self._file.write(data)
        self._end += len(data)
        return start

    def read(self, start: int, length: int) -> bytes:
        """Return a piece."""
        self._file.seek(start)
        return self._file.read(length)

    def _move(self) -> None:
        file = tempfile.TemporaryFile(prefix="badgepress-")  # noqa: SIM115 closed with this object
        weakref.finalize(self, file.close)
        file.write(self.read(0, self._end))
        self._file, self._is_small = file, False
