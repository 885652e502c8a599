"""What is kept of the last build of a site: the results of its assertion files, and how the site stood."""

from __future__ import annotations

import contextlib
import gc
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from badgepress.cache import store
from badgepress.cache.columns import packed, unpacked
from badgepress.cache.window import Window
from badgepress.errors import Problem
from badgepress.registry import AwardRow
from badgepress.render.inplace import Standing
from badgepress.sign import Survey

#: The results of files with so many awards together are stored as one part.
TOGETHER = 1000
_COLUMNS = ("inodes", "times", "counts", "sizes", "file_inodes", "file_times")
_FIRST_GROUP = 3


class Result(NamedTuple):
    """What came of an assertion file: its survey, problems of its lines, its rows, what was not drawn, and how many
    files of the site it has."""

    survey: Survey
    audited: tuple[Problem, ...]
    rows: tuple[AwardRow, ...]
    undrawn: tuple[Problem, ...]
    files: int


class Entry(NamedTuple):
    """Where the result of an assertion file is: the number of its part and the place in it, and which of the folders
    and files of the site are its own."""

    name: str
    key: str
    window: Window
    group: int
    place: int
    folders: tuple[int, int]
    files: tuple[int, int]


@dataclass(frozen=True, slots=True)
class File:
    """The result of an assertion file to be kept. `entry` is where it was kept before, if it was."""

    name: str
    key: str
    window: Window
    result: Result
    standing: Standing
    entry: Entry | None = None


class Kept:
    """The file of the last build, open to be read. `all` says how every file of the site stood."""

    def __init__(self, parts: store.Parts) -> None:
        self._parts = parts
        about = orjson.loads(parts.read(0))
        entries = unpacked(Entry, about["entries"], about["count"])
        self.entries: dict[str, Entry] = {entry.name: entry for entry in entries}
        self._sizes = [int(size) for size in about["groups"]]
        self._own = (int(about["own"][0]), int(about["own"][1]))
        self.all = _standing(parts.read(1), parts.read(2))

    @property
    def id(self) -> str:
        """What this file and no other is called."""
        return self._parts.id

    @staticmethod
    def opened(folder: Path) -> Kept | None:
        """Return what was kept in a folder of the cache; None if there is nothing that can be used."""
        parts = store.opened(folder, store.KEPT)
        try:
            return Kept(parts) if parts is not None else None
        except (ValueError, LookupError, TypeError, AttributeError):
            if parts is not None:
                parts.close()
            return None

    def close(self) -> None:
        """Close the file, and leave what was read to the garbage collector."""
        self._parts.close()
        gc.unfreeze()

    def standing(self, entry: Entry) -> Standing:
        """Return how the files of an entry stood."""
        return self.all.part(slice(*entry.folders), slice(*entry.files))

    @property
    def shared(self) -> Standing:
        """How all files stood that belong to no entry."""
        folders, files = self._own
        return self.all.part(slice(folders, None), slice(files, None))

    def read(self, entries: Iterable[Entry]) -> dict[str, Result]:
        """Return the results of these entries that can be read, by name."""
        wanted: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            wanted[entry.group].append(entry)
        found: dict[str, Result] = {}
        # all of it stays until `close`, so the collector would only go through it again and again
        collects = gc.isenabled()
        gc.disable()
        try:
            for group, some in wanted.items():
                with contextlib.suppress(ValueError, IndexError):
                    results = self._group(group)
                    found.update((one.name, results[one.place]) for one in some)
        finally:
            if collects:
                gc.enable()
            gc.freeze()
        return {name: result for name, result in found.items() if result.survey.name == name}

    def _group(self, number: int) -> list[Result]:
        return unpacked(Result, orjson.loads(self.raw(number)), self._sizes[number])

    def raw(self, number: int) -> bytes:
        """Return the bytes of one part of the results. Raises ValueError if it is damaged."""
        return self._parts.read(_FIRST_GROUP + number)

    def size(self, number: int) -> int:
        """Return how many results a part has."""
        return self._sizes[number]


def write(folder: Path, files: Sequence[File], shared: Standing, old: Kept | None) -> str:
    """Write what is to be kept; parts of the old file that are still whole are copied.

    Return the id of the file; empty if it cannot be written.
    """
    whole = _whole(files, old)
    groups: list[list[File]] = []
    copied: list[int | None] = []
    loose: list[File] = []
    for file in files:
        number = file.entry.group if file.entry else -1
        if number not in whole:
            loose.append(file)
    for number, some in whole.items():
        groups.append(some)
        copied.append(number)
    for some in _together(loose):
        groups.append(some)
        copied.append(None)
    entries: list[Entry] = []
    total = Standing()
    for number, some in enumerate(groups):
        for place, file in enumerate(some):
            folders, names = len(total.folders), len(total.names)
            total.extend(file.standing)
            spans = (folders, len(total.folders)), (names, len(total.names))
            entries.append(Entry(file.name, file.key, file.window, number, place, *spans))
    own = [len(total.folders), len(total.names)]
    total.extend(shared)
    about = {
        "entries": packed(Entry, entries),
        "count": len(entries),
        "groups": [len(some) for some in groups],
        "own": own,
    }

    def parts() -> Iterator[bytes]:
        yield orjson.dumps(about)
        yield orjson.dumps([total.folders, packed(str, total.names)])
        yield b"".join(getattr(total, name).tobytes() for name in _COLUMNS)
        for some, number in zip(groups, copied, strict=True):
            if number is not None and old is not None:
                yield old.raw(number)
            else:
                yield orjson.dumps(packed(Result, [one.result for one in some]))

    return store.write(folder, store.KEPT, None, parts())


def _whole(files: Sequence[File], old: Kept | None) -> dict[int, list[File]]:
    """Return the old parts all of whose results are kept again, with these in their order."""
    found: dict[int, list[File]] = defaultdict(list)
    for file in files:
        if file.entry is not None:
            found[file.entry.group].append(file)
    if old is None:
        return {}
    ordered = {number: sorted(some, key=_place) for number, some in found.items()}
    return {number: some for number, some in ordered.items() if len(some) == old.size(number)}


def _place(file: File) -> int:
    return file.entry.place if file.entry else 0


def _together(files: Iterable[File]) -> Iterator[list[File]]:
    some: list[File] = []
    count = 0
    for file in files:
        some.append(file)
        count += len(file.result.rows)
        if count >= TOGETHER:
            yield some
            some, count = [], 0
    if some:
        yield some


def _standing(texts: bytes, numbers: bytes) -> Standing:
    """Return how the files of a site stood. Raises ValueError if it is damaged."""
    folders, stored = orjson.loads(texts)
    columns: list[array[int]] = []
    all_numbers = array("q")
    all_numbers.frombytes(numbers)
    count = len(folders)
    files = sum(all_numbers[2 * count : 3 * count])
    names: list[Any] = unpacked(str, stored, files)
    at = 0
    for size in (count, count, count, files, files, files):
        columns.append(all_numbers[at : at + size])
        at += size
    if at != len(all_numbers) or set(map(type, folders)) > {str}:
        raise ValueError("not the files of a site")
    inodes, times, counts, sizes, file_inodes, file_times = columns
    return Standing(folders, inodes, times, counts, names, sizes, file_inodes, file_times)
