"""The three files beside the status lists that record which indexes are taken, unused or suspended.

`issued/status/given.json` maps a list's number to its next free index. It only ever grows, so losing a line never frees
its index.

`issued/status/unused.json` maps a list's number to indexes that were assigned but legitimately have no line. A run
notes its new indexes here before it signs and removes them once the lines are on the disk. So a killed run leaves a
note, and any other index without a line means a lost line.

`issued/status/suspended.json` maps a list's number to the indexes published as suspended. A credential has one status
entry, so its list shows a suspended award as revoked; a revoked index that is not noted here is revoked for good.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import orjson

from badgepress import atomic
from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.sign import store
from badgepress.sign.lines import RESTORE, parting, respelled, unlike

NAME = "given.json"
UNUSED = "unused.json"
SUSPENDED = "suspended.json"
Noted = TypeVar("Noted")
IndexesByList = dict[int, frozenset[int]]


def read_given(program: Program) -> tuple[dict[int, int], list[Problem]]:
    """Read list number → next free index; empty without a file. Problems: `places-broken`, `issued-respelled`."""
    hint = RESTORE
    message = "this file does not give the next free index of each status list"
    return _read(program, NAME, given_of, given_text, message, hint)


def given_of(found: Mapping[str, Any]) -> dict[int, int]:
    """Parse `given.json`. Raises ValueError, TypeError or AttributeError if it is anything else."""
    given = {int(number): free for number, free in found.items()}
    return given if all(_is_index(free) for free in given.values()) else _wrong()


def given_text(given: Mapping[int, int]) -> bytes:
    """Return the text of `given.json`: one list per line, so that a merge conflict shows which list it concerns."""
    return _text(given)


@contextlib.contextmanager
def reserved(
    program: Program, places: Collection[tuple[int, int]], unused: Mapping[int, Collection[int]]
) -> Iterator[None]:
    """Record that these (list, index) pairs are assigned, before the block signs. Raises SignError `cannot-write`.

    `unused` are indexes assigned earlier that have no line. They and the new ones are noted as unused until `settle`.
    If the block raises, both files are put back. So it must not keep anything that it signed.
    """
    paths = [file_of(program, name)[0] for name in (NAME, UNUSED)]
    before = [path.read_bytes() if path.is_file() else None for path in paths]
    links = [_linked(path) for path in paths]
    try:
        _reserve(program, places, unused)
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for path, data, link in zip(paths, before, links, strict=True):
                if link is None:
                    atomic.put_back(path, data)
                else:
                    link.replace(path)
        raise
    finally:
        for link in filter(None, links):
            with contextlib.suppress(OSError):
                link.unlink()


def _linked(path: Path) -> Path | None:
    """Link a file to a name beside it, to put it back even on a full disk. None if that is not possible.

    `store.sweep` removes what a killed run leaves.
    """
    link = atomic.beside(path)
    try:
        link.unlink(missing_ok=True)
        os.link(path, link)
    except OSError:
        return None
    return link


def _reserve(program: Program, places: Collection[tuple[int, int]], unused: Mapping[int, Collection[int]]) -> None:
    _note(program, _with(unused, places))
    old, _ = read_given(program)
    new = dict(old)
    for number, index in places:
        new[number] = max(new.get(number, 0), index + 1)
    if new != old:
        _write(program, NAME, given_text(new))


def settle(program: Program, unused: Mapping[int, Collection[int]]) -> None:
    """Record that all lines are on the disk, so only these indexes have none. Raises SignError `cannot-write`."""
    _note(program, unused)


def read_unused(program: Program) -> tuple[IndexesByList, list[Problem]]:
    """Read list number → indexes assigned and never used. Problems: `places-broken`, `issued-respelled`."""
    message = "this file does not list the unused indexes of each status list"
    return _read(program, UNUSED, places_of, places_text, message, RESTORE)


def read_suspended(program: Program) -> tuple[IndexesByList, list[Problem]]:
    """Read list number → indexes published as suspended. Problems: `places-broken`, `issued-respelled`."""
    message = "this file does not list the suspended indexes of each status list"
    return _read(program, SUSPENDED, places_of, places_text, message, RESTORE)


def places_of(found: Mapping[str, Any]) -> IndexesByList:
    """Parse `unused.json` or `suspended.json`. Raises ValueError, TypeError or AttributeError if it is neither."""
    noted = {int(number): frozenset(indexes) for number, indexes in found.items()}
    return noted if all(_is_index(index) for indexes in noted.values() for index in indexes) else _wrong()


def places_text(noted: Mapping[int, Collection[int]]) -> bytes:
    """Return the text of `unused.json` or `suspended.json`."""
    return _text({number: sorted(indexes) for number, indexes in noted.items()})


def note_suspended(program: Program, number: int, places: Collection[int]) -> None:
    """Record the suspended indexes of one list. Raises SignError `cannot-write`."""
    old, _ = read_suspended(program)
    new = {key: indexes for key, indexes in {**old, number: frozenset(places)}.items() if indexes}
    if new != old:
        _write(program, SUSPENDED, places_text(new))


def _with(noted: Mapping[int, Collection[int]], more: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found = {number: set(indexes) for number, indexes in noted.items()}
    for number, index in more:
        found.setdefault(number, set()).add(index)
    return found


def _note(program: Program, unused: Mapping[int, Collection[int]]) -> None:
    """Write `unused.json`, or remove it if no index is unused."""
    new = {number: frozenset(indexes) for number, indexes in unused.items() if indexes}
    path, _ = file_of(program, UNUSED)
    if not new:
        path.unlink(missing_ok=True)
    elif new != read_unused(program)[0]:
        _write(program, UNUSED, places_text(new))


def _read(
    program: Program,
    name: str,
    parse: Callable[[Mapping[str, Any]], dict[int, Noted]],
    text: Callable[[dict[int, Noted]], bytes],
    message: str,
    hint: str,
) -> tuple[dict[int, Noted], list[Problem]]:
    """Read one of the files; empty if it is missing, with a problem if `parse` raises or the bytes are not exact."""
    path, shown = file_of(program, name)
    try:
        raw = store.data_of(path)
        if marked := store.conflict(raw, shown):
            return {}, marked
        content = parse(orjson.loads(raw))
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, [problem("places-broken", message, file=shown, hint=hint)]
    exact = text(content)
    if raw != exact:
        line = exact.count(b"\n", 0, parting(raw, exact)) + 1
        return content, [respelled(shown, line, *unlike(raw, exact))]
    return content, []


def _write(program: Program, name: str, text: bytes) -> None:
    path, shown = file_of(program, name)
    store.replace(path, text, shown)


def _text(content: Mapping[int, object]) -> bytes:
    lines = ",\n".join(f'  "{number}": {content[number]}' for number in sorted(content))
    return f"{{\n{lines}\n}}\n".encode() if content else b"{}\n"


def file_of(program: Program, name: str) -> tuple[Path, str]:
    """Return the path of a file in `issued/status/`, and how messages name it."""
    return program.root / store.FOLDER / "status" / name, f"{program.shown}/{store.FOLDER}/status/{name}"


def _is_index(value: object) -> bool:
    return type(value) is int and value >= 0


def _wrong() -> NoReturn:
    raise ValueError
