"""Restore the issued store from git's history and from what is still good in its files.

For each status list index the newest line wins, except that a tombstone wins over any credential: erased people stay
erased. Lines that are as signed stay; a line with the same content in other bytes gets its original bytes back. Nothing
is signed here.
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
from badgepress.sign.lines import Line, parse
from badgepress.sign.lost import missing
from badgepress.sign.relisting import Mended, changed, lists, notes, suspended
from badgepress.sign.sides import unmerged
from badgepress.sign.status import kept_numbers, read_signed
from badgepress.sign.statusfiles import StatusFiles
from badgepress.sign.walk import ListIndex

#: How many indexes a message names at most.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Restored:
    """The files to write, and the problems that restoring cannot fix."""

    files: tuple[Mended, ...]
    left: tuple[Problem, ...]


@dataclass(slots=True)
class _File:
    """The current state of a store file: its good lines in order and how many lines are bad.

    `respelled`: the content is right but the bytes are not the original ones. `doubted`: indexes of lines that no
    listed key signed, because the key was unlisted or its name altered. `clash`: two awards share an index, which only
    a person can decide.
    """

    kept: list[Line]
    bad: int = 0
    respelled: bool = False
    doubted: set[ListIndex] = field(default_factory=set)
    clash: bool = False
    problems: list[Problem] = field(default_factory=list)


def plan_restore(folder: Path, refs: Sequence[str], shown: str, *, give_up: bool = False) -> Restored:
    """Work out how to restore the store of the programme in `folder`, as `restored` does; write nothing.

    Raises ReadError if its settings cannot be read, SignError `merge-conflict` in the middle of a merge.
    """
    program, problems = read_program(folder, shown=shown)
    if program is None:
        raise ReadError(*in_order(problems))
    awards = {award.id: award for file in program.files for award in load_awards(file, program)[0]}
    return restored(program, awards, refs, give_up=give_up)


def restored(program: Program, awards: Mapping[str, Award], refs: Sequence[str], *, give_up: bool = False) -> Restored:
    """Work out the files to write to restore the store; write nothing.

    `awards` are the awards that have an assertion, by id; `refs` the refs whose history counts. With `give_up`, indexes
    whose lines cannot be found are noted as unused. Somebody may hold the credentials signed there; those then count as
    revoked, and the awards are signed again.
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
    found = missing(program, StatusFiles(program), frozenset(taken), ever.past)
    has_history = repository is not None and not repository.shallow
    # If no award waits for a line, an index that only `given.json` claims and git never had means that given.json was
    # altered. If one waits, its line may have been at that index.
    full = _full(files, wanted, versions)
    altered = has_history and len(full) == len(versions)
    lost = {place for place in found.places if not altered or place[1] < found.furthest.get(place[0], 0)}
    # Leave out lines that were removed because their award had a line already, but not if the award is valid here and
    # was published as revoked: then a person has to correct its assertion first.
    lines = {(line.number, line.index): line for file in files.values() for line in file.kept} | wanted
    noted = suspended(program, ever, repository)
    back = counting_again(program, repository, ever.commits, lines, awards, noted)
    full -= {lines[place].id for place in back}
    ids_back = {lines[place].id for place in back}
    mending = {place for place in lost if any(line.id in ids_back for line in ever.lines.get(place, ()))}
    spare = {place for place in lost if (old := ever.lines.get(place)) and all(line.id in full for line in old)}
    given_up = set(lost) if give_up else spare
    lost = lost - given_up
    mended = _lines(program, files, wanted, ever, drop=not lost)
    mended += lists(program, ever, original, repository, {place: line.id for place, line in lines.items()})
    mended += notes(program, ever, original, repository, frozenset(given_up))
    free = dict(listindexes.read_given(program)[0])
    if altered:
        free = {
            number: min(index, found.furthest[number]) for number, index in free.items() if number in found.furthest
        }
    for number, least in found.given.items():
        free[number] = max(free.get(number, 0), least)
    mended += changed(program, listindexes.NAME, listindexes.given_text(free), "the next free index of each list")
    if repository is not None and repository.shallow:
        problems.append(_end_only(program))
    if lost - mending:
        problems += _unfound(program, lost - mending)
    problems += by_hand(program, lines, awards, back)
    return Restored(tuple(mended), (*problems, *_still_broken(program, mended)))


def _places_of(files: Mapping[str, _File]) -> set[ListIndex]:
    return {(line.number, line.index) for file in files.values() for line in file.kept}


def _full(files: Mapping[str, _File], wanted: Mapping[ListIndex, Line], versions: Mapping[str, int]) -> set[str]:
    """Return the ids of awards that have all their lines once the `wanted` lines are back."""
    lines = {(line.number, line.index): line for file in files.values() for line in file.kept} | dict(wanted)
    counts = Counter(line.id for line in lines.values())
    return {award for award, count in versions.items() if counts[award] >= count}


def _file(program: Program, name: str, original: Mapping[str, bytes]) -> _File:
    """Read the good lines of a file, each in the bytes in which it was written."""
    path, shown = program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name)
    try:
        data = store.data_of(path)
    except OSError:
        return _File([], problems=store.read_lines(program, name)[1])
    found = _File([])
    seen: dict[ListIndex, str] = {}
    kept: set[ListIndex] = set()
    text = original.get(f"{name}.jsonl", data)
    for number, raw in enumerate(text.split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            document = orjson.loads(raw)
            line = parse(program, orjson.dumps(document), shown, number)
        except ValueError:
            found.bad += 1
            continue
        except SignError as error:
            found.bad += 1
            moved = [reason for reason in error.problems if reason.code == "base-url-changed"]
            wrong = audit_document(program, document, shown, number) if moved else None
            # Git cannot help with an award that really was signed under another address.
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


def _wanted(
    program: Program, files: Mapping[str, _File], ever: Ever, versions: Mapping[str, int]
) -> dict[ListIndex, Line]:
    """Return the lines to put back: one for each index that the history has and no file.

    Two lines also replace one that is there: a tombstone replaces a credential, even if the assertion is back; and a
    line signed by a listed key replaces one that no listed key signed.
    """
    here = {(line.number, line.index): line for file in files.values() for line in file.kept}
    erased = {
        line.id: line.erased
        for lines in (*ever.lines.values(), here.values())
        for line in lines
        if line.credential is None
    }
    counts: dict[str, int] = {}
    for line in here.values():
        counts[line.id] = counts.get(line.id, 0) + 1
    doubted = {place for file in files.values() for place in file.doubted}
    wanted: dict[ListIndex, Line] = {}
    for place in sorted({*ever.lines, *here}):
        held = here.get(place)
        if held is not None and place not in doubted and held.id not in erased:
            continue
        best = _best(program, ever.lines.get(place) or [here[place]])
        if best is None:
            continue
        if best.credential is not None and best.id in erased:
            best = parse(program, left(program, best, erased[best.id]), best.file, best.line)
        if held is None:
            # If the award has all its lines already, this one was removed on purpose.
            if best.credential is not None and best.id in versions and counts.get(best.id, 0) >= versions[best.id]:
                continue
            counts[best.id] = counts.get(best.id, 0) + 1
            wanted[place] = best
        elif held.id == best.id and _is_better(program, best, held, place in doubted):
            wanted[place] = best
    return wanted


def _is_better(program: Program, best: Line, held: Line, is_doubted: bool) -> bool:
    """Return whether the history's line for an index replaces the line that is there."""
    if best.credential is None:
        return best.raw != held.raw
    wrong = audit_line(program, best)
    return is_doubted and (wrong is None or wrong.code == OUTSIDE)


def _best(program: Program, lines: Sequence[Line]) -> Line | None:
    """Return the newest tombstone, else the newest correctly signed line (by a listed key if any), else None."""
    for line in reversed(lines):
        if line.credential is None:
            return line
    audited = [(line, audit_line(program, line)) for line in lines]
    sound = [line for line, wrong in audited if wrong is None or wrong.code != TAMPERED]
    listed = [line for line, wrong in audited if wrong is None or wrong.code == OUTSIDE]
    found = listed or sound
    return found[-1] if found else None


def _lines(
    program: Program, files: dict[str, _File], wanted: Mapping[ListIndex, Line], ever: Ever, *, drop: bool
) -> list[Mended]:
    """Return the store files that change. `drop`: unreadable lines may go, because every award is found elsewhere."""
    homes = {(line.number, line.index): name for name, file in files.items() for line in file.kept}
    back: dict[str, dict[ListIndex, Line]] = {}
    for place, line in wanted.items():
        back.setdefault(homes.get(place) or ever.home[place], {})[place] = line
    mended = []
    for name in sorted({*back, *(name for name, file in files.items() if file.bad or file.respelled)}):
        file, more = files.get(name, _File([])), back.get(name, {})
        if file.problems or file.clash or (file.bad and not more and not drop):
            continue
        lines = {(line.number, line.index): line for line in file.kept} | more
        order = _order([(line.number, line.index) for line in file.kept], more, ever.orders.get(name, []))
        data = b"".join(lines[place].raw + b"\n" for place in order)
        what = f"{len(more)} line{'' if len(more) == 1 else 's'} restored" if more else "the original bytes"
        mended.append(
            Mended(program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name), data, what)
        )
    return mended


def _order(
    here: Sequence[ListIndex], more: Iterable[ListIndex], versions: Sequence[Sequence[ListIndex]]
) -> list[ListIndex]:
    """Return the indexes of a file in order; restored ones go where the newest version that has them had them."""
    after: dict[ListIndex | None, ListIndex | None] = dict(zip([None, *here], [*here, None], strict=True))
    waiting = set(more) - set(here)
    for version in reversed(versions):
        last: ListIndex | None = None
        for place in version:
            if place in waiting:
                waiting.discard(place)
                after[last], after[place] = place, after[last]
            if place in after:
                last = place
    order: list[ListIndex] = []
    place_now = after[None]
    while place_now is not None:
        order.append(place_now)
        place_now = after[place_now]
    return [*order, *sorted(waiting)]


def _still_broken(program: Program, mended: Sequence[Mended]) -> list[Problem]:
    """Return the problems of files that are not in `mended`."""
    done = {file.shown for file in mended}
    found = [wrong for name in store.names(program) for wrong in store.read_lines(program, name)[1]]
    for number in kept_numbers(program):
        found += read_signed(program, number)[1]
    return [wrong for wrong in found if wrong.place.file not in done]


def _unfound(program: Program, places: Collection[ListIndex]) -> list[Problem]:
    count = len(set(places))
    return [
        problem(
            "restore-nothing-known",
            "no line was found for one assigned status list index"
            if count == 1
            else f"no lines were found for {count} assigned status list indexes",
            file=f"{program.shown}/{store.FOLDER}/",
            got=_named(places),
            expected="the repository with its whole history, or a backup of the folder",
            hint="run this in a clone that has the history, or restore the folder from a backup; if all copies are "
            "lost, `badgepress restore --give-up` revokes whatever was signed there",
        )
    ]


def _named(places: Iterable[ListIndex]) -> str:
    """Name the first few of these indexes."""
    first = sorted(set(places))[:_NAMED]
    more = len(set(places)) - len(first)
    return ", ".join(f"list {number} index {index}" for number, index in first) + (f" and {more} more" if more else "")


def _end_only(program: Program) -> Problem:
    return problem(
        "history-cut",
        "this clone has only the end of git's history, so some lost lines may not be found",
        file=f"{program.shown}/{store.FOLDER}/",
        hint="`git fetch --unshallow` fetches the rest",
        severity="warning",
    )
