"""Finds where a sheet's table begins and ends: the row that names the columns, and the totals below the last person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from badgepress.errors import Problem, problem
from badgepress.read.quoting import folded, shown_text
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.sources import recognised
from badgepress.read.sheets.table import Table, letter
from badgepress.read.sheets.vocabulary import header, known

#: The header row is searched for in so many rows.
_DEPTH = 40
_TOTAL = re.compile(
    r"(?:grand |sub)?totals?\b|sum\b|summe\b|gesamt|anzahl\b|insgesamt|somme\b|nombre total|total general|suma\b"
    r"|count\b|合計|総計|計$"
)


def from_heading(table: Table, wanted: int | None, named: Sequence[str]) -> tuple[Table, list[Problem]]:
    """Return the table from its header row on. `wanted` is that row's number, `named` the columns that a mapping names.

    Codes: no-header; rows-above (a warning that names the rows that are not read).
    """
    if wanted is not None:
        index = next((at for at, (number, _) in enumerate(table.rows) if number == wanted), -1)
        if index < 0:
            hint = "rows are counted from 1, as the spreadsheet program shows them"
            return table, [problem("no-header", f"there is nothing in row {wanted}", file=table.file, hint=hint)]
    else:
        index = _heading(table, named)
    above = table.rows[:index]
    if not above:
        return table, []
    person = next((one for one in above if any(map(holds_address, one[1]))), None)
    if wanted is None and person is not None and not _meeting(table.rows[index][1]):
        message = "there is a person above the row that names the columns"
        hint = "give the row that names the columns with --header-row N; rows above it are not read"
        return table, [problem("no-header", message, file=table.file, line=person[0], hint=hint)]
    rows = ", ".join(str(number) for number, _ in above[:6]) + (" …" if len(above) > 6 else "")
    message = f"row {table.rows[index][0]} names the columns; the rows above it are not read"
    got = f"{'row' if len(above) == 1 else 'rows'} {rows}"
    warning = problem("rows-above", message, file=table.file, line=above[0][0], got=got, severity="warning")
    return replace(table, rows=table.rows[index:]), [warning]


def _meeting(headers: Sequence[str]) -> bool:
    """Return whether this is Zoom's report, which names the host above the table."""
    return [one.slug for one in recognised(headers)] == ["zoom"]


def _heading(table: Table, named: Sequence[str]) -> int:
    """Return the index of the row with the most recognised columns; on a tie, the first."""
    wanted = {header(one) for one in named}
    best, most = 0, 0
    for index, (_, cells) in enumerate(table.rows[:_DEPTH]):
        if any(map(holds_address, cells)):
            continue
        names = {header(cell) for cell in cells if cell}
        score = len(names & wanted) * 3
        sources = recognised(cells)
        if sources:
            score += sum(bool(known(name) or name in sources[0].columns) for name in names)
        if score > most:
            best, most = index, score
    return best


def without_totals(table: Table, email: int | None) -> tuple[Table, list[Problem]]:
    """Return the table without the totals below the last person, with a warning for each.

    `email` is the index of the column of addresses. Codes: total-row (a warning).
    """
    end, problems = len(table.rows), []
    while end > 1 and email is not None:
        number, cells = table.rows[end - 1]
        first = next((cell for cell in cells if cell), "")
        if (len(cells) > email and cells[email]) or not _TOTAL.match(folded(first)):
            break
        end -= 1
        at = letter(cells.index(first))
        message = "the row is a total without a person, so it is not read"
        place = f"column {at}"
        problems.append(
            problem(
                "total-row",
                message,
                file=table.file,
                line=number,
                path=place,
                got=shown_text(first),
                severity="warning",
            )
        )
    return replace(table, rows=table.rows[:end]), problems
