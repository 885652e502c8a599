"""Which revocations are for good, whatever `suspended.json` says: nobody signs that file, so anybody can write it.

What tells is the history. A commit that has a place set in a signed list and not noted as suspended published a
revocation; a note that comes later does not turn it into a suspension. Where no git is, the note is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from badgepress.errors import Problem
from badgepress.model import Program
from badgepress.sign import history
from badgepress.sign.history import Repository
from badgepress.sign.places import SUSPENDED, Places, places_of, read_suspended
from badgepress.sign.plan import revocation_lost
from badgepress.sign.status import list_of, path_of, read_signed, set_bits
from badgepress.sign.survey import Survey


def turned_into_suspensions(program: Program, surveys: Sequence[Survey], repository: Repository) -> list[Problem]:
    """`revocation-lost` for places that are noted as suspended, and that git's history shows as revoked for good.

    The history is looked through only where a note lets a set place be cleared, now or later.
    """
    kept = {place for survey in surveys for place in set(survey.revoked) - set(survey.suspended)}
    problems = []
    for number, some in sorted(read_suspended(program)[0].items()):
        signed, _ = read_signed(program, number)
        noted = {index for index in some if (number, index) not in kept}
        if signed is None or not (noted := noted & set_bits(signed)):
            continue
        lost = noted & _revoked(program, number, repository)
        if lost:
            problems.append(revocation_lost(program, number, lost))
    return problems


def lifts(program: Program, surveys: Sequence[Survey]) -> bool:
    """Whether a place that is set is to be cleared, as its note allows: only the whole history says whether it may."""
    kept = {place for survey in surveys for place in survey.revoked}
    return any(
        (number, index) not in kept
        for number, some in read_suspended(program)[0].items()
        if (signed := read_signed(program, number)[0]) is not None
        for index in some & set_bits(signed)
    )


def _revoked(program: Program, number: int, repository: Repository) -> frozenset[int]:
    """The places of a list that some commit has as set and not as suspended."""
    found: frozenset[int] = frozenset()
    noted: Places = {}
    was = False
    for listed, said in history.states(program, repository, (path_of(program, number).name, SUSPENDED)):
        now = _places(said)
        was = was or said is not None
        # A file that was lost, or that nobody can read, says nothing either way.
        if now is None and was:
            continue
        noted = now or {}
        signed = list_of(program, number, listed) if listed is not None else None
        if signed is not None:
            found |= set_bits(signed) - noted.get(number, frozenset())
    return found


def _places(said: bytes | None) -> Places | None:
    try:
        return None if said is None else places_of(orjson.loads(said))
    except (ValueError, TypeError, AttributeError):
        return None
