"""Makes sure that no column is dropped silently: each is read, ignored by name, or reported.

A column that is not read is listed in a warning. If its name or cells look like a part of an award (a date, an end, a
name, a status, a person), it is an error until somebody maps or ignores it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from badgepress.errors import Place, Problem
from badgepress.read.quoting import did_you_mean, folded, shown_text
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.classes import Classes
from badgepress.read.sheets.columns import Column
from badgepress.read.sheets.dates import is_date, is_period
from badgepress.read.sheets.statuses import BAD, OPEN, a_no, refuses, telling
from badgepress.read.sheets.table import Table, letter
from badgepress.read.sheets.vocabulary import Kind, header, is_choice, known, suspect

Fate = Literal["read", "ignored", "listed", "refused"]
#: How many cells of a column are examined, from the top.
_SAMPLE = 2_000
_SHOWN = 12
SAID: Mapping[Kind, str] = {
    "date": "a date",
    "end": "the end of an award",
    "name": "a name",
    "status": "a status",
    "person": "a person",
    "badge": "the badge",
}
#: The field that a column of a kind is most likely meant for.
FIELD: Mapping[Kind, str] = {
    "date": "issued",
    "end": "expires",
    "name": "name",
    "status": "status",
    "person": "email",
    "badge": "badge",
}
_KINDS: Mapping[str, Kind] = {
    "issued": "date",
    "expires": "end",
    "name": "name",
    "first_name": "name",
    "middle_name": "name",
    "last_name": "name",
    "status": "status",
    "revoked": "status",
    "email": "person",
    "badge": "badge",
    "badge_id": "badge",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One column of a sheet and its fate; `field` is the field it is read as, `kind` what it looks like.

    `said` describes how the words of a status are read. `is_known` marks columns that matter only to their platform.
    """

    index: int
    name: str
    fate: Fate
    field: str = ""
    kind: Kind | None = None
    said: str = ""
    is_known: bool = False

    @property
    def title(self) -> str:
        """The column for messages, as `'Issued At' (F)`."""
        return f"{shown_text(self.name) if self.name else 'without a name'} ({letter(self.index)})"


def seen_columns(
    table: Table,
    headers: Sequence[str],
    columns: Mapping[str, Column],
    ignored: Sequence[str],
    leaves: frozenset[str],
    classes: Classes,
) -> tuple[list[Seen], list[Problem]]:
    """Return every column of the table, even beyond its header row, and the problems of those that are not read.

    `ignored` holds names or letters of columns; `leaves` holds names of columns that matter only to their platform.
    Codes: column-not-read, unknown-column; columns-listed (a warning).
    """
    row, file = table.rows[0][0], table.file
    width = max((len(cells) for _, cells in table.rows), default=0) if not table.delimited else len(headers)
    read = {column.index: field for field, column in columns.items()}
    names = [headers[index] if index < len(headers) else "" for index in range(width)]
    left_out = {index for one in ignored for index in _meant(one, names)}
    found, problems = [], _not_there(file, row, ignored, names)
    for index, name in enumerate(names):
        if index in read:
            found.append(Seen(index, name, "read", read[index]))
            continue
        cells = _cells(table, index)
        if index in left_out or not (name or cells):
            found.append(Seen(index, name, "ignored"))
            continue
        is_known = header(name) in leaves
        kind = _badge_like(name, table, index, columns, classes)
        if kind is None and not is_known and not _repeats(table, index, columns):
            kind = _looks_like(name, cells)
        found.append(Seen(index, name, "refused" if kind else "listed", kind=kind, is_known=is_known))
        if kind:
            problems.append(_refusal(file, row, found[-1]))
    listed = [one.title for one in found if one.fate == "listed"]
    if listed:
        got = ", ".join(listed[:_SHOWN]) + (f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else "")
        message = "some columns are not read"
        hint = "use --ignore-column NAME for a column that is not wanted, or map it in a mapping file"
        problems.append(Problem(Place(file, row), "columns-listed", message, got, hint=hint, severity="warning"))
    return found, problems


def _meant(one: str, names: Sequence[str]) -> list[int]:
    by_name = [index for index, name in enumerate(names) if name and header(name) == header(one)]
    return by_name or [
        index for index in range(len(names)) if not names[index] and letter(index) == one.strip().upper()
    ]


def _not_there(file: str, row: int, ignored: Sequence[str], names: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            Place(file, row),
            "unknown-column",
            f"the sheet has no column {shown_text(one)} to ignore",
            hint=did_you_mean(one, [name for name in names if name]),
        )
        for one in ignored
        if not _meant(one, names)
    ]


def _refusal(file: str, row: int, column: Seen) -> Problem:
    kind = column.kind or "date"
    path = f"column {shown_text(column.name) if column.name else 'without a name'} ({letter(column.index)})"
    name = shown_text(column.name) if column.name else letter(column.index)
    message = f"the column looks like {SAID[kind]} but is not read"
    hint = f"name it in a mapping file, such as `{FIELD[kind]}: …`, or leave it out with --ignore-column {name}"
    return Problem(Place(file, row, path), "column-not-read", message, hint=hint)


def _cells(table: Table, index: int) -> list[str]:
    rows = table.rows[1 : _SAMPLE + 1]
    return [cells[index] for _, cells in rows if index < len(cells) and cells[index]]


def sounds_like(name: str) -> Kind | None:
    """Return what a column is, or seems to be, by its name alone."""
    return _KINDS.get(known(name)) or suspect(name)


def _badge_like(name: str, table: Table, index: int, columns: Mapping[str, Column], classes: Classes) -> Kind | None:
    """Detect a column that names classes in its cells, or whose own name is a class, as in a table with one column
    for each badge."""
    cells = (cells[index] for _, cells in table.rows[1:] if index < len(cells) and cells[index])
    badges = {field: column for field, column in columns.items() if field in ("badge", "badge_id")}
    if classes.are_named(cells) and not _repeats(table, index, badges):
        return "badge"
    return "status" if name and classes.called(name) and _is_filled(table, index) else None


def _is_filled(table: Table, index: int) -> bool:
    return any(index < len(cells) and cells[index] for _, cells in table.rows[1:])


def _looks_like(name: str, cells: Sequence[str]) -> Kind | None:
    """Return what a column looks like, by its cells if they are clear, else by its name. An empty one is None."""
    if not cells:
        return None
    if any(holds_address(cell) for cell in cells):
        return "person"
    by_name = sounds_like(name)
    by_name = None if by_name == "badge" else by_name  # else its cells would name classes
    if any(refuses(cell) for cell in cells):
        return "status"
    if sum(is_date(cell) or is_period(cell) for cell in cells) * 2 >= len(cells):
        return by_name if by_name == "end" else "date"
    if all(telling(cell) for cell in cells) and any(folded(cell) in BAD | OPEN for cell in cells):
        return "status"
    if by_name is None and a_no(cells) and not is_choice(name):
        return "status"
    return by_name


def _repeats(table: Table, index: int, columns: Mapping[str, Column]) -> bool:
    """Return whether the column only repeats a column that is read."""
    return any(
        all(_at(cells, index) in ("", _at(cells, column.index)) for _, cells in table.rows[1:])
        for field, column in columns.items()
        if field.partition(".")[0] not in ("status", "revoked")
    )


def _at(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""
