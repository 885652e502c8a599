"""Shrinks a scenario on which the two verifiers differ, so that a person can read it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from tests.verifier.opened import SPELLED, below

Json = dict[str, Any]


def smallest(made: Json, differs: Callable[[Json], bool], seconds: float = 30) -> Json:
    """The smallest scenario found in this time for which `differs` is true. `made` is taken apart (`opened`)."""
    until = monotonic() + seconds
    found = copy.deepcopy(made)
    smaller = True
    while smaller and monotonic() < until:
        smaller = False
        for one in _smaller(found):
            if monotonic() > until:
                break
            if differs(one):
                found, smaller = one, True
                break
    return found


def _smaller(made: Json) -> Iterator[Json]:
    """The scenario without one thing, largest things first."""
    for name in ("email", "base_url", "served_from"):
        if made.get(name) is not None:
            yield {**made, name: None}
    if made.get(SPELLED):
        yield {**made, SPELLED: {}}
    if made["input"]["how"] != "json":
        yield {**made, "input": {**made["input"], "how": "json"}}
    for address in made["documents"]:
        yield {**made, "documents": {name: one for name, one in made["documents"].items() if name != address}}
    parts = [("input", "what"), *(("documents", address, "json") for address in made["documents"])]
    for path in parts:
        count = len(list(below(_at(made, path))))
        sizes = {number: len(json.dumps(value)) for number, value in enumerate(_values(_at(made, path)))}
        for number in sorted(range(count), key=lambda one: -sizes[one]):
            yield from _without(made, path, number)


def _without(made: Json, path: tuple[str, ...], number: int) -> Iterator[Json]:
    """The scenario without one member, entry or half a text."""
    for half in (False, True):
        less = copy.deepcopy(made)
        holder, key = list(below(_at(less, path)))[number]
        if not half:
            del holder[key]
        elif isinstance(holder[key], str) and len(holder[key]) > 1:
            holder[key] = holder[key][: len(holder[key]) // 2]
        else:
            continue
        yield less


def _values(part: Any) -> list[Any]:
    return [holder[key] for holder, key in below(part)]


def _at(made: Json, path: tuple[str, ...]) -> Any:
    place: Any = made
    for step in path:
        place = place.get(step) if isinstance(place, dict) else None
    return place
