"""Holds a spreadsheet as rows of text, within limits.

All cells are text, whatever their type in the file; dates are ISO 8601. A cell that computes its value is a `Formula`,
and one that shows an error such as #N/A is a `Failed`. Neither is ever used as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from badgepress.errors import Place, Problem, problem
from badgepress.read.files import MEBIBYTE
from badgepress.read.sheets.spool import Row, Spool

#: Limits of workbooks, which are held in memory. Delimited text is read as a stream and may have any length.
MAX_BYTES = 32 * MEBIBYTE
MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_CELLS = 2_000_000
#: The most characters that a spreadsheet program allows in a cell.
MAX_CELL = 32_767


class Formula(str):
    """The formula of a cell."""

    __slots__ = ()


class Failed(str):
    """The error a cell shows."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not blank, each with its number in the spreadsheet program (from 1).

    In a `delimited` text, a row with too many cells means that its cells have shifted.
    """

    file: str
    rows: Sequence[Row]
    delimited: bool


class Rows:
    """Collects rows; `add` returns False once reading on is useless.

    Rows that are not `limited` go to a temporary file, and may be any number of them; their cells are plain strings.
    """

    def __init__(self, file: str, *, limited: bool = True) -> None:
        self.file = file
        self.rows: list[Row] | Spool = [] if limited else Spool()
        self.problems: list[Problem] = []
        self._limited = limited
        self._cells = 0

    def add(self, number: int, cells: Iterable[str]) -> bool:
        """Add a row. Blank rows are counted but not kept."""
        if self._limited:
            row = [cell if isinstance(cell, Formula | Failed) else cell.strip() for cell in cells]
        else:
            row = [cell.strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if self._limited and number > MAX_ROWS:
            expected = f"at most {MAX_ROWS:,}"
            self._wrong("too-many-rows", "the sheet has too many rows", number, "", expected, "split it into several")
            return False
        if len(row) > MAX_COLUMNS:
            got, expected = f"{len(row):,}", f"at most {MAX_COLUMNS}"
            self._wrong("too-many-columns", "the row has too many cells", number, got, expected, "is it one table?")
            return False
        self._cells += len(row)
        if self._limited and self._cells > MAX_CELLS:
            expected = f"at most {MAX_CELLS:,}"
            self._wrong("too-many-cells", "the sheet has too many cells", number, "", expected, "split it into several")
            return False
        self.problems += [
            _too_long(self.file, number, index, cell) for index, cell in enumerate(row) if len(cell) > MAX_CELL
        ]
        if row:
            self.rows.append((number, tuple(row)))
        return True

    def table(self, *, delimited: bool) -> Table:
        """Return the collected rows."""
        rows = self.rows.rows() if isinstance(self.rows, Spool) else tuple(self.rows)
        return Table(self.file, rows, delimited)

    def _wrong(self, code: str, message: str, number: int, got: str, expected: str, hint: str) -> None:
        self.problems.append(problem(code, message, file=self.file, line=number, got=got, expected=expected, hint=hint))


def _too_long(file: str, number: int, index: int, cell: str) -> Problem:
    where = Place(file, number, f"column {letter(index)}")
    got, expected = f"{len(cell):,} characters", f"at most {MAX_CELL:,}"
    hint = "is a quote opened and not closed?"
    return Problem(where, "cell-too-long", "the cell holds too much text", got, expected, hint)


def letter(index: int) -> str:
    """Return the letter of a column in a spreadsheet program: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
