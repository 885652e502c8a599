"""Bring the issued store back to what was written: from git's history, and from what the files themselves still say.

Of each place in a status list the newest line counts, but what erasure left wins over any credential: erased people
stay erased. What is there and is what was signed stays as it is; a line that says the same in other bytes is spelled as
it was. Nothing is signed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from badgepress.errors import Problem, ReadError, SignError, in_order, problem
from badgepress.model import Award, Program
from badgepress.read import load_awards, read_program
from badgepress.sign import history, listindexes, store
from badgepress.sign.audit import OUTSIDE, TAMPERED, audit_document, audit_line
from badgepress.sign.byhand import by_hand, counting_again
from badgepress.sign.erase import left
from badgepress.sign.ever import Ever, originals, read_ever
from badgepress.sign.lost import missing
from badgepress.sign.relisting import Mended, changed, lists, notes, suspended
from badgepress.sign.sides import unmerged
from badgepress.sign.status import kept_numbers, read_signed
from badgepress.sign.store import Line
from badgepress.sign.walk import Place

#: Places that a message names.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """All files that are to be written, and what cannot be brought back."""

    files: tuple[Mended, ...]
    left: tuple[Problem, ...]


@dataclass(slots=True)
class _File:
    """A file of lines as it is: good lines in their order, how many are bad, and whether other bytes say the same.

    `doubted` are places of lines that no listed key signed: its key was taken off the list, or the name of the key was
    altered. `clash`: two awards stand at one place, which only a person can decide.
    """

    kept: list[Line]
    bad: int = 0
    respelled: bool = False
    doubted: set[Place] = field(default_factory=set)
    clash: bool = False
    problems: list[Problem] = field(default_factory=list)


def mend(folder: Path, refs: Sequence[str], shown: str, *, give_up: bool = False) -> Restored:
    """`restored` for the programme in a folder.

    Raises ReadError when its settings cannot be read, SignError `merge-conflict` in the middle of a merge.
    """
    program, problems = read_program(folder, shown=shown)
    if program is None:
        raise ReadError(*in_order(problems))
    awards = {award.id: award for file in program.files for award in load_awards(file, program)[0]}
    return restored(program, awards, refs, give_up=give_up)


def restored(program: Program, awards: Mapping[str, Award], refs: Sequence[str], *, give_up: bool = False) -> Restored:
    """What is to be written to mend the store; nothing is written.

    `awards` are those that have an assertion, `refs` the commits whose history counts. Only with `give_up` are places
    that nothing is found for noted as such: what was signed there may be in somebody's hands, and is signed again
    afterwards.
    """
    versions = {award.id: 1 + len(award.assertion.reissued) for award in awards.values()}
    repository, problems = history.repository(program, refs)
    if repository and (torn := unmerged(repository)):
        raise SignError(*(store.unmerged(f"{program.shown}/{store.FOLDER}/{name}") for name in sorted(torn)))
    ever = read_ever(program, repository) if repository else Ever()
    original = originals(program, repository) if repository else {}
    files = {name: _file(program, name, original) for name in store.names(program)}
    wanted = _wanted(program, files, ever, versions)
    taken = _places_of(files) | set(wanted)
    found = missing(program, frozenset(taken), ever.past)
    whole = repository is not None and not repository.shallow
    # What only `given.json` says, and git never had, is a number that was altered; unless an award waits for a line,
    # for that may have been there.
    full = _full(files, wanted, versions)
    altered = whole and len(full) == len(versions)
    lost = {place for place in found.places if not altered or place[1] < found.furthest.get(place[0], 0)}
    # A line that was removed because its award had one already: nothing of it is signed again.
    # But where an award counts that was published as revoked, its assertion has to be mended first.
    lines = {(line.number, line.index): line for one in files.values() for line in one.kept} | wanted
    noted = suspended(program, ever, repository)
    back = counting_again(program, repository, ever.commits, lines, awards, noted)
    full -= {lines[place].id for place in back}
    mending = {
        place for place in lost if any(lines[one].id == line.id for one in back for line in ever.lines.get(place, ()))
    }
    spare = {place for place in lost if (was := ever.lines.get(place)) and all(line.id in full for line in was)}
    given_up = set(lost) if give_up else spare
    lost = lost - given_up
    mended = _lines(program, files, wanted, ever, drop=not lost)
    mended += lists(program, ever, original, repository, {place: line.id for place, line in lines.items()})
    mended += notes(program, ever, original, repository, frozenset(given_up))
    free = dict(listindexes.read_given(program)[0])
    if altered:
        free = {number: min(some, found.furthest[number]) for number, some in free.items() if number in found.furthest}
    for number, least in found.given.items():
        free[number] = max(free.get(number, 0), least)
    mended += changed(program, listindexes.NAME, listindexes.given_text(free), "says again how far places were given")
    if repository is not None and repository.shallow:
        problems.append(_end_only(program))
    if lost - mending:
        problems += _unfound(program, lost - mending)
    problems += by_hand(program, lines, awards, back)
    return Restored(tuple(mended), (*problems, *_still_broken(program, mended)))


def _places_of(files: Mapping[str, _File]) -> set[Place]:
    return {(line.number, line.index) for one in files.values() for line in one.kept}


def _full(files: Mapping[str, _File], wanted: Mapping[Place, Line], versions: Mapping[str, int]) -> set[str]:
    """The awards with an assertion that have all their lines once those wanted are back; the others wait for one."""
    lines = {(line.number, line.index): line for one in files.values() for line in one.kept} | dict(wanted)
    counts = Counter(line.id for line in lines.values())
    return {award for award, count in versions.items() if counts[award] >= count}


def _file(program: Program, name: str, original: Mapping[str, bytes]) -> _File:
    """The good lines of a file as it is, each spelled as it was written."""
    path, shown = program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name)
    try:
        data = store.data_of(path)
    except OSError:
        return _File([], problems=store.read_lines(program, name)[1])
    found = _File([])
    seen: dict[Place, str] = {}
    kept: set[Place] = set()
    text = original.get(f"{name}.jsonl", data)
    for number, raw in enumerate(text.split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            document = orjson.loads(raw)
            line = store.parse(program, orjson.dumps(document), shown, number)
        except ValueError:
            found.bad += 1
            continue
        except SignError as error:
            found.bad += 1
            moved = [one for one in error.problems if one.code == "base-url-changed"]
            wrong = audit_document(program, document, shown, number) if moved else None
            # An award that was signed under another address is not mended by anything that git has.
            found.problems += moved if wrong is None or wrong.code != TAMPERED else []
            continue
        wrong = audit_line(program, line)
        if wrong is not None and wrong.code == TAMPERED:
            found.bad += 1
            continue
        place = (line.number, line.index)
        if wrong is not None and wrong.code != OUTSIDE:
            found.doubted.add(place)
        if seen.setdefault(place, line.id) == line.id and place not in kept:
            found.kept.append(line)
            kept.add(place)
        found.clash = found.clash or seen[place] != line.id
    exact_data = b"".join(line.raw + b"\n" for line in found.kept)
    found.respelled = exact_data != data and not found.bad
    return found


def _wanted(program: Program, files: Mapping[str, _File], ever: Ever, versions: Mapping[str, int]) -> dict[Place, Line]:
    """The lines that are to be put back: one for each place that the history has and no file.

    A tombstone takes the place of a credential also where a line is there, whatever assertion came back with it; and a
    line that a listed key signed that of one which none did.
    """
    here = {(line.number, line.index): line for one in files.values() for line in one.kept}
    erased = {
        line.id: line.erased
        for some in (*ever.lines.values(), here.values())
        for line in some
        if line.credential is None
    }
    counts: dict[str, int] = {}
    for line in here.values():
        counts[line.id] = counts.get(line.id, 0) + 1
    doubted = {place for one in files.values() for place in one.doubted}
    wanted: dict[Place, Line] = {}
    for place in sorted({*ever.lines, *here}):
        held = here.get(place)
        if held is not None and place not in doubted and held.id not in erased:
            continue
        best = _best(program, ever.lines.get(place) or [here[place]])
        if best is None:
            continue
        if best.credential is not None and best.id in erased:
            best = store.parse(program, left(program, best, erased[best.id]), best.file, best.line)
        if held is None:
            # A line that was removed because its award had one already stays away.
            if best.credential is not None and best.id in versions and counts.get(best.id, 0) >= versions[best.id]:
                continue
            counts[best.id] = counts.get(best.id, 0) + 1
            wanted[place] = best
        elif held.id == best.id and _is_better(program, best, held, place in doubted):
            wanted[place] = best
    return wanted


def _is_better(program: Program, best: Line, held: Line, is_doubted: bool) -> bool:
    """Whether what the history has at a place takes the place of the line that is there."""
    if best.credential is None:
        return best.raw != held.raw
    wrong = audit_line(program, best)
    return is_doubted and (wrong is None or wrong.code == OUTSIDE)


def _best(program: Program, lines: Sequence[Line]) -> Line | None:
    """What erasure left, else the newest line that is what was signed."""
    for line in reversed(lines):
        if line.credential is None:
            return line
    audited = [(line, audit_line(program, line)) for line in lines]
    sound = [line for line, wrong in audited if wrong is None or wrong.code != TAMPERED]
    listed = [line for line, wrong in audited if wrong is None or wrong.code == OUTSIDE]
    found = listed or sound
    return found[-1] if found else None


def _lines(
    program: Program, files: dict[str, _File], wanted: Mapping[Place, Line], ever: Ever, *, drop: bool
) -> list[Mended]:
    """The files of lines that change. `drop`: what cannot be read holds no award that is not elsewhere."""
    homes = {(line.number, line.index): name for name, one in files.items() for line in one.kept}
    back: dict[str, dict[Place, Line]] = {}
    for place, line in wanted.items():
        back.setdefault(homes.get(place) or ever.home[place], {})[place] = line
    mended = []
    for name in sorted({*back, *(name for name, one in files.items() if one.bad or one.respelled)}):
        one, more = files.get(name, _File([])), back.get(name, {})
        if one.problems or one.clash or (one.bad and not more and not drop):
            continue
        lines = {(line.number, line.index): line for line in one.kept} | more
        order = _order([(line.number, line.index) for line in one.kept], more, ever.orders.get(name, []))
        data = b"".join(lines[place].raw + b"\n" for place in order)
        said = f"{len(more)} line{'' if len(more) == 1 else 's'} brought back" if more else "bytes as they were written"
        mended.append(
            Mended(program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name), data, said)
        )
    return mended


def _order(here: Sequence[Place], more: Iterable[Place], versions: Sequence[Sequence[Place]]) -> list[Place]:
    """The places of a file in their order, what comes back where it stood in the newest version that has it."""
    after: dict[Place | None, Place | None] = dict(zip([None, *here], [*here, None], strict=True))
    waiting = set(more) - set(here)
    for version in reversed(versions):
        last: Place | None = None
        for place in version:
            if place in waiting:
                waiting.discard(place)
                after[last], after[place] = place, after[last]
            if place in after:
                last = place
    order: list[Place] = []
    place_now = after[None]
    while place_now is not None:
        order.append(place_now)
        place_now = after[place_now]
    return [*order, *sorted(waiting)]


def _still_broken(program: Program, mended: Sequence[Mended]) -> list[Problem]:
    """What is wrong with files that nothing mends."""
    done = {one.shown for one in mended}
    found = [one for name in store.names(program) for one in store.read_lines(program, name)[1]]
    for number in kept_numbers(program):
        found += read_signed(program, number)[1]
    return [one for one in found if one.place.file not in done]


def _unfound(program: Program, some: Collection[Place]) -> list[Problem]:
    count = len(set(some))
    return [
        problem(
            "restore-nothing-known",
            f"{count} place{'' if count == 1 else 's'} of the status lists were given, and no line is found for them",
            file=f"{program.shown}/{store.FOLDER}/",
            got=_named(some),
            expected="the repository with its whole history, or a copy of the folder",
            hint="restore in a clone that has the history, or bring the folder back from a copy; if all is lost, "
            "`badgepress restore --give-up` lets what was signed there count as revoked",
        )
    ]


def _named(some: Iterable[Place]) -> str:
    """The first of these places, in words."""
    first = sorted(set(some))[:_NAMED]
    more = len(set(some)) - len(first)
    return ", ".join(f"list {number} place {index}" for number, index in first) + (f" and {more} more" if more else "")


def _end_only(program: Program) -> Problem:
    return problem(
        "history-cut",
        "this clone has only the end of git's history, so not everything that was lost can be found",
        file=f"{program.shown}/{store.FOLDER}/",
        hint="`git fetch --unshallow` brings the rest",
        severity="warning",
    )
