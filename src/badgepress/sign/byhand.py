"""Find what `restore` cannot fix: assertions that contradict what was published, which a person has to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from badgepress.errors import Problem
from badgepress.model import Award, Program
from badgepress.sign.forgood import for_good, shown_here, told
from badgepress.sign.history import Repository
from badgepress.sign.lines import Line
from badgepress.sign.listindexes import IndexesByList
from badgepress.sign.statusfiles import StatusFiles
from badgepress.sign.survey import erased_present
from badgepress.sign.walk import Commit, ListIndex


def counting_again(
    program: Program,
    repository: Repository | None,
    commits: Sequence[Commit],
    lines: Mapping[ListIndex, Line],
    awards: Mapping[str, Award],
    noted: IndexesByList,
) -> frozenset[ListIndex]:
    """Return the indexes of awards that their assertions call valid but that were published as permanently revoked.

    `noted` are the suspended indexes, from the restored `suspended.json`.
    """
    counting = _counting(lines, awards)
    ever = for_good(program, repository, commits, counting) if repository else frozenset()
    return ever | shown_here(StatusFiles(program), counting, noted)


def by_hand(
    program: Program, lines: Mapping[ListIndex, Line], awards: Mapping[str, Award], back: Collection[ListIndex]
) -> list[Problem]:
    """Return what a person must change in assertions: `erased-award-present`, and `revocation-lost` for `back`."""
    erased = sorted({line.id for line in lines.values() if line.credential is None} & set(awards))
    return [
        *(erased_present(awards[award]) for award in erased),
        *told(program, {place: lines[place].id for place in back}, back),
    ]


def _counting(lines: Mapping[ListIndex, Line], awards: Mapping[str, Award]) -> dict[ListIndex, str]:
    """Return the newest index of each award that has all its lines and is neither revoked nor erased."""
    places_by_award: dict[str, list[ListIndex]] = defaultdict(list)
    for place, line in lines.items():
        places_by_award[line.id].append(place)
    counting: dict[ListIndex, str] = {}
    for award, places in places_by_award.items():
        is_complete = award in awards and len(places) >= 1 + len(awards[award].assertion.reissued)
        is_erased = any(lines[place].credential is None for place in places)
        if is_complete and awards[award].assertion.withdrawn != "revoked" and not is_erased:
            counting[max(places)] = award
    return counting
