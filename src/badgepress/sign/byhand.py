"""What restoring the store cannot do: people write the assertions, and these have to agree with what was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from badgepress.errors import Problem
from badgepress.model import Award, Program
from badgepress.sign.forgood import for_good, shown_here, told
from badgepress.sign.history import Repository
from badgepress.sign.listindexes import Places
from badgepress.sign.store import Line
from badgepress.sign.survey import erased_present
from badgepress.sign.walk import Commit, Place


def counting_again(
    program: Program,
    repository: Repository | None,
    commits: Sequence[Commit],
    lines: Mapping[Place, Line],
    awards: Mapping[str, Award],
    noted: Places,
) -> frozenset[Place]:
    """The places of awards that count by their assertions, though they were published as revoked for good.

    `noted` are the places that are suspended, by the note as it is restored.
    """
    counting = _counting(lines, awards)
    ever = for_good(program, repository, commits, counting) if repository else frozenset()
    return ever | shown_here(program, counting, noted)


def by_hand(
    program: Program, lines: Mapping[Place, Line], awards: Mapping[str, Award], back: Collection[Place]
) -> list[Problem]:
    """What somebody has to change in assertions: `erased-award-present`; `revocation-lost` for the places `back`."""
    erased = sorted({line.id for line in lines.values() if line.credential is None} & set(awards))
    return [
        *(erased_present(awards[award]) for award in erased),
        *told(program, {place: lines[place].id for place in back}, back),
    ]


def _counting(lines: Mapping[Place, Line], awards: Mapping[str, Award]) -> dict[Place, str]:
    of: dict[str, list[Place]] = defaultdict(list)
    for place, line in lines.items():
        of[line.id].append(place)
    counting: dict[Place, str] = {}
    for award, places in of.items():
        whole = award in awards and len(places) >= 1 + len(awards[award].assertion.reissued)
        if whole and awards[award].assertion.withdrawn != "revoked" and all(lines[one].credential for one in places):
            counting[max(places)] = award
    return counting
