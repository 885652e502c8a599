"""Find issued lines, files and lists that have disappeared. Each is an error, and its award is never signed again.

Without git there are two signs: an index below the next free one in `given.json` that no line has, and an index that a
signed list shows as revoked and no line has. With git, the history also shows which indexes were ever assigned and
which lists existed, so losing `given.json` as well, or all of `issued/`, is still noticed. The lines in the history are
read only if something is missing, to name the awards.
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
from badgepress.sign.lines import Line
from badgepress.sign.listindexes import NAME, file_of, read_unused
from badgepress.sign.plan import Plan
from badgepress.sign.status import kept_numbers, set_bits
from badgepress.sign.statusfiles import StatusFiles
from badgepress.sign.survey import Survey
from badgepress.sign.walk import NOTHING, Commit, ListIndex, Past, addresses, lines_of, past, versions, walk

_NAMED = 5
#: A file with one of these problems may hold any index, so nothing in it counts as lost.
_UNKNOWN = frozenset(
    {"issued-line-broken", "issued-respelled", "issued-unreadable", "base-url-changed", "merge-conflict"}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing from the store.

    `places`: assigned indexes that no line has. `files`: names of files below `issued/status/`. `given`: list number →
    next free index that everything else proves, for lists where `given.json` says less. `furthest`: the same for every
    list, whatever `given.json` says.
    """

    places: frozenset[ListIndex]
    files: tuple[str, ...]
    given: Mapping[int, int]
    furthest: Mapping[int, int]


def missing(program: Program, status: StatusFiles, taken: frozenset[ListIndex], known: Past) -> Missing:
    """Work out what is lost, from the indexes that lines have (`taken`), the signed lists and the history (`known`)."""
    noted, _ = status.given
    unused, _ = status.unused
    bits = {
        (number, index)
        for number in kept_numbers(program)
        if (signed := status.signed(number)[0]) is not None
        for index in set_bits(signed)
    }
    furthest: dict[int, int] = dict(known.given)
    for number, index in taken | bits:
        furthest[number] = max(furthest.get(number, 0), index + 1)
    behind = {number: free for number, free in furthest.items() if noted.get(number, 0) < free}
    # A line beyond `given.json` does not prove that the indexes before it were assigned, unless that has no entry.
    free = {**behind, **noted, **{number: free for number, free in known.given.items() if noted.get(number, 0) < free}}
    given = {(number, index) for number in free for index in range(free[number])}
    idle = {(number, index) for number, indexes in unused.items() for index in indexes}
    files = sorted(name for name in known.names if not file_of(program, name)[0].exists())
    shown = dict(furthest)
    for number, index in idle:
        shown[number] = max(shown.get(number, 0), index + 1)
    return Missing(frozenset((given | bits) - taken - idle), tuple(files), behind, shown)


def taken_places(program: Program) -> frozenset[ListIndex]:
    """Return every (list, index) that a line has or that is noted as never used."""
    lines = (line for name in store.names(program) for line in store.read_lines(program, name)[0])
    idle = ((number, index) for number, indexes in read_unused(program)[0].items() for index in indexes)
    return frozenset([*((line.number, line.index) for line in lines), *idle])


def lost(program: Program, surveys: Sequence[Survey], plan: Plan, refs: Sequence[str]) -> tuple[Problem, ...]:
    """Return the plan's problems plus one for everything that is lost; `refs` are the refs whose history counts.

    Codes: `issued-lost`, `issued-unlike-git`, `erasure-undone`, `other-base-url`, and `revocation-lost`, which with git
    replaces the plan's. Also `history-unread` and `history-cut` if git cannot tell; the latter is an error if this run
    signs an award or lifts a suspension.
    """
    repository, problems = history.repository(program, refs)
    commits = walk(program, repository) if repository else []
    taken = frozenset((number, index) for survey in surveys for _, number, index, _, _ in survey.lines)
    known = past(repository, commits) if repository else NOTHING
    found = missing(program, plan.status, taken, known)
    unsure = {one.place.file for survey in surveys for one in survey.problems if one.code in _UNKNOWN}
    if repository and plan.waiting and not known.names:
        problems += _moved(program, addresses(repository, commits))
    problems += _files(program, plan.status, found)
    problems += _lines(program, found, repository, commits, unsure)
    planned = list(plan.problems)
    if repository:
        read = {f"{store.FOLDER}/{one.name}.jsonl": one.blobs for one in surveys if one.blobs}
        problems += _unlike(program, repository, unsure | {one.place.file for one in plan.problems}, read)
        reappeared, erased = undone(program, surveys, repository, commits)
        problems += reappeared
        planned = [wrong for wrong in planned if wrong.code != "revocation-lost"]
        problems += taken_back(program, plan.status, surveys, repository, commits, erased)
        if repository.shallow and refs:
            clears = bool(plan.lists) and lifts(plan.status, surveys)
            problems.append(_cut(program, signs=plan.signing > 0 or clears, waiting=0 if taken else len(plan.waiting)))
    return (*planned, *problems)


def _moved(program: Program, elsewhere: Sequence[str]) -> list[Problem]:
    """Report `other-base-url`: awards were issued under other addresses and none under this one.

    All of them would be issued again, which is right only if `moved_from:` says so. The sample's address does not
    count: a programme that started from the sample owns none of the sample's awards.
    """
    allowed = {address.rstrip("/") for address in (*program.settings.moved_from, SAMPLE_BASE_URL)}
    others = [f"{address}/" for address in elsewhere if address not in allowed]
    if not others:
        return []
    place = where(program, "program.yml", "base_url")
    return [
        problem(
            "other-base-url",
            "this repository issued awards under another address, and all would be issued again under this one",
            file=place.file,
            line=place.line,
            path="base_url",
            got=program.settings.base_url,
            expected=" or ".join(others),
            hint="restore base_url; or, if the programme is moving, make a clone with a remote of its own and add "
            f'`moved_from: [{", ".join(others)}]` to its program.yml: see the handbook, "Another domain"',
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
    if unsure:  # the unreadable lines may have these indexes
        return problems
    return problems + [_lost_places(program, number, places) for number, places in nameless.items()]


def lines_at(
    program: Program, places: frozenset[ListIndex], repository: Repository, commits: Sequence[Commit]
) -> dict[ListIndex, Line]:
    """Return the newest line in the history for each of these indexes, where it has one."""
    newest: dict[str, str] = {}
    for version in versions(commits):
        if version.name.endswith(".jsonl"):
            newest.pop(version.blob, None)
            newest[version.blob] = version.name.removesuffix(".jsonl")
    found: dict[ListIndex, Line] = {}
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
        "awards were issued here, but their lines are gone; they will not be signed again",
        file=file,
        got=f"no line of {named}",
        expected="each line that git's history shows",
        hint=store.restore_hint(program),
    )


def _lost_places(program: Program, number: int, places: Sequence[int]) -> Problem:
    named = ", ".join(map(str, places[:_NAMED])) + (f" and {len(places) - _NAMED} more" if len(places) > _NAMED else "")
    return problem(
        "issued-lost",
        f"indexes of status list {number} were assigned to awards, but no line of the issued store has them",
        file=f"{program.shown}/{store.FOLDER}/",
        got=f"no line with {'indexes' if len(places) > 1 else 'index'} {named}",
        expected="a line for each assigned index",
        hint=f"{store.restore_hint(program)}; or restore the folder from a backup",
    )


def _files(program: Program, status: StatusFiles, found: Missing) -> list[Problem]:
    gone = [
        problem(
            "issued-lost",
            "this file is gone",
            file=file_of(program, name)[1],
            expected="the file in git's history",
            hint=store.restore_hint(program),
        )
        for name in found.files
    ]
    if not found.given or NAME in found.files:
        return gone
    path, shown = file_of(program, NAME)
    noted, broken = status.given
    if broken and path.exists():
        return gone
    numbers = sorted(found.given)
    return [
        *gone,
        problem(
            "issued-lost",
            "the next free index here is too low, so an index could be assigned twice",
            file=shown,
            got=", ".join(f"list {number}: {noted.get(number, 'nothing')}" for number in numbers[:_NAMED]),
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
            "this file differs from git's, though git calls it unchanged: something alters it on checkout",
            file=file,
            got="other bytes",
            expected=f"the bytes that `git cat-file blob :{repository.path(name)}` prints",
            hint=f"{store.restore_hint(program)}; {store.KEEP_ENDS}",
        )
        for name, file in shown.items()
        if file not in told
    ]


def _cut(program: Program, *, signs: bool, waiting: int) -> Problem:
    """Report `history-cut`. `waiting`: how many awards look new in an empty store; git may have their lines."""
    unknown = "lost awards cannot be noticed"
    if waiting:
        unknown = "awards that look new may have been issued already"
    return problem(
        "history-cut",
        f"this clone has only the end of git's history, so {unknown}",
        file=f"{program.shown}/{store.FOLDER}/",
        got=f"no line of {waiting} award{'' if waiting == 1 else 's'}" if waiting else "",
        hint="`git fetch --unshallow` fetches the rest; in a workflow, check out with `fetch-depth: 0`",
        severity="error" if signs else "warning",
    )
