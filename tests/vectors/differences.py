"""Finds what a vector must say beside its world, so that expand.py makes the whole of it again; and writes it down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
WIDTH = 120
_GONE = object()
_MEMBERS = ("flags", "now", "trusted", "keys", "email", "base_url", "served_from")


def different(vector: Json, worlds: Mapping[str, Json]) -> Json:
    """The vector as one of these whole worlds and its differences: the shortest, and the first of those."""
    given = vector["input"]
    # Worlds that are built on each other share their badges.
    badges = {id(badge): badge for world in worlds.values() for badge in world["badges"].values()}
    edits = {one: edits_between(badge, given["json"]) for one, badge in badges.items() if "json" in given}
    found = [_beside(vector, name, world, edits) for name, world in worlds.items()]
    return min(found, key=_length)


def _beside(vector: Json, name: str, world: Json, edits: Mapping[int, Json | None]) -> Json:
    inputs = [
        {"badge": badge, **edited}
        for badge, start in world["badges"].items()
        if (edited := edits.get(id(start))) is not None
    ]
    made = {"why": vector["why"], "expect": vector["expect"], "world": name}
    made["input"] = min([vector["input"], *inputs], key=_length)
    made |= {one: vector[one] for one in _MEMBERS if one in vector and not _same(vector[one], world.get(one, _GONE))}
    answers = {
        address: _answer(world["documents"].get(address), answer)
        for address, answer in vector["documents"].items()
        if not _same(world["documents"].get(address), answer)
    }
    answers |= dict.fromkeys(address for address in world["documents"] if address not in vector["documents"])
    return made | ({"documents": answers} if answers else {})


def _answer(old: Json | None, new: Json) -> Json:
    if old is None or list(old) != ["json"] or list(new) != ["json"]:
        return new
    edits = edits_between(old["json"], new["json"])
    return new if edits is None else min((edits, new), key=_length)


def edits_between(old: Any, new: Any) -> Json | None:
    """`set` and `remove` that make the one document of the other; None where only the whole can be said."""
    sets: Json = {}
    removes: list[str] = []
    for pointer, value in _changes("", old, new):
        if pointer == "" or "__proto__" in pointer:
            return None
        if value is _GONE:
            removes.append(pointer)
        else:
            sets[pointer] = value
    return ({"set": sets} if sets else {}) | ({"remove": removes} if removes else {})


def _changes(here: str, old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    """Each pointer with its new value, or that it is gone."""
    if _same(old, new):
        return
    inner = list(_inside(here, old, new))
    if inner and (
        not here or sum(_length([one, "" if value is _GONE else value]) for one, value in inner) < _length(new)
    ):
        yield from inner
    else:
        yield here, new


def _inside(here: str, old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    """The changes inside two objects or two lists; none where they are too different for that."""
    if isinstance(old, dict) and isinstance(new, dict):
        kept = [name for name in old if name in new]
        # Members that are set stand at the end, and the order of the others stays.
        if list(new)[: len(kept)] != kept:
            return
        for name, value in new.items():
            yield from _changes(_step(here, name), old[name], value) if name in old else [(_step(here, name), value)]
        yield from ((_step(here, name), _GONE) for name in old if name not in new)
    elif isinstance(old, list) and isinstance(new, list):
        for at, value in enumerate(new):
            yield from _changes(_step(here, at), old[at], value) if at < len(old) else [(_step(here, at), value)]
        yield from ((_step(here, at), _GONE) for at in reversed(range(len(new), len(old))))


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
