"""What is kept beside the status lists about their places.

`issued/status/given.json` maps a list's number to its next free place, so that a lost line frees no place. It only
ever grows. `issued/status/unused.json` maps a list's number to the places below that which no line has and none is
missing at: they are noted before anything is signed and taken off when the lines are safe, so a run that is killed
between the two leaves a note, and any other place without a line is a lost line. `issued/status/suspended.json` maps
a list's number to the places that were published as set for the time being: a credential has one status entry, so a
suspended award shows there as revoked, and what is not noted here was revoked for good.
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
UNUSED = "unused.json"
SUSPENDED = "suspended.json"
Noted = TypeVar("Noted")
Places = dict[int, frozenset[int]]


def read_given(program: Program) -> tuple[dict[int, int], list[Problem]]:
    """Number of a list → its next free place; empty where none was ever given. `places-broken`, `issued-respelled`."""
    hint = store.RESTORE
    message = "this does not say how far the places of the status lists are given"
    return _read(program, NAME, given_of, given_text, message, hint)


def given_of(found: Mapping[str, Any]) -> dict[int, int]:
    """What `given.json` says. Raises ValueError or the like for anything else."""
    given = {int(number): place for number, place in found.items()}
    return given if all(_is_place(place) for place in given.values()) else _wrong()


def given_text(given: Mapping[int, int]) -> bytes:
    """The same as the file has it: one list on a line, so that a merge of two branches shows which."""
    return _text(given)


def reserve(program: Program, places: Collection[tuple[int, int]], unused: Mapping[int, Collection[int]]) -> None:
    """Note that these places (list, index) are about to be given, before any of them is. SignError `cannot-write`.

    `unused` are places given before that have no line: with the new ones they are noted as such until `settle`.
    """
    _note(program, _with(unused, places))
    before, _ = read_given(program)
    after = dict(before)
    for number, index in places:
        after[number] = max(after.get(number, 0), index + 1)
    if after != before:
        _keep(program, NAME, given_text(after))


def settle(program: Program, unused: Mapping[int, Collection[int]]) -> None:
    """Every line is safe on the disk: only these places have none. SignError `cannot-write`."""
    _note(program, unused)


def read_unused(program: Program) -> tuple[Places, list[Problem]]:
    """Number of a list → its places that were given and never used. `places-broken`, `issued-respelled`."""
    message = "this does not say which places of the status lists were never used"
    return _read(program, UNUSED, places_of, places_text, message, store.RESTORE)


def read_suspended(program: Program) -> tuple[Places, list[Problem]]:
    """Number of a list → the places published as suspended. `places-broken`, `issued-respelled`."""
    message = "this does not say which places of the status lists are suspended"
    return _read(program, SUSPENDED, places_of, places_text, message, store.RESTORE)


def places_of(found: Mapping[str, Any]) -> Places:
    """What a file of places says. Raises ValueError or the like for anything else."""
    noted = {int(number): frozenset(some) for number, some in found.items()}
    return noted if all(_is_place(place) for some in noted.values() for place in some) else _wrong()


def places_text(noted: Mapping[int, Collection[int]]) -> bytes:
    """The same as the file has it."""
    return _text({number: sorted(some) for number, some in noted.items()})


def note_suspended(program: Program, number: int, places: Collection[int]) -> None:
    """Note the places of one list that are suspended. SignError `cannot-write`."""
    before, _ = read_suspended(program)
    after = {one: some for one, some in {**before, number: frozenset(places)}.items() if some}
    if after != before:
        _keep(program, SUSPENDED, places_text(after))


def _with(noted: Mapping[int, Collection[int]], more: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found = {number: set(some) for number, some in noted.items()}
    for number, index in more:
        found.setdefault(number, set()).add(index)
    return found


def _note(program: Program, unused: Mapping[int, Collection[int]]) -> None:
    """The file of unused places with what it has to say; none where it has nothing to say."""
    whole = {number: frozenset(some) for number, some in unused.items() if some}
    path, _ = file_of(program, UNUSED)
    if not whole:
        path.unlink(missing_ok=True)
    elif whole != read_unused(program)[0]:
        _keep(program, UNUSED, places_text(whole))


def _read(
    program: Program,
    name: str,
    says: Callable[[Mapping[str, Any]], dict[int, Noted]],
    text: Callable[[dict[int, Noted]], bytes],
    message: str,
    hint: str,
) -> tuple[dict[int, Noted], list[Problem]]:
    """What one of the files says; nothing without the file, and a problem where `says` can make nothing of it."""
    path, shown = file_of(program, name)
    try:
        raw = store.data_of(path)
        if marked := store.conflict(raw, shown):
            return {}, marked
        said = says(orjson.loads(raw))
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, [problem("places-broken", message, file=shown, hint=hint)]
    exact = text(said)
    if raw != exact:
        line = exact.count(b"\n", 0, store.parting(raw, exact)) + 1
        return said, [store.respelled(shown, line, *store.unlike(raw, exact))]
    return said, []


def _keep(program: Program, name: str, text: bytes) -> None:
    path, shown = file_of(program, name)
    store.replace(path, text, shown)


def _text(said: Mapping[int, object]) -> bytes:
    lines = ",\n".join(f'  "{number}": {said[number]}' for number in sorted(said))
    return f"{{\n{lines}\n}}\n".encode() if said else b"{}\n"


def file_of(program: Program, name: str) -> tuple[Path, str]:
    """Where a file of places is, and how messages name it."""
    return program.root / store.FOLDER / "status" / name, f"{program.shown}/{store.FOLDER}/status/{name}"


def _is_place(value: object) -> bool:
    return type(value) is int and value >= 0


def _wrong() -> NoReturn:
    raise ValueError
