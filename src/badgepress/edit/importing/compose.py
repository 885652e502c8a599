"""Awards as the YAML of a new assertion file. The form in the browser writes the same (`forms/compose.ts`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from badgepress.edit.yamltext import flow

#: Texts that mean themselves without quotes, in every version of YAML and for every eye.
_BARE = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}(?:T[\d:]{8}Z)?|sha256\$[0-9a-f]{64}|did:[A-Za-z0-9:._-]*[A-Za-z0-9])\Z", re.ASCII
)
_BARE_KEYS = frozenset({"badge", "id", "earner", "country", "result", "visibility"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_MEANING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"})

#: What of an import stands once, above its awards, where all of them have the same.
SHARED = ("badge", "issued", "visibility")
#: What of a form does: whoever fills it in shows one piece of evidence for all. Awards that an import corrects later
#: bring evidence of their own, so it is not shared there.
SHARED_BY_FORM = ("badge", "issued", "evidence", "visibility")


def single(data: Mapping[str, Any]) -> str:
    """One award as a file of its own."""
    return "".join(f"{line}\n" for line in _entries(data))


def cohort(awards: Sequence[tuple[str, Mapping[str, Any]]], title: str, keys: Sequence[str] = SHARED) -> str:
    """Many awards (id, data) of one badge as a file; those of `keys` that all have alike stand once. `title` is a
    comment."""
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
    """The value of a key in one line: bare where its letters mean themselves, else in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {inline(name, one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline("", one) for one in value) + "]"
    if isinstance(value, str):
        plain = key in _BARE_KEYS and _WORD.match(value) and value.lower() not in _MEANING
        return value if plain or _BARE.match(value) else flow(value)
    return flow(value)
