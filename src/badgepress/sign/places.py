"""How far the places of each status list have been given: kept beside the lists, so that a lost line frees no place.

`issued/status/given.json` maps a list's number to its next free place. It only ever grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.sign import store

NAME = "given.json"


def read_given(program: Program) -> tuple[dict[int, int], list[Problem]]:
    """Number of a list → its next free place; empty where none was ever given. Problem `places-broken`."""
    path = program.root / store.FOLDER / "status" / NAME
    shown = f"{program.shown}/{store.FOLDER}/status/{NAME}"
    try:
        found = orjson.loads(path.read_bytes())
        given = {int(number): place for number, place in found.items()}
        if not all(type(place) is int and place >= 0 for place in given.values()):
            raise ValueError(NAME)
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, AttributeError):
        hint = f"`git checkout -- {shown}` brings it back; after a merge keep the larger number of each list"
        message = "this does not say how far the places of the status lists are given"
        return {}, [problem("places-broken", message, file=shown, hint=hint)]
    return given, []


def reserve(program: Program, places: Iterable[tuple[int, int]]) -> None:
    """Note that these places (list, index) are about to be given, before any of them is. SignError `cannot-write`."""
    before, _ = read_given(program)
    after = dict(before)
    for number, index in places:
        after[number] = max(after.get(number, 0), index + 1)
    if after != before:
        path = program.root / store.FOLDER / "status" / NAME
        store.replace(path, _text(after), f"{program.shown}/{store.FOLDER}/status/{NAME}")


def _text(given: Mapping[int, int]) -> bytes:
    """One list on a line, so that a merge of two branches shows which."""
    lines = ",\n".join(f'  "{number}": {given[number]}' for number in sorted(given))
    return f"{{\n{lines}\n}}\n".encode()
