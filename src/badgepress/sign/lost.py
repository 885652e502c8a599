"""What was issued and is not there any more: a lost line, file or list is an error, and is never issued again.

Without git two things tell: a place below `given.json` that no line has, and a place that a signed list shows as set
and no line has. Where the programme lies in git, its history says how far places were ever given and which lists there
were, so that losing `given.json` too, or the whole of `issued/`, changes nothing. Only when something is missing is the
whole history walked, to say whose awards they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.read.where import where
from badgepress.sign import history, store
from badgepress.sign.erasures import undone
from badgepress.sign.forgood import lifts, taken_back
from badgepress.sign.history import Repository
from badgepress.sign.keyring import SAMPLE_BASE_URL
from badgepress.sign.listindexes import NAME, file_of, read_given, read_unused
from badgepress.sign.plan import Plan
from badgepress.sign.status import kept_numbers, read_signed, set_bits
from badgepress.sign.survey import Survey
from badgepress.sign.walk import NOTHING, Commit, Past, Place, addresses, lines_of, past, versions, walk

_NAMED = 5
#: Of a file with such a line nobody knows which places it has.
_UNKNOWN = frozenset(
    {"issued-line-broken", "issued-respelled", "issued-unreadable", "base-url-changed", "merge-conflict"}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there: places that were given and that no line has, files below `issued/status/`, and how far the
    places of each list were given at least, where `given.json` says less.

    `furthest` says of each list how far its places were given as everything but `given.json` shows it.
    """

    places: frozenset[Place]
    files: tuple[str, ...]
    given: Mapping[int, int]
    furthest: Mapping[int, int]


def missing(program: Program, taken: frozenset[Place], known: Past) -> Missing:
    """What the lines at the places `taken`, the lists and git's history show to be lost."""
    said, _ = read_given(program)
    unused, _ = read_unused(program)
    bits = {
        (number, index)
        for number in kept_numbers(program)
        if (signed := read_signed(program, number)[0]) is not None
        for index in set_bits(signed)
    }
    furthest: dict[int, int] = dict(known.given)
    for number, index in taken | bits:
        furthest[number] = max(furthest.get(number, 0), index + 1)
    behind = {number: free for number, free in furthest.items() if said.get(number, 0) < free}
    # A line beyond what `given.json` says shows no hole before it: only where that says nothing at all do lines tell.
    free = {**behind, **said, **{number: free for number, free in known.given.items() if said.get(number, 0) < free}}
    given = {(number, index) for number in free for index in range(free[number])}
    idle = {(number, index) for number, some in unused.items() for index in some}
    files = sorted(name for name in known.names if not file_of(program, name)[0].exists())
    shown = dict(furthest)
    for number, index in idle:
        shown[number] = max(shown.get(number, 0), index + 1)
    return Missing(frozenset((given | bits) - taken - idle), tuple(files), behind, shown)


def taken_places(program: Program) -> frozenset[Place]:
    """Every place that a line has, or that is noted as never used."""
    lines = (line for name in store.names(program) for line in store.read_lines(program, name)[0])
    idle = ((number, index) for number, some in read_unused(program)[0].items() for index in some)
    return frozenset([*((line.number, line.index) for line in lines), *idle])


def lost(program: Program, surveys: Sequence[Survey], plan: Plan, refs: Sequence[str]) -> tuple[Problem, ...]:
    """The plan's problems, and one for everything that is lost; `refs` are the commits whose history counts.

    Codes: issued-lost; erasure-undone; other-base-url; revocation-lost, which git tells better than the plan;
    history-unread and history-cut where git cannot tell, the latter an error for whoever signs an award or lifts a
    suspension.
    """
    repository, problems = history.repository(program, refs)
    commits = walk(program, repository) if repository else []
    taken = frozenset((number, index) for survey in surveys for _, number, index, _, _ in survey.lines)
    known = past(repository, commits) if repository else NOTHING
    found = missing(program, taken, known)
    unsure = {one.place.file for survey in surveys for one in survey.problems if one.code in _UNKNOWN}
    if repository and plan.waiting and not known.names:
        problems += _moved(program, addresses(repository, commits))
    problems += _files(program, found)
    problems += _lines(program, found, repository, commits, unsure)
    before = list(plan.problems)
    if repository:
        read = {f"{store.FOLDER}/{one.name}.jsonl": one.blobs for one in surveys if one.blobs}
        problems += _unlike(program, repository, unsure | {one.place.file for one in plan.problems}, read)
        back, erased = undone(program, surveys, repository, commits)
        problems += back
        before = [one for one in before if one.code != "revocation-lost"]
        problems += taken_back(program, surveys, repository, commits, erased)
        if repository.shallow and refs:
            clears = bool(plan.lists) and lifts(program, surveys)
            problems.append(_cut(program, signs=plan.signing > 0 or clears, waiting=0 if taken else len(plan.waiting)))
    return (*before, *problems)


def _moved(program: Program, elsewhere: Sequence[str]) -> list[Problem]:
    """All awards would be issued again where they were issued under other addresses, and none under this one.

    Only `moved_from:` says that it is meant. Whoever starts from the sample owns none of its awards.
    """
    meant = {address.rstrip("/") for address in (*program.settings.moved_from, SAMPLE_BASE_URL)}
    others = [f"{address}/" for address in elsewhere if address not in meant]
    if not others:
        return []
    place = where(program, "program.yml", "base_url")
    return [
        problem(
            "other-base-url",
            "awards were issued in this repository under another address, and all would be issued again under this one",
            file=place.file,
            line=place.line,
            path="base_url",
            got=program.settings.base_url,
            expected=" or ".join(others),
            hint="put base_url back; or, if the programme moves, take a clone with a remote of its own, and say there "
            f'`moved_from: [{", ".join(others)}]` in program.yml: see the handbook, "Another domain"',
        )
    ]


def _lines(
    program: Program, found: Missing, repository: Repository | None, commits: Sequence[Commit], unsure: set[str]
) -> list[Problem]:
    named = lines_at(program, found.places, repository, commits) if repository and found.places else {}
    by_file: dict[str, list[str]] = defaultdict(list)
    for line in named.values():
        by_file[line.file].append(line.id)
    problems = [_lost_lines(program, file, ids) for file, ids in sorted(by_file.items()) if file not in unsure]
    nameless: dict[int, list[int]] = defaultdict(list)
    for number, index in sorted(found.places - set(named)):
        nameless[number].append(index)
    if unsure:  # the places may be those of the lines that cannot be read
        return problems
    return problems + [_lost_places(program, number, places) for number, places in nameless.items()]


def lines_at(
    program: Program, places: frozenset[Place], repository: Repository, commits: Sequence[Commit]
) -> dict[Place, store.Line]:
    """The newest line that the history has at each of some places, as far as it has one."""
    newest: dict[str, str] = {}
    for version in versions(commits):
        if version.name.endswith(".jsonl"):
            newest.pop(version.blob, None)
            newest[version.blob] = version.name.removesuffix(".jsonl")
    found: dict[Place, store.Line] = {}
    for blob, text in history.contents(repository, newest):
        for line in lines_of(program, newest[blob], text):
            if (line.number, line.index) in places:
                found[line.number, line.index] = line
    return found


def _lost_lines(program: Program, file: str, ids: Sequence[str]) -> Problem:
    awards = list(dict.fromkeys(ids))
    named = ", ".join(awards[:_NAMED]) + (f" and {len(awards) - _NAMED} more" if len(awards) > _NAMED else "")
    return problem(
        "issued-lost",
        "awards were issued here, and their lines are gone; they are not issued a second time",
        file=file,
        got=f"no line of {named}",
        expected="each line that git's history shows",
        hint=store.restore_hint(program),
    )


def _lost_places(program: Program, number: int, places: Sequence[int]) -> Problem:
    named = ", ".join(map(str, places[:_NAMED])) + (f" and {len(places) - _NAMED} more" if len(places) > _NAMED else "")
    return problem(
        "issued-lost",
        f"places of status list {number} were given to awards, and no line of the issued store has them",
        file=f"{program.shown}/{store.FOLDER}/",
        got=f"no line at {'places' if len(places) > 1 else 'place'} {named}",
        expected="a line for each place that was given",
        hint=f"{store.restore_hint(program)}; or bring the folder back from a copy",
    )


def _files(program: Program, found: Missing) -> list[Problem]:
    gone = [
        problem(
            "issued-lost",
            "this file was there, and is gone",
            file=file_of(program, name)[1],
            expected="the file that git's history shows",
            hint=store.restore_hint(program),
        )
        for name in found.files
    ]
    if not found.given or NAME in found.files:
        return gone
    path, shown = file_of(program, NAME)
    said, broken = read_given(program)
    if broken and path.exists():
        return gone
    numbers = sorted(found.given)
    return [
        *gone,
        problem(
            "issued-lost",
            "this says less than what was given, so a place could be given twice",
            file=shown,
            got=", ".join(f"list {number}: {said.get(number, 'nothing')}" for number in numbers[:_NAMED]),
            expected=", ".join(f"{found.given[number]} or more" for number in numbers[:_NAMED]),
            hint=store.restore_hint(program),
        ),
    ]


def _unlike(
    program: Program, repository: Repository, told: set[str], read: Mapping[str, tuple[str, str]]
) -> list[Problem]:
    shown = {name: f"{program.shown}/{name}" for name in history.unlike_git(program, repository, read)}
    return [
        problem(
            "issued-unlike-git",
            "this file is not what git has, and git takes it for unchanged: something alters it on its way here",
            file=file,
            got="other bytes",
            expected=f"those of `git cat-file blob :{repository.path(name)}`",
            hint=f"{store.restore_hint(program)}; {store.KEEP_ENDS}",
        )
        for name, file in shown.items()
        if file not in told
    ]


def _cut(program: Program, *, signs: bool, waiting: int) -> Problem:
    """`waiting` are awards to be issued where nothing is issued at all: the history may have their lines."""
    unknown = "nobody knows whether something that was issued is lost"
    if waiting:
        unknown = "it cannot know whether the awards that look new were issued already"
    return problem(
        "history-cut",
        f"this clone has only the end of git's history, so {unknown}",
        file=f"{program.shown}/{store.FOLDER}/",
        got=f"no line of {waiting} award{'' if waiting == 1 else 's'}" if waiting else "",
        hint="`git fetch --unshallow` brings the rest; a workflow checks out with `fetch-depth: 0`",
        severity="error" if signs else "warning",
    )
