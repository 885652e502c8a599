"""Helpers for JSON trees of the same statements: equality, and finding the places with an id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeGuard

_LARGEST: Final = 2**53 - 1

Described = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any] | None]


def is_index(value: object) -> TypeGuard[int | float]:
    """Whether the value is a non-negative integer that every JSON reader holds exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value <= _LARGEST and value == int(value)


def listed(value: object) -> list[Any]:
    """One value, several or none, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def id_of(value: object) -> str:
    """The id of an object, or the text in its place; "" if neither."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def same(one: object, other: object) -> bool:
    """Whether two values are equal as JSON, whatever the order of members. 1 equals 1.0, but not true."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def places_of(document: Mapping[str, Any], value: object) -> list[object]:
    """The object itself, then every other object with its id, except in a learner record's entries.

    Members of an id may be in any of these places with the same signature.
    """
    known = id_of(value)
    found = descriptions(document, known) if known else ()
    return [value, *(at for at, _, entry in found if entry is None and at is not value)]


def distinct(values: Sequence[Any], most: int) -> list[Any]:
    """The values, without duplicates of values that have an id.

    The order of a list is not signed. So if there are more than `most`, they come sorted: the caller takes the first
    ones.
    """
    found: dict[str, Any] = {}
    for number, one in enumerate(values):
        found.setdefault(text_of(one) if id_of(one) else f"{number}", one)
    unique = list(found.values())
    return unique if len(unique) <= most else sorted(unique, key=lambda one: unit_by_unit(text_of(one)))


def text_of(value: object) -> str:
    """A text that is the same for all trees of the same statements: no nulls, no contexts, lists as sets."""
    if isinstance(value, dict):
        texts_by_key = {key: text_of(one) for key, one in value.items() if key != "@context"}
        sorted_keys = sorted(texts_by_key, key=unit_by_unit)
        members = (f"{json.dumps(key)}:{texts_by_key[key]}" for key in sorted_keys if texts_by_key[key])
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        texts = sorted({text_of(one) for one in value} - {""}, key=unit_by_unit)
        return f"[{','.join(texts)}]" if len(texts) > 1 else "".join(texts)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def unit_by_unit(text: str) -> bytes:
    """A sort key for the browser's order (UTF-16 units)."""
    return text.encode("utf-16-be", "surrogatepass")


def descriptions(document: Mapping[str, Any], known: str) -> Iterator[Described]:
    """Every object with this id, the credential it is in, and the record's entry it is in, if any."""
    stack: list[Described] = [(document, document, None)]
    while stack:
        at, owner, entry = stack.pop()
        if at.get("id") == known and at is not owner:
            yield at, owner, entry
        for key, value in at.items():
            if key in ("proof", "@context"):
                continue
            for one in listed(value):
                if isinstance(one, dict):
                    inside = key in ("endorsement", "verifiableCredential")
                    held = one if key == "verifiableCredential" else None
                    stack.append((one, one if inside else owner, entry or held))
