"""Spreads merged cells of a workbook: their value counts for every row they span.

openpyxl does not report merged cells when it reads row by row, so this module reads them from the sheet's XML.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from xml.parsers import expat

from badgepress.errors import Problem, problem
from badgepress.read.sheets.table import MAX_CELLS, MAX_COLUMNS, Table

#: A table of people does not have more merged cells.
MAX_MERGED = 20_000
_CHUNK = 1 << 16
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def with_merged(table: Table, raw: bytes, part: str) -> tuple[Table | None, list[Problem]]:
    """Return the table with the value of each merged cell in all rows it spans, in its first column.

    `part` is the sheet's file in the workbook `raw`.

    Codes: too-many-merged.
    """
    ranges = [one for one in _ranges(raw, part) if one[1] > one[0] and one[2] < MAX_COLUMNS]
    numbers = [number for number, _ in table.rows]
    rows = [list(cells) for _, cells in table.rows]
    spans = [
        (bisect_left(numbers, first), bisect_right(numbers, last), first, column) for first, last, column in ranges
    ]
    if len(spans) > MAX_MERGED or sum(end - start for start, end, _, _ in spans) > MAX_CELLS:
        hint = "unmerge the cells and fill in every row"
        return None, [problem("too-many-merged", "the sheet has too many merged cells", file=table.file, hint=hint)]
    for start, end, first, column in spans:
        if start == end or numbers[start] != first or column >= len(rows[start]):
            continue
        value = rows[start][column]
        for cells in rows[start + 1 : end]:
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or value
    return Table(table.file, tuple(zip(numbers, map(tuple, rows), strict=True)), table.delimited), []


def _ranges(raw: bytes, part: str) -> list[tuple[int, int, int]]:
    """Return (first row, last row, first column from 0) of every merged range."""
    found: list[tuple[int, int, int]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        cells = _RANGE.fullmatch(attributes.get("ref", "")) if name.rpartition(":")[2] == "mergeCell" else None
        if cells and len(found) <= MAX_MERGED:
            found.append((int(cells[2]), int(cells[4]), _index(cells[1])))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(part.removeprefix("/")) as stream:
        while piece := stream.read(_CHUNK):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


def _index(letters: str) -> int:
    index = 0
    for one in letters:
        index = index * 26 + ord(one) - 64
    return index - 1
