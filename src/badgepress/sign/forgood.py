"""Which revocations are for good, whatever the files here say: a commit may be taken back, what it published may not.

What tells is the history. A commit that has a place set in a signed list and not noted as suspended published a
revocation of the award that had the place. Neither a list that is older again, nor a note in `suspended.json`, which
nobody signs, takes that back. Where no git is, the list and the note that are here are all there is.
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
from badgepress.sign.listindexes import SUSPENDED, Places, places_of, read_suspended
from badgepress.sign.plan import revocation_lost
from badgepress.sign.status import SIZE, list_of, path_of, read_signed, set_bits
from badgepress.sign.survey import Survey
from badgepress.sign.walk import Commit, Place, lines_then, states


def taken_back(
    program: Program,
    surveys: Sequence[Survey],
    repository: Repository,
    commits: Sequence[Commit],
    erased: Collection[str],
) -> list[Problem]:
    """`revocation-lost` for the places that count here, or are suspended, and were published as revoked for good.

    Of the awards that are `erased` nothing is said.
    """
    kept = {place for survey in surveys for place in set(survey.revoked) - set(survey.suspended)}
    counting = {
        (number, index): award
        for survey in surveys
        for award, number, index, _, _ in survey.lines
        if (number, index) not in kept and award not in erased
    }
    noted, _ = read_suspended(program)
    return told(
        program, counting, shown_here(program, counting, noted) | for_good(program, repository, commits, counting)
    )


def told(program: Program, awards: Mapping[Place, str], lost: Collection[Place]) -> list[Problem]:
    """One problem for each list of these places."""
    by_list: dict[int, dict[int, str]] = defaultdict(dict)
    for number, index in lost:
        by_list[number][index] = awards[number, index]
    return [revocation_lost(program, number, some) for number, some in sorted(by_list.items())]


def shown_here(program: Program, places: Collection[Place], noted: Places) -> frozenset[Place]:
    """Those of some places that the lists here show as revoked, and the note not as suspended."""
    bits = {
        number: set_bits(signed) - noted.get(number, frozenset())
        for number in {number for number, _ in places}
        if (signed := read_signed(program, number)[0]) is not None
    }
    return frozenset((number, index) for number, index in places if index in bits.get(number, ()))


def for_good(
    program: Program, repository: Repository, commits: Sequence[Commit], awards: Mapping[Place, str]
) -> frozenset[Place]:
    """Those of some places, each with its award, that a commit published as revoked for good.

    A list counts that was signed and is what was signed; a place counts if it was this award's then, for of two
    branches that gave a place twice only one was published.
    """
    by_list: dict[int, set[int]] = defaultdict(set)
    for number, index in awards:
        by_list[number].add(index)
    found: set[Place] = set()
    for commit, number, index_set in _published(program, repository, commits, by_list):
        open_places = {(number, index) for index in index_set} - found
        if open_places:
            then = lines_then(program, repository, commit, sorted(index for _, index in open_places))
            found |= {place for place in open_places if then.get(place) == awards[place]}
    return frozenset(found)


def lifts(program: Program, surveys: Sequence[Survey]) -> bool:
    """Whether a place that is set is to be cleared, as its note allows: only the whole history says whether it may."""
    kept = {place for survey in surveys for place in survey.revoked}
    return any(
        (number, index) not in kept
        for number, some in read_suspended(program)[0].items()
        if (signed := read_signed(program, number)[0]) is not None
        for index in some & set_bits(signed)
    )


def _published(
    program: Program, repository: Repository, commits: Sequence[Commit], wanted: Mapping[int, Collection[int]]
) -> Iterator[tuple[Commit, int, frozenset[int]]]:
    """Commits with the places among those wanted that their list shows as revoked and their note not as suspended."""
    numbers = sorted(wanted)
    names = [*(path_of(program, number).name for number in numbers), SUSPENDED]
    seen = states(repository, commits, names)
    notes = dict(history.contents(repository, {blobs[-1] for _, blobs in seen} - {""}))
    blobs = {number: {one[at] for _, one in seen} - {""} for at, number in enumerate(numbers)}
    masks = {number: _mask(some) for number, some in wanted.items()}
    shown = {
        (number, blob): bits
        for number in numbers
        for blob, text in history.contents(repository, sorted(blobs[number]))
        if (bits := _bits(program, number, text) & masks[number])
    }
    known = {blob: _places(text) for blob, text in notes.items()}
    was = False
    done: set[tuple[int, str, str]] = set()
    for commit, one in seen:
        now = known.get(one[-1])
        was = was or bool(one[-1])
        # A note that was lost, or that nobody can read, says nothing either way.
        if now is None and was:
            continue
        for number, blob in zip(numbers, one, strict=False):
            bits = shown.get((number, blob), 0) & ~_mask((now or {}).get(number, ()))
            if bits and (number, blob, one[-1]) not in done:
                done.add((number, blob, one[-1]))
                if _is_signed(program, repository, number, blob):
                    yield commit, number, _indexes(bits)


def _is_signed(program: Program, repository: Repository, number: int, blob: str) -> bool:
    (text,) = (text for _, text in history.contents(repository, [blob]))
    signed = list_of(program, number, text)
    return signed is not None and all(wrong.code != TAMPERED for wrong in audit_list(program, signed))


def _bits(program: Program, number: int, text: bytes) -> int:
    """A list as one number, its first place being the highest bit; 0 for what is none of this programme's."""
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


def _places(said: bytes) -> Places | None:
    try:
        return places_of(orjson.loads(said))
    except (ValueError, TypeError, AttributeError):
        return None
