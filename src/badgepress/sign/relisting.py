"""Restore the files below `issued/status/`: signed lists, and the notes about suspended and unused indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from badgepress.errors import errors
from badgepress.model import Program
from badgepress.sign import history, listindexes, store
from badgepress.sign.audit import TAMPERED, audit_list
from badgepress.sign.ever import Ever
from badgepress.sign.forgood import for_good
from badgepress.sign.history import Repository
from badgepress.sign.status import kept_numbers, list_of, path_of, read_signed, set_bits
from badgepress.sign.walk import ListIndex


@dataclass(frozen=True, slots=True)
class Mended:
    """A store file to write: its path, its name in messages, its new bytes, and what changes, in a few words."""

    path: Path
    shown: str
    data: bytes
    what: str


def lists(
    program: Program,
    ever: Ever,
    original: Mapping[str, bytes],
    repository: Repository | None,
    awards: Mapping[ListIndex, str],
) -> list[Mended]:
    """Return the lists to write: those that are lost, damaged, outdated or not in their exact bytes.

    A list is outdated if it does not show an index of `awards` (index → award id) that was published as revoked. A
    damaged file is repaired if possible; otherwise the newest good version in the history takes its place.
    """
    numbers = kept_numbers(program) | {int(name[:-5]) for name in ever.others if name[:-5].isdecimal()}
    noted = suspended(program, ever, repository)
    mended = []
    for number in sorted(numbers):
        signed, problems = read_signed(program, number)
        is_good = signed is not None and not problems and not errors(audit_list(program, signed))
        bits = set_bits(signed) if signed is not None else frozenset()
        clear = {place: award for place, award in awards.items() if place[0] == number and place[1] not in bits}
        behind = for_good(program, repository, ever.commits, clear) if repository and is_good else frozenset()
        if is_good and not behind:
            continue
        path = path_of(program, number)
        found = [original[f"status/{path.name}"]] if f"status/{path.name}" in original else []
        found += [path.read_bytes()] if path.is_file() and not behind else []
        blobs = ever.others.get(path.name, []) if repository else []
        older = dict(history.contents(repository, blobs)) if repository and blobs else {}
        found += [older[blob] for blob in reversed(blobs) if blob in older]
        candidates = [candidate for text in found if (candidate := list_of(program, number, text)) is not None]
        if behind:
            least = bits - noted.get(number, frozenset()) | {index for _, index in behind}
            most = bits | least | noted.get(number, frozenset())
            candidates = [candidate for candidate in candidates if least <= set_bits(candidate) <= most]
        usable = [candidate for candidate in candidates if not audit_list(program, candidate)]
        # A list signed by a key that is no longer listed is better than none.
        usable += [
            candidate
            for candidate in candidates
            if all(wrong.code != TAMPERED for wrong in audit_list(program, candidate))
        ]
        if usable:
            mended += changed(program, path.name, usable[0].raw + b"\n", "the list that was signed last")
    return mended


def notes(
    program: Program,
    ever: Ever,
    original: Mapping[str, bytes],
    repository: Repository | None,
    idle: frozenset[ListIndex],
) -> list[Mended]:
    """Return `suspended.json` and `unused.json` if they change. `idle` are further indexes to note as unused."""
    mended = []
    noted = suspended(program, ever, repository)
    path, _ = listindexes.file_of(program, listindexes.SUSPENDED)
    if noted or path.exists() or (repository and ever.others.get(listindexes.SUSPENDED)):
        mended += changed(program, listindexes.SUSPENDED, listindexes.places_text(noted), "the suspended indexes")
    unused = {number: set(indexes) for number, indexes in listindexes.read_unused(program)[0].items()}
    for number, index in idle:
        unused.setdefault(number, set()).add(index)
    if unused:
        text = listindexes.places_text({number: indexes for number, indexes in unused.items() if indexes})
        mended += changed(program, listindexes.UNUSED, text, "indexes that were assigned and never used")
    return mended


def suspended(program: Program, ever: Ever, repository: Repository | None) -> listindexes.IndexesByList:
    """Return the suspended indexes: from `suspended.json`, or from git if that file is missing or unreadable."""
    noted, broken = listindexes.read_suspended(program)
    path, _ = listindexes.file_of(program, listindexes.SUSPENDED)
    blobs = ever.others.get(listindexes.SUSPENDED, []) if repository else []
    if repository and blobs and (not path.exists() or (broken and not noted)):
        return _newest_places(dict(history.contents(repository, blobs)), blobs)
    return noted


def _newest_places(texts: Mapping[str, bytes], blobs: Sequence[str]) -> listindexes.IndexesByList:
    for blob in reversed(blobs):
        try:
            return listindexes.places_of(orjson.loads(texts[blob]))
        except (ValueError, TypeError, AttributeError, KeyError):
            continue
    return {}


def changed(program: Program, name: str, data: bytes, what: str) -> list[Mended]:
    """Return the file below `issued/status/` to write; nothing if it has these bytes, or is missing and stays empty."""
    path, shown = listindexes.file_of(program, name)
    try:
        same = store.data_of(path) == data
    except OSError:
        same = data == b"{}\n"
    return [] if same else [Mended(path, shown, data, what)]
