"""Write awards as the YAML of a new assertion file. `src/forms/compose.ts` writes the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from badgepress.edit.yamltext import flow

#: Texts that need no quotes in any version of YAML and that no reader mistakes for anything else.
_BARE = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}(?:T[\d:]{8}Z)?|sha256\$[0-9a-f]{64}|did:[A-Za-z0-9:._-]*[A-Za-z0-9])\Z", re.ASCII
)
_BARE_KEYS = frozenset({"badge", "id", "earner", "country", "result", "visibility"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_MEANING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"})

#: Keys that an import writes once, above the awards, if all awards have the same value.
SHARED = ("badge", "issued", "visibility")
#: The same for the form, where one piece of evidence is for all awards. Imports do not share evidence, because a later
#: import may correct that of a single award.
SHARED_BY_FORM = ("badge", "issued", "evidence", "visibility")


def single(data: Mapping[str, Any]) -> str:
    """Return the text of a file with one award."""
    return "".join(f"{line}\n" for line in _entries(data))


def cohort(awards: Sequence[tuple[str, Mapping[str, Any]]], title: str, keys: Sequence[str] = SHARED) -> str:
    """Return the text of a cohort file: awards (id, data) of one badge.

    Those of `keys` that are the same in all awards are written once. `title` becomes a comment.
    """
    first = awards[0][1]
    shared = {key: first[key] for key in keys if key in first and all(one.get(key) == first[key] for _, one in awards)}
    lines = [f"# {title}", *_entries(shared), "awards:"]
    for award_id, data in awards:
        own = {key: value for key, value in data.items() if key not in shared}
        entry = list(_entries({"id": award_id} | own))
        lines += [f"  - {entry[0]}", *(f"    {line}" for line in entry[1:])]
    return "".join(f"{line}\n" for line in lines)


def _entries(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, list):
            yield f"{key}:"
            yield from (f"  - {inline('', one)}" for one in value)
        else:
            yield f"{key}: {inline(key, value)}"


def inline(key: str, value: Any) -> str:
    """Write the value of a key on one line: without quotes where they are not needed."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {inline(name, one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline("", one) for one in value) + "]"
    if isinstance(value, str):
        plain = key in _BARE_KEYS and _WORD.match(value) and value.lower() not in _MEANING
        return value if plain or _BARE.match(value) else flow(value)
    return flow(value)
