"""Handles sheets with both a full name and parts of a name: the cells show what each column is."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from badgepress.errors import Problem
from badgepress.read.quoting import folded
from badgepress.read.sheets.columns import Column, Layout
from badgepress.read.sheets.table import Table
from badgepress.read.sheets.vocabulary import header

_PARTS = ("first_name", "middle_name", "last_name")


def with_names(table: Table, layout: Layout, named: Set[str]) -> tuple[Layout, list[Problem]]:
    """Return the layout with `Name` as the missing part, or as the full name that contains the parts.

    Columns in `named` stay what a mapping says they are. Codes: names-unclear.
    """
    columns = dict(layout.columns)
    whole = columns.get("name")
    parts = [columns[part] for part in _PARTS if part in columns]
    if whole is None or not parts or header(whole.name) in named:
        return layout, []
    every, some = _contained(table, whole, parts)
    missing = [part for part in ("first_name", "last_name") if part not in columns]
    if every:
        others = {field: column for field, column in columns.items() if field not in _PARTS}
        leaves = layout.leaves | {header(part.name) for part in parts}
        return replace(layout, columns=others, leaves=leaves), []
    if not some and missing:
        del columns["name"]
        columns[missing[0]] = Column(whole.index, whole.name, missing[0])
        return replace(layout, columns=columns), []
    hint = "name the right ones in a mapping file, or leave this one out with --ignore-column NAME"
    message = "the sheet has a full name and parts of a name, and they do not match"
    return layout, [Problem(whole.place(table.file, table.rows[0][0]), "names-unclear", message, hint=hint)]


def _contained(table: Table, whole: Column, parts: Sequence[Column]) -> tuple[bool, bool]:
    """Return whether the full name contains the parts in every row, and in some row. Only rows with both count."""
    every, some = True, False
    for _, cells in table.rows[1:]:
        name, texts = _at(cells, whole), [text for part in parts if (text := _at(cells, part))]
        if name and texts:
            has = all(folded(text) in folded(name) for text in texts)
            every, some = every and has, some or has
            if some and not every:
                break
    return every, some


def _at(cells: tuple[str, ...], column: Column) -> str:
    return cells[column.index] if column.index < len(cells) else ""
