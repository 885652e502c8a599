"""Finds what a vector must say beside its world, so that expand.py makes the whole of it again; and writes it down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
Badges = Mapping[str, Any]
#: Pointers, each with its new value or with `_GONE`, in the order in which they are made.
Changes = list[tuple[str, Any]]
WIDTH = 120
_GONE = object()
_MEMBERS = ("flags", "now", "trusted", "keys", "email", "base_url", "served_from")


def different(vector: Json, worlds: Mapping[str, Json]) -> Json:
    """The vector as one of these whole worlds and its differences: the shortest, and the first of those."""
    inputs: dict[tuple[int, ...], Json] = {}
    found = []
    for name, world in worlds.items():
        # Worlds that are built on each other may share their badges.
        badges = tuple(id(badge) for badge in world["badges"].values())
        if badges not in inputs:
            inputs[badges] = _input(vector["input"], world["badges"])
        found.append(_beside(vector, name, world, inputs[badges]))
    return min(found, key=_length)


def _beside(vector: Json, name: str, world: Json, given: Json) -> Json:
    made = {"why": vector["why"], "expect": vector["expect"], "world": name, "input": given}
    made |= {one: vector[one] for one in _MEMBERS if one in vector and not _same(vector[one], world.get(one, _GONE))}
    answers = {
        address: _answer(world["documents"].get(address), answer, world["badges"])
        for address, answer in vector["documents"].items()
        if not _same(world["documents"].get(address), answer)
    }
    answers |= dict.fromkeys(address for address in world["documents"] if address not in vector["documents"])
    return made | ({"documents": answers} if answers else {})


def _input(given: Json, badges: Badges) -> Json:
    if "json" not in given:
        return given
    edits = ((name, edits_between(badge, given["json"], badges)) for name, badge in badges.items())
    return min([given, *({"badge": name, **one} for name, one in edits if one is not None)], key=_length)


def _answer(old: Json | None, new: Json, badges: Badges) -> Json:
    if old is None or list(old) != ["json"] or list(new) != ["json"]:
        return new
    edits = edits_between(old["json"], new["json"], badges)
    return new if edits is None else min((edits, new), key=_length)


def edits_between(old: Any, new: Any, badges: Badges) -> Json | None:
    """`set` and `remove` that make the one document of the other; None where only the whole can be said."""
    changes = _inside("", old, new, badges)
    if changes is None or any("__proto__" in pointer for pointer, _ in changes):
        return None
    sets = {pointer: value for pointer, value in changes if value is not _GONE}
    removes = [pointer for pointer, value in changes if value is _GONE]
    return ({"set": sets} if sets else {}) | ({"remove": removes} if removes else {})


def _changed(here: str, old: Any, new: Any, badges: Badges) -> Changes:
    """The value at a pointer: set as a whole, changed inside, or copied from a badge and changed; what is shortest."""
    if _same(old, new):
        return []
    if not isinstance(new, dict | list):
        return [(here, new)]
    ways: list[Changes] = [[(here, new)]]
    if (inner := _inside(here, old, new, badges)) is not None:
        ways.append(inner)
    for name, badge in badges.items() if "@context" in new else ():
        if (inner := _inside(here, badge, new, badges)) is not None:
            ways.append([(here, {"copy": name}), *inner])
    return min(ways, key=lambda way: sum(_length([one, "" if value is _GONE else value]) for one, value in way))


def _inside(here: str, old: Any, new: Any, badges: Badges) -> Changes | None:
    """The changes inside two objects or two lists; None where they have too little in common for that."""
    if isinstance(old, dict) and isinstance(new, dict):
        kept = [name for name in old if name in new]
        # Members that are set stand at the end, and the order of the others stays.
        if not kept or list(new)[: len(kept)] != kept:
            return None
        set_ = [_changed(_step(here, name), old.get(name, _GONE), value, badges) for name, value in new.items()]
        gone = [(_step(here, name), _GONE) for name in old if name not in new]
    elif isinstance(old, list) and isinstance(new, list):
        set_ = [
            _changed(_step(here, at), old[at] if at < len(old) else _GONE, value, badges)
            for at, value in enumerate(new)
        ]
        gone = [(_step(here, at), _GONE) for at in reversed(range(len(new), len(old)))]
    else:
        return None
    return [*(one for some in set_ for one in some), *gone]


def _step(here: str, name: str | int) -> str:
    return here + "/" + str(name).replace("~", "~0").replace("/", "~1")


def _same(one: object, other: object) -> bool:
    """The same JSON, with the members in the same order: 1, 1.0 and true are three values."""
    return one == other and json.dumps(one) == json.dumps(other)


def _length(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False))


def written(value: Any, indent: int = 0) -> str:
    """JSON in which whatever fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or (indent and indent + len(line) < WIDTH):
        return line
    space = "\n" + " " * (indent + 1)
    if isinstance(value, list):
        return f"[{space}" + f",{space}".join(written(one, indent + 1) for one in value) + space[:-1] + "]"
    members = (f"{json.dumps(name, ensure_ascii=False)}: {written(one, indent + 1)}" for name, one in value.items())
    return f"{{{space}" + f",{space}".join(members) + space[:-1] + "}"
