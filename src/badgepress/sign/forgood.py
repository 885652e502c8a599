"""Find revocations that are permanent whatever the files here say: a commit can be undone, a publication cannot.

Git's history decides. If a commit has an index set in a signed list and not noted as suspended, it published a
revocation of the award that had the index. Neither an older list nor a note in the unsigned `suspended.json` takes
that back. Without git, only the current list and note count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import orjson

from badgepress.errors import CredentialError, Problem
from badgepress.model import Program
from badgepress.openbadges import status
from badgepress.sign import history
from badgepress.sign.audit import TAMPERED, audit_list
from badgepress.sign.compose import status_url
from badgepress.sign.history import Repository
from badgepress.sign.listindexes import SUSPENDED, IndexesByList, places_of
from badgepress.sign.plan import revocation_lost
from badgepress.sign.status import SIZE, list_of, path_of, set_bits
from badgepress.sign.statusfiles import StatusFiles
from badgepress.sign.survey import Survey
from badgepress.sign.walk import Commit, ListIndex, lines_then, states


def taken_back(
    program: Program,
    files: StatusFiles,
    surveys: Sequence[Survey],
    repository: Repository,
    commits: Sequence[Commit],
    erased: Collection[str],
) -> list[Problem]:
    """Return `revocation-lost` for indexes that are valid or suspended here but were published as revoked for good.

    Skips awards that are `erased`.
    """
    revoked = {place for survey in surveys for place in set(survey.revoked) - set(survey.suspended)}
    counting = {
        (number, index): award
        for survey in surveys
        for award, number, index, _, _ in survey.lines
        if (number, index) not in revoked and award not in erased
    }
    noted, _ = files.suspended
    return told(
        program, counting, shown_here(files, counting, noted) | for_good(program, repository, commits, counting)
    )


def told(program: Program, awards: Mapping[ListIndex, str], lost: Collection[ListIndex]) -> list[Problem]:
    """Return one `revocation-lost` problem for each list that has some of the `lost` indexes."""
    by_list: dict[int, dict[int, str]] = defaultdict(dict)
    for number, index in lost:
        by_list[number][index] = awards[number, index]
    return [revocation_lost(program, number, owners) for number, owners in sorted(by_list.items())]


def shown_here(files: StatusFiles, places: Collection[ListIndex], noted: IndexesByList) -> frozenset[ListIndex]:
    """Return those of `places` that the lists here show as revoked and `noted` does not show as suspended."""
    bits = {
        number: set_bits(signed) - noted.get(number, frozenset())
        for number in {number for number, _ in places}
        if (signed := files.signed(number)[0]) is not None
    }
    return frozenset((number, index) for number, index in places if index in bits.get(number, ()))


def for_good(
    program: Program, repository: Repository, commits: Sequence[Commit], awards: Mapping[ListIndex, str]
) -> frozenset[ListIndex]:
    """Return those of `awards` (index → award id) that some commit published as revoked for good.

    Only correctly signed lists count. An index counts only if it belonged to the same award then: if two branches
    assigned it twice, only one of them was published.
    """
    by_list: dict[int, set[int]] = defaultdict(set)
    for number, index in awards:
        by_list[number].add(index)
    found: set[ListIndex] = set()
    for commit, number, index_set in _published(program, repository, commits, by_list):
        open_places = {(number, index) for index in index_set} - found
        if open_places:
            then = lines_then(program, repository, commit, sorted(index for _, index in open_places))
            found |= {place for place in open_places if then.get(place) == awards[place]}
    return frozenset(found)


def lifts(files: StatusFiles, surveys: Sequence[Survey]) -> bool:
    """Return whether this build clears a suspended index. Only the whole history can tell whether it may."""
    revoked = {place for survey in surveys for place in survey.revoked}
    return any(
        (number, index) not in revoked
        for number, indexes in files.suspended[0].items()
        if (signed := files.signed(number)[0]) is not None
        for index in indexes & set_bits(signed)
    )


def _published(
    program: Program, repository: Repository, commits: Sequence[Commit], wanted: Mapping[int, Collection[int]]
) -> Iterator[tuple[Commit, int, frozenset[int]]]:
    """Yield (commit, list number, indexes): the `wanted` indexes that the commit revoked and did not just suspend."""
    numbers = sorted(wanted)
    names = [*(path_of(program, number).name for number in numbers), SUSPENDED]
    seen = states(repository, commits, names)
    notes = dict(history.contents(repository, {blobs[-1] for _, blobs in seen} - {""}))
    blobs = {number: {state[at] for _, state in seen} - {""} for at, number in enumerate(numbers)}
    masks = {number: _mask(indexes) for number, indexes in wanted.items()}
    shown = {
        (number, blob): bits
        for number in numbers
        for blob, text in history.contents(repository, sorted(blobs[number]))
        if (bits := _bits(program, number, text) & masks[number])
    }
    known = {blob: _places(text) for blob, text in notes.items()}
    had_note = False
    done: set[tuple[int, str, str]] = set()
    for commit, state in seen:
        note = known.get(state[-1])
        had_note = had_note or bool(state[-1])
        # If suspended.json was lost or is unreadable, we cannot tell suspended from revoked here.
        if note is None and had_note:
            continue
        for number, blob in zip(numbers, state, strict=False):
            bits = shown.get((number, blob), 0) & ~_mask((note or {}).get(number, ()))
            if bits and (number, blob, state[-1]) not in done:
                done.add((number, blob, state[-1]))
                if _is_signed(program, repository, number, blob):
                    yield commit, number, _indexes(bits)


def _is_signed(program: Program, repository: Repository, number: int, blob: str) -> bool:
    (text,) = (text for _, text in history.contents(repository, [blob]))
    signed = list_of(program, number, text)
    return signed is not None and all(wrong.code != TAMPERED for wrong in audit_list(program, signed))


def _bits(program: Program, number: int, text: bytes) -> int:
    """Return a list's bits as one integer, index 0 being the highest bit; 0 if it is not this programme's list."""
    try:
        document = orjson.loads(text)
        if document["id"] != status_url(program, number):
            return 0
        return int.from_bytes(
            status.decode(document["credentialSubject"]["encodedList"])[: SIZE // 8].ljust(SIZE // 8, b"\0")
        )
    except (KeyError, TypeError, ValueError, CredentialError):
        return 0


def _mask(indexes: Collection[int]) -> int:
    bits = bytearray(SIZE // 8)
    for index in indexes:
        if index < SIZE:
            bits[index // 8] |= 0x80 >> index % 8
    return int.from_bytes(bits)


def _indexes(bits: int) -> frozenset[int]:
    return frozenset(
        byte * 8 + bit
        for byte, value in enumerate(bits.to_bytes(SIZE // 8))
        if value
        for bit in range(8)
        if value & (0x80 >> bit)
    )


def _places(text: bytes) -> IndexesByList | None:
    try:
        return places_of(orjson.loads(text))
    except (ValueError, TypeError, AttributeError):
        return None
