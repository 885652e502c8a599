"""Trees of the same statements: when two are alike, and where one of them speaks of an id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeGuard

_LARGEST: Final = 2**53 - 1

Described = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any] | None]


def is_index(value: object) -> TypeGuard[int | float]:
    """Whether it is a whole number from 0 that every reader of JSON holds exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value <= _LARGEST and value == int(value)


def listed(value: object) -> list[Any]:
    """One thing, many or none as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def id_of(value: object) -> str:
    """The id of an object, or the text that stands for one."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def same(one: object, other: object) -> bool:
    """Equal as JSON: members in any order, 1 and 1.0 alike, true and 1 not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def places_of(document: Mapping[str, Any], value: object) -> list[object]:
    """The object itself, then every other place where its id stands, but for the entries of a learner record.

    What is said under an id may stand in any of these, and the signature is the same.
    """
    known = id_of(value)
    found = descriptions(document, known) if known else ()
    return [value, *(at for at, _, entry in found if entry is None and at is not value)]


def distinct(values: Sequence[Any], most: int) -> list[Any]:
    """The values without repetitions of one that has an id: what is said twice is said once.

    The order of a list is not signed. So more than `most` of them, of which the caller takes the first, come in an
    order of their own.
    """
    found: dict[str, Any] = {}
    for number, one in enumerate(values):
        found.setdefault(text_of(one) if id_of(one) else f"{number}", one)
    kept = list(found.values())
    return kept if len(kept) <= most else sorted(kept, key=lambda one: unit_by_unit(text_of(one)))


def text_of(value: object) -> str:
    """A text that all trees of the same statements share: no nulls, no contexts, lists as sets."""
    if isinstance(value, dict):
        said = {key: text_of(one) for key, one in value.items() if key != "@context"}
        members = (f"{json.dumps(key)}:{said[key]}" for key in sorted(said, key=unit_by_unit) if said[key])
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        texts = sorted({text_of(one) for one in value} - {""}, key=unit_by_unit)
        return f"[{','.join(texts)}]" if len(texts) > 1 else "".join(texts)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def unit_by_unit(text: str) -> bytes:
    """As the browser sorts."""
    return text.encode("utf-16-be", "surrogatepass")


def descriptions(document: Mapping[str, Any], known: str) -> Iterator[Described]:
    """Every object with this id, the credential that it stands in, and the entry of a record that it stands in."""
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
