"""Reads vectors: each names a world and says what differs from it (README.md; expand.mjs does the same in Node)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

FOLDER = Path(__file__).resolve().parent
#: Folders whose files are not vectors.
OTHERS = ("edges", "forms", "pages", "worlds")
UNSAID: Json = {"flags": [], "email": None, "base_url": None, "served_from": None}


def names() -> list[str]:
    """Every vector by its folder and file: `signature/changed-name`."""
    found = (path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.json"))
    return sorted(name for name in found if name.partition("/")[0] not in OTHERS)


def load(name: str) -> Json:
    """The whole vector of that name."""
    whole = expanded(_read(name), _world)
    del whole["world"], whole["badges"]
    return whole


def expanded(vector: Json, world_named: Callable[[str], Json]) -> Json:
    """A vector, or a world that is built on another, with everything its world gives it."""
    world = world_named(vector["world"]) if "world" in vector else UNSAID | {"documents": {}, "badges": {}}
    documents, badges = dict(world["documents"]), world["badges"] | vector.get("badges", {})
    for address, answer in vector.get("documents", {}).items():
        if answer is None:
            del documents[address]
        elif "set" in answer or "remove" in answer:
            documents[address] = {"json": edited(documents[address]["json"], answer, badges)}
        else:
            documents[address] = answer
    whole = world | vector | {"documents": documents, "badges": badges}
    given = vector.get("input", {})
    return whole | {"input": {"json": edited(badges[given["badge"]], given, badges)}} if "badge" in given else whole


def edited(document: Any, edits: Json, badges: Json) -> Any:
    """A copy with the values of `set` at their JSON pointers (RFC 6901), and then without what `remove` names."""
    made = copy.deepcopy(document)
    for pointer, given in edits.get("set", {}).items():
        value = copy.deepcopy(badges[given["copy"]]) if _is_copy(given) else given
        place, last = _place(made, pointer)
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    for pointer in edits.get("remove", []):
        place, last = _place(made, pointer)
        del place[last]
    return made


def _is_copy(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["copy"]


def _place(document: Any, pointer: str) -> tuple[Any, Any]:
    """The object or list that a pointer leads into, and the name or index there."""
    *way, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    for step in way:
        document = document[int(step) if isinstance(document, list) else step]
    return document, int(last) if isinstance(document, list) else last


@cache
def _world(name: str) -> Json:
    return expanded(_read(f"worlds/{name}"), _world)


def _read(name: str) -> Json:
    read: Json = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return read
