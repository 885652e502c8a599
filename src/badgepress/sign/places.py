"""What is kept beside the status lists about their places.

`issued/status/given.json` maps a list's number to its next free place, so that a lost line frees no place. It only
ever grows. `issued/status/suspended.json` maps a list's number to the places that were published as set for the time
being: a credential has one status entry, so a suspended award shows there as revoked, and what is not noted here was
revoked for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import orjson

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.sign import store

NAME = "given.json"
SUSPENDED = "suspended.json"


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


def read_suspended(program: Program) -> tuple[dict[int, frozenset[int]], list[Problem]]:
    """Number of a list → the places published as suspended. Problem `places-broken`."""
    path = program.root / store.FOLDER / "status" / SUSPENDED
    shown = f"{program.shown}/{store.FOLDER}/status/{SUSPENDED}"
    try:
        found = orjson.loads(path.read_bytes())
        places = {int(number): frozenset(some) for number, some in found.items()}
        if not all(type(place) is int and place >= 0 for some in places.values() for place in some):
            raise ValueError(SUSPENDED)
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, AttributeError):
        hint = f"`git checkout -- {shown}` brings it back"
        message = "this does not say which places of the status lists are suspended"
        return {}, [problem("places-broken", message, file=shown, hint=hint)]
    return places, []


def note_suspended(program: Program, number: int, places: Collection[int]) -> None:
    """Note the places of one list that are suspended. SignError `cannot-write`."""
    before, _ = read_suspended(program)
    after = {one: some for one, some in {**before, number: frozenset(places)}.items() if some}
    if after != before:
        path = program.root / store.FOLDER / "status" / SUSPENDED
        lines = ",\n".join(f'  "{one}": {sorted(after[one])}' for one in sorted(after))
        text = f"{{\n{lines}\n}}\n" if after else "{}\n"
        store.replace(path, text.encode(), f"{program.shown}/{store.FOLDER}/status/{SUSPENDED}")


def _text(given: Mapping[int, int]) -> bytes:
    """One list on a line, so that a merge of two branches shows which."""
    lines = ",\n".join(f'  "{number}": {given[number]}' for number in sorted(given))
    return f"{{\n{lines}\n}}\n".encode()
