"""Drafts a mapping file that states how a sheet was read, for people to correct by hand.

Every table gets a draft. Whatever is unclear becomes a comment. Only columns that were ignored by name are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.unread import FIELD, Seen, sounds_like

_EVIDENCE = "evidence.0."
_NAMES = frozenset({"first_name", "middle_name", "last_name"})
#: The longest name that a mapping allows.
_LONGEST = 500


def draft(columns: Sequence[Seen], needed: Iterable[str], settings: Sequence[tuple[str, object]]) -> str:
    """Return the text of a mapping file: columns, results, other settings, and the columns that are not read.

    A word in `needed` that has no column becomes a comment.
    """
    named: dict[str, str] = {}
    results: list[str] = []
    questions: list[str] = []
    ignored: list[str] = []
    unread: list[str] = []
    looks = set()
    for column in columns:
        name, word = _quoted(column.name), mapping_word(column.field)
        if not column.name or holds_address(column.name):
            continue
        kind = column.kind or (None if column.fate == "read" else sounds_like(column.name))
        is_short = len(column.name) <= _LONGEST
        if column.fate == "read" and column.field.startswith("results."):
            results.append(f"  {column.field.partition('.')[2]}: {name}")
        elif column.fate == "read" and word and word not in named and is_short:
            named[word] = name
        elif column.fate == "read":
            questions.append(f"  # is read, but has no word here: {name}")
        elif is_short and (column.fate == "ignored" or column.is_known):
            ignored.append(name)
        elif kind and column.fate != "ignored":
            looks.add(FIELD[kind])
            questions.append(f"  # {FIELD[kind]}: {name}    # or below, under `ignore`")
        else:
            unread.append(name)
    covered = {*named, *looks} | ({"name"} if _NAMES & named.keys() else set())
    covered |= {"email"} if "did" in named else set()
    covered |= {"badge"} if "badge_id" in named else set()
    questions += [f"  # {word}: ?    # the name of its column" for word in needed if word not in covered]
    lines = ["columns:", *(f"  {word}: {name}" for word, name in named.items()), *questions]
    if results:
        lines += ["results:", *results]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in settings if value]
    if ignored:
        lines += ["ignore:", *(f"  - {name}" for name in ignored)]
    if unread:
        lines += ["# Not read. Give each a word above, or remove the # if it is not wanted:"]
        lines += ["# ignore:"] if not ignored else []
        lines += [f"#   - {name}" for name in unread]
    return "\n".join(lines) + "\n"


def mapping_word(field: str) -> str:
    """Return the word of a mapping file for a field; empty if it has none."""
    if field.startswith(_EVIDENCE):
        return f"evidence_{field.removeprefix(_EVIDENCE)}"
    kind, dot, _ = field.partition(".")
    return kind if kind != "person" and (not dot or kind in ("status", "revoked")) else ""


def _quoted(text: str) -> str:
    """Return the text in quotes that are valid JSON and YAML, with invisible characters escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
