"""A spreadsheet as rows of text, and what bounds it.

Cells are text, whatever the file held them as; dates stand as ISO 8601. A cell that computes its value is a
`Formula`, one that shows an error such as #N/A a `Failed`: neither is ever taken for a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from badgepress.errors import Place, Problem, problem
from badgepress.read.files import MEBIBYTE

MAX_BYTES = 32 * MEBIBYTE
MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_CELLS = 2_000_000
#: What the largest cell of a spreadsheet program holds.
MAX_CELL = 32_767


class Formula(str):
    """The formula of a cell."""

    __slots__ = ()


class Failed(str):
    """The error a cell shows."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not blank, each with its number as the spreadsheet program shows it (from 1).

    In a `delimited` text a row with too many cells is one whose cells have slipped.
    """

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimited: bool


class Rows:
    """Collects rows within the bounds; `add` is False as soon as there is no use in going on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[tuple[int, tuple[str, ...]]] = []
        self.problems: list[Problem] = []
        self._cells = 0

    def add(self, number: int, cells: Iterable[str]) -> bool:
        """Take a row; blank ones count as rows and are not kept."""
        kept = [cell if isinstance(cell, Formula | Failed) else cell.strip() for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if number > MAX_ROWS:
            expected = f"at most {MAX_ROWS:,}"
            self._wrong("too-many-rows", "the sheet has too many rows", number, "", expected, "split it into several")
            return False
        if len(kept) > MAX_COLUMNS:
            got, expected = f"{len(kept):,}", f"at most {MAX_COLUMNS}"
            self._wrong("too-many-columns", "the row has too many cells", number, got, expected, "is it one table?")
            return False
        self._cells += len(kept)
        if self._cells > MAX_CELLS:
            expected = f"at most {MAX_CELLS:,}"
            self._wrong("too-many-cells", "the sheet has too many cells", number, "", expected, "split it into several")
            return False
        self.problems += [
            _too_long(self.file, number, index, cell) for index, cell in enumerate(kept) if len(cell) > MAX_CELL
        ]
        if kept:
            self.rows.append((number, tuple(kept)))
        return True

    def table(self, *, delimited: bool) -> Table:
        """What was collected."""
        return Table(self.file, tuple(self.rows), delimited)

    def _wrong(self, code: str, message: str, number: int, got: str, expected: str, hint: str) -> None:
        self.problems.append(problem(code, message, file=self.file, line=number, got=got, expected=expected, hint=hint))


def _too_long(file: str, number: int, index: int, cell: str) -> Problem:
    where = Place(file, number, f"column {letter(index)}")
    got, expected = f"{len(cell):,} characters", f"at most {MAX_CELL:,}"
    hint = "is a quote opened and not closed?"
    return Problem(where, "cell-too-long", "the cell holds too much text", got, expected, hint)


def letter(index: int) -> str:
    """The letter a spreadsheet program shows above a column: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
