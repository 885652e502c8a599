"""What is kept beside the status lists about their places.

`issued/status/given.json` maps a list's number to its next free place, so that a lost line frees no place. It only
ever grows. `issued/status/suspended.json` maps a list's number to the places that were published as set for the time
being: a credential has one status entry, so a suspended award shows there as revoked, and what is not noted here was
revoked for good.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import orjson

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.sign import store

NAME = "given.json"
SUSPENDED = "suspended.json"
Noted = TypeVar("Noted")


def read_given(program: Program) -> tuple[dict[int, int], list[Problem]]:
    """Number of a list → its next free place; empty where none was ever given. Problem `places-broken`."""

    def places(found: Mapping[str, Any]) -> dict[int, int]:
        given = {int(number): place for number, place in found.items()}
        return given if all(_is_place(place) for place in given.values()) else _wrong()

    path, shown = _file(program, NAME)
    hint = f"`git checkout -- {shown}` brings it back; after a merge keep the larger number of each list"
    message = "this does not say how far the places of the status lists are given"
    return _read(path, places, problem("places-broken", message, file=shown, hint=hint))


def reserve(program: Program, places: Iterable[tuple[int, int]]) -> None:
    """Note that these places (list, index) are about to be given, before any of them is. SignError `cannot-write`."""
    before, _ = read_given(program)
    after = dict(before)
    for number, index in places:
        after[number] = max(after.get(number, 0), index + 1)
    if after != before:
        _keep(program, NAME, after)


def read_suspended(program: Program) -> tuple[dict[int, frozenset[int]], list[Problem]]:
    """Number of a list → the places published as suspended. Problem `places-broken`."""

    def places(found: Mapping[str, Any]) -> dict[int, frozenset[int]]:
        noted = {int(number): frozenset(some) for number, some in found.items()}
        return noted if all(_is_place(place) for some in noted.values() for place in some) else _wrong()

    path, shown = _file(program, SUSPENDED)
    hint = f"`git checkout -- {shown}` brings it back"
    message = "this does not say which places of the status lists are suspended"
    return _read(path, places, problem("places-broken", message, file=shown, hint=hint))


def note_suspended(program: Program, number: int, places: Collection[int]) -> None:
    """Note the places of one list that are suspended. SignError `cannot-write`."""
    before, _ = read_suspended(program)
    after = {one: some for one, some in {**before, number: frozenset(places)}.items() if some}
    if after != before:
        _keep(program, SUSPENDED, {one: sorted(some) for one, some in after.items()})


def _read(
    path: Path, places: Callable[[Mapping[str, Any]], dict[int, Noted]], broken: Problem
) -> tuple[dict[int, Noted], list[Problem]]:
    """What one of the files says; nothing without the file, and `broken` where `places` can make nothing of it."""
    try:
        return places(orjson.loads(path.read_bytes())), []
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, [broken]


def _keep(program: Program, name: str, said: Mapping[int, object]) -> None:
    """One list on a line, so that a merge of two branches shows which."""
    path, shown = _file(program, name)
    lines = ",\n".join(f'  "{number}": {said[number]}' for number in sorted(said))
    store.replace(path, (f"{{\n{lines}\n}}\n" if said else "{}\n").encode(), shown)


def _file(program: Program, name: str) -> tuple[Path, str]:
    return program.root / store.FOLDER / "status" / name, f"{program.shown}/{store.FOLDER}/status/{name}"


def _is_place(value: object) -> bool:
    return type(value) is int and value >= 0


def _wrong() -> NoReturn:
    raise ValueError
