"""A mapping file that says in so many words how a sheet was read, to be mended by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence

from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.unread import FIELD, Seen

_EVIDENCE = "evidence.0."


def draft(columns: Sequence[Seen], settings: Sequence[tuple[str, object]]) -> str:
    """The text of a mapping file: columns, results, what was set besides, and the columns that are not read."""
    named: dict[str, str] = {}
    results: list[str] = []
    asked: list[str] = []
    for column in columns:
        word = _word(column.field)
        if not column.name or holds_address(column.name):
            continue
        if column.fate == "read" and column.field.startswith("results."):
            results.append(f"  {column.field.partition('.')[2]}: {_quoted(column.name)}")
        elif column.fate == "read" and word and word not in named:
            named[word] = _quoted(column.name)
        elif column.fate == "read":
            asked.append(f"  # is read, and has no word here ({column.field}): {_quoted(column.name)}")
        elif column.fate == "refused" and column.kind:
            asked.append(f"  # {FIELD[column.kind]}: {_quoted(column.name)}    # or below, under `ignore`")
    lines = ["columns:" if named else "columns: {}", *(f"  {word}: {name}" for word, name in named.items()), *asked]
    if results:
        lines += ["results:", *results]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in settings if value]
    left = [column.name for column in columns if column.name and column.fate in ("listed", "ignored")]
    if left:
        lines += ["ignore:", *(f"  - {_quoted(name)}" for name in left if not holds_address(name))]
    return "\n".join(lines) + "\n"


def _word(field: str) -> str:
    if field.startswith(_EVIDENCE):
        return f"evidence_{field.removeprefix(_EVIDENCE)}"
    kind, dot, _ = field.partition(".")
    return kind if not dot or kind in ("status", "revoked") else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
