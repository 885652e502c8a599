"""Keeps the rows of a sheet in an unnamed temporary file, so that a sheet of any length takes little memory."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterator, Sequence
from typing import overload

from badgepress.read.sheets.scratch import Scratch

#: The number of a row in its sheet (from 1), and its cells.
Row = tuple[int, tuple[str, ...]]
#: How many rows are written and read together.
CHUNK = 1_000


class Spool:
    """Collects rows. Up to `CHUNK` of them stay as they are. Cells must be plain strings."""

    def __init__(self) -> None:
        self._last: list[Row] = []
        self._scratch = Scratch()
        self._starts = array("Q", [0])

    def append(self, row: Row) -> None:
        """Add a row. Raises OSError if the temporary folder is full."""
        if len(self._last) == CHUNK:
            # Version 2 does not look for strings that repeat, which takes longer than writing them.
            data = marshal.dumps(self._last, 2)
            self._starts.append(self._scratch.add(data) + len(data))
            self._last = []
        self._last.append(row)

    def rows(self) -> Sequence[Row]:
        """Return all rows; add none afterwards."""
        return tuple(self._last) if len(self._starts) == 1 else Rows(self, 0, len(self))

    def chunk(self, index: int) -> list[Row]:
        """Return the rows from `index * CHUNK` on, at most `CHUNK` of them."""
        if index == len(self._starts) - 1:
            return self._last
        kept = self._scratch.read(self._starts[index], self._starts[index + 1] - self._starts[index])
        found: list[Row] = marshal.loads(kept)  # noqa: S302 only this process can write to the file
        return found

    def __len__(self) -> int:
        return (len(self._starts) - 1) * CHUNK + len(self._last)


class Rows(Sequence[Row]):
    """Some rows of a spool, one after the other. A slice costs nothing; each walk reads the file again."""

    __slots__ = ("_spool", "_start", "_stop")

    def __init__(self, spool: Spool, start: int, stop: int) -> None:
        self._spool, self._start, self._stop = spool, start, stop

    def __len__(self) -> int:
        return self._stop - self._start

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                raise ValueError("rows are only read forwards")
            return Rows(self._spool, self._start + start, self._start + max(start, stop))
        at = self._start + range(len(self))[index]
        return self._spool.chunk(at // CHUNK)[at % CHUNK]

    def __iter__(self) -> Iterator[Row]:
        for index in range(self._start // CHUNK, -(-self._stop // CHUNK)):
            first = index * CHUNK
            chunk = self._spool.chunk(index)
            if first < self._start or first + CHUNK > self._stop:
                chunk = chunk[max(self._start - first, 0) : self._stop - first]
            yield from chunk
