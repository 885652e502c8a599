"""Reads spreadsheets: bytes in, future awards out, every problem with its row and column.

`delimited` or `workbook` turns a file into rows of text, `columns` finds the layout, and `entries` makes one `Entry`
of each valid row. Nothing here knows the programme. A hostile file is a problem, never an exception.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO

from badgepress.errors import Problem, errors, in_order, problem
from badgepress.read.files import printable, too_large
from badgepress.read.quoting import folded, shown_text
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.classes import NO_CLASSES, Classes
from badgepress.read.sheets.columns import Column, Layout, NameOrder, guessed, layout
from badgepress.read.sheets.dates import Order, orders_of
from badgepress.read.sheets.delimited import read_delimited
from badgepress.read.sheets.draft import draft, mapping_word
from badgepress.read.sheets.entries import Entry, entries, is_grade, said_states
from badgepress.read.sheets.heading import from_heading, without_totals
from badgepress.read.sheets.mapping import NO_MAPPING, Mapped, read_mapping
from badgepress.read.sheets.names import with_names
from badgepress.read.sheets.source import head_of, is_blank
from badgepress.read.sheets.sources import BY_SLUG, SOURCES
from badgepress.read.sheets.table import MAX_BYTES, Table, letter
from badgepress.read.sheets.unread import SAID, Seen, seen_columns, sounds_like
from badgepress.read.sheets.vocabulary import header
from badgepress.read.sheets.workbook import MAGIC, other_format, read_workbook

__all__ = [
    "BY_SLUG",
    "NO_MAPPING",
    "SAID",
    "SOURCES",
    "Classes",
    "Entry",
    "Mapped",
    "Seen",
    "Sheet",
    "SheetOptions",
    "mapping_word",
    "read_mapping",
    "read_sheet",
]

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Other kinds of files that people mistake for spreadsheets, by their first bytes.
_OTHERS = ((b"%PDF-", "a PDF"), (b"<", "a page or XML"), (b"{\\rtf", "a text document"), (b"\x1f\x8b", "an archive"))
_PARTS = re.compile(r"([/\\])")


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """Options for reading sheets: the source if it is given, a mapping, the order of dates, the sheet's name.

    `header_row` is the number of the row that names the columns. `ignore` names unwanted columns. `names` says how to
    read “Lee, Ann”. `keep` lists the status words of rows that count. With `dated`, the day of rows without one is
    already known. With `by_name`, rows may name a person without an address, and the column `person` tells people with
    the same name apart. `classes` recognises a column that names badges, whatever its own name.
    """

    source: str | None = None
    mapped: Mapped = NO_MAPPING
    dates: Order | None = None
    sheet: str | None = None
    fixed_badge: bool = False
    header_row: int | None = None
    encoding: str | None = None
    ignore: tuple[str, ...] = ()
    names: NameOrder | None = None
    keep: tuple[str, ...] = ()
    dated: bool = False
    by_name: bool = False
    person: str | None = None
    classes: Classes = NO_CLASSES


#: A row that is valid, or None, with its problems.
Found = tuple[Entry | None, list[Problem]]


def _no_rows() -> Iterator[Found]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of one file: its source and its valid rows. `rows` counts all rows.

    A `stopped` sheet could not be read: it has no entries, and its columns are guesses. `each` reads the rows one by
    one, each with its problems, as often as it is called; `planned` leaves `entries` empty. `badged`: it has a column
    that names badges.
    """

    file: str
    title: str
    entries: tuple[Entry, ...] = ()
    rows: int = 0
    header_row: int = 1
    columns: tuple[Seen, ...] = ()
    stopped: bool = False
    each: Callable[[], Iterator[Found]] = field(default=_no_rows, compare=False, repr=False)
    badged: bool = True

    @property
    def refused(self) -> bool:
        """Whether it cannot be imported: it could not be read, or a column is neither read nor ignored."""
        return self.stopped or any(one.fate == "refused" for one in self.columns)


def sheet_of(raw: bytes, shown: str, options: SheetOptions) -> tuple[Sheet | None, list[Problem]]:
    """Return the valid rows of a spreadsheet and all its problems, in stable order.

    The Sheet is None if the whole file cannot be read.
    """
    sheet, problems = looked_at(raw, shown, options)
    return (None if sheet is None or sheet.refused else sheet), problems


def looked_at(raw: bytes, shown: str, options: SheetOptions) -> tuple[Sheet | None, list[Problem]]:
    """Do what `sheet_of` does, but also return a Sheet for a refused table, so that it can be explained.

    The Sheet is None only if the file has no table.
    """
    sheet, problems = planned(io.BytesIO(raw), shown, options)
    if sheet is None:
        return None, problems
    found: list[Entry] = []
    for entry, wrong in sheet.each():
        problems += wrong
        if entry is not None:
            found.append(entry)
    return replace(sheet, entries=tuple(found)), in_order(problems)


def planned(raw: IO[bytes], shown: str, options: SheetOptions) -> tuple[Sheet | None, list[Problem]]:
    """Find out how to read a spreadsheet, and the problems of the whole sheet. Its rows are read by `Sheet.each`.

    The stream is read to its end. The Sheet is None only if the file has no table.
    """
    table, problems = _table(raw, shown, options)
    if table is None:
        return None, in_order(problems)
    if not table.rows:
        return None, [problem("empty-file", "the sheet is empty", file=shown, line=1)]
    mapped = options.mapped
    named = [name for _, name, _ in mapped.columns()]
    table, more = from_heading(table, options.header_row or mapped.value.header_row, named)
    problems += more
    ignored = (*mapped.value.ignore, *options.ignore)
    if errors(problems):
        return _stopped(table, {}, ignored, options), in_order(problems)
    plan, more = _layout(table, options, ignored)
    problems += more
    if plan is None:
        return _stopped(table, guessed(table, ignored), ignored, options), in_order(problems)
    table, more = without_totals(table, plan.columns["email"].index if "email" in plan.columns else None)
    problems += more
    plan, more = with_names(table, plan, {header(name) for name in named})
    problems += more
    row, headers = table.rows[0]
    seen, more = seen_columns(table, headers, plan.columns, ignored, plan.leaves, options.classes)
    problems += more
    needed = _badge_needed(table, plan, seen, options)
    stopped = bool(needed or (errors(problems) and not any(one.fate == "refused" for one in seen)))
    problems += needed
    plan = _settled(table, plan, options)
    problems += _undated(table, plan, options)
    seen = [replace(one, said=said_states(table, plan, one.field)) for one in seen]
    each = partial(entries, table, plan, fixed_badge=options.fixed_badge) if not stopped else _no_rows
    badged = not {"badge", "badge_id"}.isdisjoint(plan.columns)
    rows = len(table.rows) - 1
    return Sheet(shown, plan.title, (), rows, row, tuple(seen), stopped, each, badged), in_order(problems)


def draft_mapping(sheet: Sheet, options: SheetOptions) -> str:
    """Return the text of a mapping file that states how the sheet was read and what is still missing."""
    mapping = options.mapped.value
    needed = ["name"] if options.by_name else ["name", "email"]
    return draft(
        sheet.columns,
        needed if options.fixed_badge else [*needed, "badge"],
        (
            ("badges", mapping.badges),
            ("dates", options.dates or mapping.dates),
            ("sheet", options.sheet or mapping.sheet),
            ("header_row", sheet.header_row if sheet.header_row != 1 else None),
            ("encoding", options.encoding or mapping.encoding),
            ("names", options.names or mapping.names),
            ("keep", list(options.keep or mapping.keep)),
        ),
    )


def _stopped(table: Table, columns: Mapping[str, Column], ignored: Sequence[str], options: SheetOptions) -> Sheet:
    """Return a Sheet for a table that cannot be read, with guesses about its columns."""
    row, headers = table.rows[0]
    seen, _ = seen_columns(table, headers, columns, ignored, frozenset(), options.classes)
    return Sheet(table.file, "columns that are not known", (), len(table.rows) - 1, row, tuple(seen), stopped=True)


def _undated(table: Table, plan: Layout, options: SheetOptions) -> list[Problem]:
    """Warn if a sheet has a column of days but no row has a day."""
    column = plan.columns.get("issued")
    if column is None or plan.every_day or options.dated or len(table.rows) == 1:
        return []
    place = column.place(table.file, table.rows[0][0])
    hint = "fill it in, or give the day with --issued DATE; else leave the column out with --ignore-column NAME"
    message = "the column of days is empty, so every row gets today's date"
    return [Problem(place, "undated-rows", message, hint=hint, severity="warning")]


def _badge_needed(table: Table, plan: Layout, seen: Sequence[Seen], options: SheetOptions) -> list[Problem]:
    """Report that nothing says which badge the rows are for, and name the column that looks like it."""
    if options.fixed_badge or {"badge", "badge_id"} & set(plan.columns):
        return []
    message = "the sheet has no column that names the badge"
    like = [one for one in seen if one.kind == "badge"] or [
        one for one in seen if one.fate == "listed" and sounds_like(one.name) == "badge"
    ]
    hint = "name the badge of the rows with --badge SLUG"
    if like:
        name = shown_text(like[0].name) if like[0].name else letter(like[0].index)
        advice = f"write `badge: {name}` into a mapping file, which --write-mapping FILE drafts"
        hint = f"column {like[0].title} looks like it: {advice}"
    return [problem("badge-needed", message, file=table.file, line=table.rows[0][0], hint=hint)]


def _settled(table: Table, plan: Layout, options: SheetOptions) -> Layout:
    """Complete the layout with what the cells of whole columns show: the order of dates, and which columns are used."""

    def cells(field: str) -> Iterator[str]:
        at = plan.columns[field].index
        return (row[at] for _, row in table.rows[1:] if at < len(row) and row[at])

    dates = [field for field in ("issued", "expires") if field in plan.columns]
    orders = {(field, mark): order for field in dates for mark, order in orders_of(cells(field)).items()}
    graded = tuple(field for field, column in plan.columns.items() if is_grade(field, column.name))
    keep = frozenset(folded(one) for one in options.keep or options.mapped.value.keep)
    stated = [field for field in plan.columns if field.partition(".")[0] in ("status", "revoked")]
    filtered = {field for field in stated if keep and any(folded(cell) in keep for cell in cells(field))}
    if keep and not filtered:
        filtered = set(stated)
    return replace(
        plan,
        orders=orders,
        every_day="issued" in dates and any(cells("issued")) and not options.dated,
        graded=graded if any(any(cells(field)) for field in graded) else (),
        names=options.names or options.mapped.value.names,
        keep=keep,
        filtered=frozenset(filtered),
    )


def shown_path(path: Path) -> str:
    """Return a path for messages as it was given, without any e-mail address in it."""
    parts = _PARTS.split(str(path))
    text = "".join("(e-mail address)" if holds_address(part) else part for part in parts)
    return printable(text)


def _table(stream: IO[bytes], shown: str, options: SheetOptions) -> tuple[Table | None, list[Problem]]:
    head = head_of(stream)
    if is_blank(stream, b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        return None, [problem("empty-file", "the file is empty", file=shown, line=1)]
    if head.startswith(MAGIC):
        size = stream.seek(0, os.SEEK_END)
        if size > MAX_BYTES:
            return None, [too_large(shown, size, MAX_BYTES)]
        stream.seek(0)
        return read_workbook(stream.read(MAX_BYTES), shown, options.sheet or options.mapped.value.sheet)
    if head.startswith(_OLD_EXCEL):
        hint = "open it and save it as XLSX, without a password"
        message = "an old Excel workbook (XLS), or one with a password, is not read"
        return None, [problem("sheet-is-xls", message, file=shown, expected="XLSX, CSV or TSV", hint=hint)]
    other = next((name for start, name in _OTHERS if head.lstrip().startswith(start)), "")
    return (
        (None, [other_format(shown, other)])
        if other
        else read_delimited(stream, shown, options.encoding or options.mapped.value.encoding)
    )


def _layout(table: Table, options: SheetOptions, ignored: Sequence[str]) -> tuple[Layout | None, list[Problem]]:
    number = table.rows[0][0]
    plan, problems = layout(
        table, options.mapped, options.source, ignored, by_name=options.by_name, person=options.person
    )
    if plan is not None and options.dates:
        plan = replace(plan, dates=options.dates)
    if plan is not None and len(table.rows) == 1:
        problems.append(
            problem("no-rows", "the sheet has a first row and nothing below it", file=table.file, line=number)
        )
    return (None if errors(problems) else plan), problems
