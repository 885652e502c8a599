"""What restoring writes below `issued/status/`: signed lists, and the notes about places."""

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
from badgepress.sign.walk import Place


@dataclass(frozen=True, slots=True)
class Mended:
    """A file of the store as it is to be, and in a few words what is different."""

    path: Path
    shown: str
    data: bytes
    what: str


def lists(
    program: Program,
    ever: Ever,
    original: Mapping[str, bytes],
    repository: Repository | None,
    awards: Mapping[Place, str],
) -> list[Mended]:
    """Lists that are lost, damaged, older than they were or spelled otherwise: as they are, or as they were last.

    A list is older than it was where it does not show a place of these `awards` that was published as revoked.
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
        known = [one for text in found if (one := list_of(program, number, text)) is not None]
        if behind:
            least = bits - noted.get(number, frozenset()) | {index for _, index in behind}
            most = bits | least | noted.get(number, frozenset())
            known = [one for one in known if least <= set_bits(one) <= most]
        # That of a key which is not listed any more is better than none.
        holds = [one for one in known if not audit_list(program, one)]
        holds += [one for one in known if all(wrong.code != TAMPERED for wrong in audit_list(program, one))]
        if holds:
            mended += changed(program, path.name, holds[0].raw + b"\n", "the list as it was signed last")
    return mended


def notes(
    program: Program,
    ever: Ever,
    original: Mapping[str, bytes],
    repository: Repository | None,
    idle: frozenset[Place],
) -> list[Mended]:
    """The notes about places: which are suspended, which were never used. `idle` are places that nobody has."""
    mended = []
    said = suspended(program, ever, repository)
    path, _ = listindexes.file_of(program, listindexes.SUSPENDED)
    if said or path.exists() or (repository and ever.others.get(listindexes.SUSPENDED)):
        mended += changed(program, listindexes.SUSPENDED, listindexes.places_text(said), "which places are suspended")
    unused = {number: set(some) for number, some in listindexes.read_unused(program)[0].items()}
    for number, index in idle:
        unused.setdefault(number, set()).add(index)
    if unused:
        text = listindexes.places_text({number: some for number, some in unused.items() if some})
        mended += changed(program, listindexes.UNUSED, text, "places that were given and never used")
    return mended


def suspended(program: Program, ever: Ever, repository: Repository | None) -> listindexes.Places:
    """The places that are noted as suspended, once that note is restored."""
    said, broken = listindexes.read_suspended(program)
    path, _ = listindexes.file_of(program, listindexes.SUSPENDED)
    blobs = ever.others.get(listindexes.SUSPENDED, []) if repository else []
    if repository and blobs and (not path.exists() or (broken and not said)):
        return _newest_places(dict(history.contents(repository, blobs)), blobs)
    return said


def _newest_places(texts: Mapping[str, bytes], blobs: Sequence[str]) -> listindexes.Places:
    for blob in reversed(blobs):
        try:
            return listindexes.places_of(orjson.loads(texts[blob]))
        except (ValueError, TypeError, AttributeError, KeyError):
            continue
    return {}


def changed(program: Program, name: str, data: bytes, what: str) -> list[Mended]:
    """The file below `issued/status/`, unless it has these bytes, or has nothing to say and is not there."""
    path, shown = listindexes.file_of(program, name)
    try:
        same = store.data_of(path) == data
    except OSError:
        same = data == b"{}\n"
    return [] if same else [Mended(path, shown, data, what)]
