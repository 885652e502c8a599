"""Spreadsheets: bytes in, awards to be out, every problem with row and column.

A file goes through `delimited` or `workbook` to rows of text, through `columns` to a layout, through `entries` to one
`Entry` for each sound row. Nothing here knows the programme; hostile files are problems, never exceptions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from badgepress.errors import Problem, errors, in_order, problem
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.columns import Layout, layout
from badgepress.read.sheets.dates import Order
from badgepress.read.sheets.delimited import read_delimited
from badgepress.read.sheets.entries import Entry, entries
from badgepress.read.sheets.mapping import NO_MAPPING, Mapped, read_mapping
from badgepress.read.sheets.sources import BY_SLUG, SOURCES
from badgepress.read.sheets.table import Table
from badgepress.read.sheets.workbook import MAGIC, other_format, read_workbook

__all__ = ["BY_SLUG", "NO_MAPPING", "SOURCES", "Entry", "Mapped", "Sheet", "SheetOptions", "read_mapping", "read_sheet"]

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Kinds of file that people hand over for a spreadsheet, by how they begin.
_OTHERS = ((b"%PDF-", "a PDF"), (b"<", "a page or XML"), (b"{\\rtf", "a text document"), (b"\x1f\x8b", "an archive"))
_PARTS = re.compile(r"([/\\])")


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """How sheets are to be read: the source where it is named, a mapping, the order of dates, the sheet's name."""

    source: str | None = None
    mapped: Mapped = NO_MAPPING
    dates: Order | None = None
    sheet: str | None = None
    fixed_badge: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one file holds: where it is from, and its sound rows. `rows` counts all of them."""

    file: str
    title: str
    entries: tuple[Entry, ...] = ()
    rows: int = 0


def sheet_of(raw: bytes, shown: str, options: SheetOptions) -> tuple[Sheet | None, list[Problem]]:
    """The sound rows of a spreadsheet and every problem of it, in stable order.

    No Sheet when the file as a whole cannot be read: what is wrong then is no single row's.
    """
    table, problems = _table(raw, shown, options)
    if table is None:
        return None, in_order(problems)
    plan, more = _layout(table, options)
    problems += more
    if plan is None:
        return None, in_order(problems)
    found: list[Entry] = []
    for entry, wrong in entries(table, plan, fixed_badge=options.fixed_badge):
        problems += wrong
        if entry is not None:
            found.append(entry)
    return Sheet(shown, plan.title, tuple(found), len(table.rows) - 1), in_order(problems)


def shown_path(path: Path) -> str:
    """A file as messages name it: as it was given, without an address that its name may hold."""
    parts = _PARTS.split(str(path))
    text = "".join("(e-mail address)" if holds_address(part) else part for part in parts)
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _table(raw: bytes, shown: str, options: SheetOptions) -> tuple[Table | None, list[Problem]]:
    if not raw.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        return None, [problem("empty-file", "the file is empty", file=shown, line=1)]
    if raw.startswith(MAGIC):
        return read_workbook(raw, shown, options.sheet or options.mapped.value.sheet)
    if raw.startswith(_OLD_EXCEL):
        hint = "open it and save it as XLSX, without a password"
        message = "an old Excel workbook (XLS), or one with a password, is not read"
        return None, [problem("sheet-is-xls", message, file=shown, expected="XLSX, CSV or TSV", hint=hint)]
    other = next((name for start, name in _OTHERS if raw.lstrip().startswith(start)), "")
    return (None, [other_format(shown, other)]) if other else read_delimited(raw, shown)


def _layout(table: Table, options: SheetOptions) -> tuple[Layout | None, list[Problem]]:
    if not table.rows:
        return None, [problem("empty-file", "the sheet is empty", file=table.file, line=1)]
    number, headers = table.rows[0]
    plan, problems = layout(table.file, number, headers, options.mapped, options.source)
    if plan is not None and options.dates:
        plan = replace(plan, dates=options.dates)
    if plan is not None and not {"badge", "badge_id"} & set(plan.columns) and not options.fixed_badge:
        hint = "say which badge the rows are for: --badge SLUG"
        said = "the sheet has no column that says which badge it is"
        problems.append(problem("badge-needed", said, file=table.file, line=number, hint=hint))
    if plan is not None and len(table.rows) == 1:
        problems.append(
            problem("no-rows", "the sheet has a first row and nothing below it", file=table.file, line=number)
        )
    return (None if errors(problems) else plan), problems
