"""Assigns fields to a sheet's columns from its first row: by recognising them, by a mapping, or both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from badgepress.errors import Place, Problem, problem
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.dates import Order, Settled, is_date
from badgepress.read.sheets.mapping import Mapped
from badgepress.read.sheets.sources import BY_SLUG, SOURCES, Source, nearest, recognised
from badgepress.read.sheets.table import Table, letter
from badgepress.read.sheets.vocabulary import EITHER, header, known

#: The fields that hold a person's name.
NAMES = ("name", "first_name", "middle_name", "last_name")

NameOrder = Literal["last-first", "as-written"]
_EXPECTED = "columns of " + ", ".join(source.title for source in SOURCES)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: its index from 0, its name, and the field its cells go to."""

    index: int
    name: str
    taken: str

    def place(self, file: str, row: int) -> Place:
        """Return the place of one of its cells: `people.csv:12: column 'Issued At' (F)`."""
        return Place(file, row, f"column {shown_text(self.name)} ({letter(self.index)})")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read: its source, its columns by field, the order of day and month, its width.

    `orders` holds the order that each column of dates shows, by field and separator. With `every_day` every row needs a
    day. `graded` lists the columns of grades; every row needs a grade in one of them. `filtered` lists the status
    columns whose cells must be in `keep`. `leaves` and `counts` come from the `Source`. With `by_name` a row with a
    name needs no address.
    """

    title: str
    columns: Mapping[str, Column]
    dates: Order | None
    width: int
    leaves: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    by_name: bool = False
    orders: Mapping[tuple[str, str], Settled] = dataclasses.field(default_factory=dict)
    every_day: bool = False
    graded: tuple[str, ...] = ()
    names: NameOrder | None = None
    keep: frozenset[str] = frozenset()
    filtered: frozenset[str] = frozenset()


def layout(
    table: Table,
    mapped: Mapped,
    wanted: str | None,
    ignored: Sequence[str],
    *,
    by_name: bool = False,
    person: str | None = None,
) -> tuple[Layout | None, list[Problem]]:
    """Return the layout that the header row gives. `wanted` names a source; without it the source is recognised.

    Columns that the source does not know are read by their names, unless they are `ignored`. With `by_name` a column of
    names is enough without a column of addresses; `person` names the column that tells people of one name apart.

    Codes: no-header, unknown-sheet, ambiguous-sheet, missing-column, repeated-column.
    """
    file, (row, headers) = table.file, table.rows[0]
    if any(holds_address(one) for one in headers):
        message = "the first row contains an e-mail address, so it does not name the columns"
        hint = "add a row with the names of the columns above it"
        return None, [problem("no-header", message, file=file, line=row, hint=hint)]
    source, problems = _source(file, row, headers, wanted, mapped=any(mapped.columns()))
    if by_name and [one.code for one in problems] == ["unknown-sheet"]:
        problems = []
    if problems:
        return None, problems
    columns, problems = _mapped_columns(headers, mapped)
    if person is not None:
        problems += _person_column(file, row, headers, person, columns)
    left_out = {header(one) for one in ignored}
    problems += _known_columns(file, row, headers, source, columns, left_out)
    if wanted is not None or not any(mapped.columns()):
        problems += _common_columns(table, source, columns, left_out)
    by_name = by_name and any(name in columns for name in NAMES)
    spared = {source.columns[name] for name in left_out & set(source.columns)} - {"email"} if source else set()
    problems += _missing(file, row, source, columns, spared=spared | ({"email"} if by_name else set()))
    if problems:
        return None, problems
    dates = mapped.value.dates or (source.dates if source else None)
    return Layout(
        source.title if source else "own columns",
        columns,
        dates,
        len(headers),
        source.leaves if source else frozenset(),
        source.counts if source else frozenset(),
        by_name,
    ), []


def guessed(table: Table, ignored: Sequence[str]) -> Mapping[str, Column]:
    """Return the columns that are recognised by name, for a sheet that cannot be read yet."""
    columns: dict[str, Column] = {}
    _common_columns(table, None, columns, {header(one) for one in ignored})
    return columns


def _person_column(file: str, row: int, headers: Sequence[str], name: str, columns: dict[str, Column]) -> list[Problem]:
    """Add the column that tells people apart."""
    index = next((number for number, one in enumerate(headers) if header(one) == header(name)), -1)
    if index < 0:
        message, hint = f"the sheet has no column {shown_text(name)}", did_you_mean(name, list(headers))
        return [problem("missing-column", message, file=file, line=row, path="--person-column", hint=hint)]
    columns["person"] = Column(index, headers[index], "person")
    return []


def _mapped_columns(headers: Sequence[str], mapped: Mapped) -> tuple[dict[str, Column], list[Problem]]:
    """Return the columns that a mapping names."""
    columns: dict[str, Column] = {}
    problems = []
    for field, name, path in mapped.columns():
        index = next((number for number, one in enumerate(headers) if header(one) == header(name)), -1)
        if index >= 0:
            columns[field] = Column(index, headers[index], field)
            continue
        hint = did_you_mean(name, list(headers))
        place = mapped.place(path)
        problems.append(Problem(place, "missing-column", f"the sheet has no column {shown_text(name)}", hint=hint))
    return columns, problems


def _known_columns(
    file: str,
    row: int,
    headers: Sequence[str],
    source: Source | None,
    columns: dict[str, Column],
    left_out: Set[str],
) -> list[Problem]:
    """Add a source's columns, except the ignored ones and those that the mapping already names."""
    fields = source.columns if source and source.slug != "plain" else {}
    named, taken = set(columns), {column.index for column in columns.values()}
    problems = []
    for index, name in enumerate(headers):
        field = fields.get(header(name), "")
        if not field or field in named or index in taken or header(name) in left_out:
            continue
        column = Column(index, name, field)
        other = columns.setdefault(field, column)
        if other is not column:
            problems.append(_repeated(file, row, column, other))
    return problems


def _repeated(file: str, row: int, column: Column, other: Column) -> Problem:
    where = f"{shown_text(other.name)} ({letter(other.index)})"
    message = f"two columns hold the same thing; the other is column {where}"
    hint = "delete one of them, or leave it out with --ignore-column NAME"
    return Problem(column.place(file, row), "repeated-column", message, hint=hint)


def _common_columns(
    table: Table, source: Source | None, columns: dict[str, Column], left_out: Set[str]
) -> list[Problem]:
    """Add columns that are recognised by name, for fields that have no column yet.

    A sheet may have several status columns, and every one of them counts.
    """
    row, headers = table.rows[0]
    taken, named = {column.index for column in columns.values()}, set(columns)
    leaves = source.leaves if source else frozenset()
    problems = []
    for index, name in enumerate(headers):
        field = "" if index in taken or header(name) in left_out | leaves else known(name)
        if field and header(name) in EITHER and _has_date(table, index):
            field = "issued"
        if field in ("status", "revoked"):
            field = f"{field}.{index}"
        if not field or field in named:
            continue
        column = Column(index, name, field)
        other = columns.setdefault(field, column)
        if other is not column and not _repeats(table, index, other.index):
            problems.append(_repeated(table.file, row, column, other))
    return problems


def _has_date(table: Table, index: int) -> bool:
    return any(is_date(cell) for _, cells in table.rows[1:] if (cell := _cell(cells, index)))


def _repeats(table: Table, index: int, other: int) -> bool:
    """Return whether each cell of a column is empty or as in the other column."""
    return all(_cell(cells, index) in ("", _cell(cells, other)) for _, cells in table.rows[1:])


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _source(
    file: str, row: int, headers: Sequence[str], wanted: str | None, *, mapped: bool
) -> tuple[Source | None, list[Problem]]:
    if wanted is not None:
        return BY_SLUG[wanted], []
    if mapped:
        return None, []
    found = recognised(headers)
    if len(found) == 1:
        return found[0], []
    return None, [_ambiguous(file, row, found) if found else _unknown(file, row, headers)]


def _ambiguous(file: str, row: int, found: Sequence[Source]) -> Problem:
    message = f"the columns could be those of {' or of '.join(source.title for source in found)}"
    hint = f"choose one, as in --as {found[0].slug}"
    return problem("ambiguous-sheet", message, file=file, line=row, hint=hint)


def _unknown(file: str, row: int, headers: Sequence[str]) -> Problem:
    near = nearest(headers)
    got = ", ".join(shown_text(one) for one in headers[:6]) + (" …" if len(headers) > 6 else "")
    hint = "a mapping file names the columns: --write-mapping FILE.yml drafts one"
    if near:
        have = {near.columns[header(one)] for one in headers if header(one) in near.columns}
        lacking = [_called(near, field) for field in sorted(near.needs - have)]
        if lacking:
            hint = (
                f"for {near.title} it lacks {' and '.join(lacking)}; "
                "for other sheets --write-mapping FILE.yml drafts a mapping file, which names the columns"
            )
            if lacking == ["'email'"]:
                hint += "; if people have no address, set `by_name: true` in the badge class"
    message = "these columns belong to no known kind of sheet"
    return problem("unknown-sheet", message, file=file, line=row, got=got, expected=_EXPECTED, hint=hint)


def _missing(
    file: str, row: int, source: Source | None, columns: Mapping[str, Column], spared: Set[str]
) -> list[Problem]:
    needs = source.needs if source else frozenset({"email"}) if "did" not in columns else frozenset()
    lacking = sorted(needs - set(columns) - spared)
    if source:
        return [_lacks(file, row, field, f"{_called(source, field)}, as in {source.title}") for field in lacking]
    hint = "name it in the mapping, or use --as plain to read columns outside the mapping by their names"
    return [_lacks(file, row, field, f"`{field}` in the mapping", hint) for field in lacking]


def _lacks(file: str, row: int, field: str, expected: str, hint: str = "") -> Problem:
    message = f"the sheet has no column for {field.replace('_', ' ')}"
    return problem("missing-column", message, file=file, line=row, expected=expected, hint=hint)


def _called(source: Source, field: str) -> str:
    """Return the name of a source's column for a field."""
    return next(f"'{name}'" for name, one in source.columns.items() if one == field)
