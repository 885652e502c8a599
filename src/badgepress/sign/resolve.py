"""Resolve a merge conflict in `issued/`: whatever either side signed or erased stays signed or erased.

Two branches that both signed appended different lines to the same files, assigned indexes of the same lists and signed
those lists. These rules join nearly all of it:

- Every line stays, but a tombstone replaces every line of its award.
- If both sides have a line for one award at one index, the one signed last wins.
- The next free index of a list is the higher of the two.
- Of two versions of a list, the one signed last wins; the next `publish` signs it again anyway.

Two cases are refused: two awards at one index, and an award with more lines than times it was issued. A person then
says which side was published.

This module only reads; the caller writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from badgepress.errors import Problem, ReadError, errors, in_order, problem
from badgepress.model import Award, Program
from badgepress.read import load_awards, read_program
from badgepress.sign import history, listindexes, store
from badgepress.sign.erase import left
from badgepress.sign.lines import Line, parse
from badgepress.sign.plan import revocation_lost
from badgepress.sign.sides import OURS, THEIRS, Side, side, unmerged
from badgepress.sign.status import Signed, path_of, set_bits
from badgepress.sign.walk import ListIndex

Keep = Literal["", "ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Joined:
    """A store file to write, or to remove if `data` is None, and how it was joined, in a few words."""

    path: Path
    shown: str
    data: bytes | None
    what: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The files to write, or the problems that only a person can decide. With problems, nothing may be written."""

    files: tuple[Joined, ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Of:
    """A line, the name of its file, and the sides (`ours`, `theirs`) that have it."""

    line: Line
    name: str
    sides: frozenset[str]

    @property
    def place(self) -> ListIndex:
        """The list number and the index in it."""
        return self.line.number, self.line.index


def resolve(folder: Path, shown: str, keep: Keep = "") -> Resolved:
    """Join both sides of a merge that stopped in `issued/`; write nothing.

    `keep` names the side that was published, for lines that cannot both stay. The next publish signs the award of a
    dropped line again; its old index is noted as unused, so the dropped credential counts as revoked. Raises ReadError
    if the authored files cannot be read; merge them first.
    """
    program, problems = read_program(folder, shown=shown)
    if program is None or errors(problems):
        raise ReadError(*in_order(errors(problems)))
    repository, problems = history.repository(program)
    conflicts = unmerged(repository) if repository else {}
    if repository is None or not conflicts:
        return Resolved((), tuple(errors(problems)))
    awards: dict[str, tuple[str, Award]] = {}
    for file in program.files:
        found, problems = load_awards(file, program)
        if errors(problems):
            raise ReadError(*in_order(errors(problems)))
        awards |= {award.id: (file.name, award) for award in found}
    ours = side(program, repository, conflicts, OURS)
    theirs = side(program, repository, conflicts, THEIRS)
    return _joined(program, ours, theirs, awards, conflicts, keep)


def _joined(
    program: Program,
    ours: Side,
    theirs: Side,
    awards: Mapping[str, tuple[str, Award]],
    conflicts: Iterable[str],
    keep: Keep,
) -> Resolved:
    refused = [*ours.problems, *theirs.problems]
    lines, dropped, more = _lines(program, ours, theirs, awards, keep)
    refused += more
    if refused:  # the lists cannot be joined until a person has decided
        return Resolved((), tuple(in_order(refused)))
    taken = {one.place for one in lines}
    given = dict(ours.given)
    for number, free in (*theirs.given.items(), *((number, index + 1) for number, index in taken | dropped)):
        given[number] = max(given.get(number, 0), free)
    unused = _united(ours.unused, theirs.unused)
    for number, index in dropped:
        unused.setdefault(number, set()).add(index)
    unused = {number: indexes - {index for of, index in taken if of == number} for number, indexes in unused.items()}
    held = {one.place: one.line.id for one in lines}
    revoked = _for_good(ours, held) | _for_good(theirs, held)
    suspended: dict[int, set[int]] = {}
    for number, index in (_noted(ours, held) | _noted(theirs, held)) - revoked:
        suspended.setdefault(number, set()).add(index)
    counting = _counting(lines, awards)
    lists, more = _lists(program, ours, theirs, counting, suspended, keep)
    refused += [*_forgotten(program, revoked & counting), *more]
    if refused:
        return Resolved((), tuple(in_order(refused)))
    files = _files(program, lines, {name.removesuffix(".jsonl") for name in conflicts if name.endswith(".jsonl")})
    files += [
        *lists,
        _file(program, listindexes.NAME, listindexes.given_text(given), "the higher next free index of the two sides"),
        _file(program, listindexes.UNUSED, _text(unused), "indexes that neither side uses"),
        _file(program, listindexes.SUSPENDED, _text(suspended), "suspended indexes"),
    ]
    wanted = {f"{program.shown}/{store.FOLDER}/{name}" for name in conflicts}
    return Resolved(tuple(file for file in files if file.shown in wanted or _data_now(file.path) != file.data), ())


def _lines(
    program: Program, ours: Side, theirs: Side, awards: Mapping[str, tuple[str, Award]], keep: Keep
) -> tuple[list[_Of], set[ListIndex], list[Problem]]:
    """Return all lines in file order, the indexes of dropped lines, and the problems that the rules cannot decide."""
    found: dict[tuple[ListIndex, str], _Of] = {}
    for name_of_side, one_side in (("ours", ours), ("theirs", theirs)):
        for name, side_lines in one_side.lines.items():
            for line in side_lines:
                key = ((line.number, line.index), line.id)
                found[key] = _better(found.get(key), _Of(line, name, frozenset({name_of_side})), awards)
    erased = {one.line.id: one.line.erased for one in found.values() if one.line.credential is None}
    lines = [_as_erased(program, one, erased) for one in found.values()]
    lines, dropped, refused = _without_clashes(program, lines, awards, erased, keep)
    return _in_order(lines), dropped, refused


def _better(first: _Of | None, other: _Of, awards: Mapping[str, tuple[str, Award]]) -> _Of:
    """Choose between two lines for one award at one index: the tombstone, else the one signed last.

    The result belongs to the file of its assertion, if either line does.
    """
    if first is None:
        return other
    best = max((first, other), key=lambda one: (one.line.credential is None, created(one.line), one.line.raw))
    home = awards[best.line.id][0] if best.line.id in awards else first.name
    return replace(best, name=home if home in (first.name, other.name) else first.name, sides=first.sides | other.sides)


def created(line: Line) -> str:
    """Return when a line was signed, as its proof says; empty for a tombstone."""
    proofs = (line.credential or {}).get("proof")
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    return str(first.get("created", "")) if isinstance(first, Mapping) else ""


def _as_erased(program: Program, one: _Of, erased: Mapping[str, str]) -> _Of:
    """Return a line's tombstone if either side erased its award, else the line itself."""
    if one.line.id not in erased or one.line.credential is None:
        return one
    raw = left(program, one.line, erased[one.line.id])
    return replace(one, line=parse(program, raw, one.line.file, one.line.line))


def _without_clashes(
    program: Program,
    lines: Sequence[_Of],
    awards: Mapping[str, tuple[str, Award]],
    erased: Mapping[str, str],
    keep: Keep,
) -> tuple[list[_Of], set[ListIndex], list[Problem]]:
    """Drop the other side's line of each clash if `keep` says so; otherwise return the clash as a problem."""
    by_place: dict[ListIndex, list[_Of]] = defaultdict(list)
    by_award: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        by_place[one.place].append(one)
        by_award[one.line.id].append(one)
    clashes = [(_place_twice(program, group), group) for group in by_place.values() if len(group) > 1]
    for award, group in by_award.items():
        expected = 1 + len(awards[award][1].assertion.reissued) if award in awards else len(group)
        if len(group) > expected and award not in erased:
            clashes.append((_award_twice(program, group, expected), group))
    other = {"ours": frozenset({"theirs"}), "theirs": frozenset({"ours"})}.get(keep)
    refused = []
    dropped: set[tuple[ListIndex, str]] = set()
    for clash, group in clashes:
        going = [one for one in group if other is not None and one.sides == other]
        if not going or len(going) == len(group):
            refused.append(clash)
        dropped.update((one.place, one.line.id) for one in going)
    kept = [one for one in lines if (one.place, one.line.id) not in dropped]
    taken = {one.place for one in kept}
    return kept, {place for place, _ in dropped if place not in taken}, refused


def _place_twice(program: Program, group: Sequence[_Of]) -> Problem:
    first, other = group[0], group[1]
    return problem(
        "resolve-place-twice",
        f"both sides assigned index {first.line.index} of status list {first.line.number}, to different awards",
        file=store.shown_file(program, other.name),
        line=other.line.line,
        got=f"'{first.line.id}' on {_of_side(first)}, '{other.line.id}' on {_of_side(other)}",
        expected="one award for each index",
        hint=_HINT,
    )


def _award_twice(program: Program, group: Sequence[_Of], expected: int) -> Problem:
    lines = ", ".join(f"list {one.line.number} index {one.line.index} on {_of_side(one)}" for one in group)
    return problem(
        "resolve-award-twice",
        f"both sides signed award '{group[0].line.id}', each at its own index",
        file=store.shown_file(program, group[-1].name),
        line=group[-1].line.line,
        got=lines,
        expected=f"{expected} line{'' if expected == 1 else 's'}, as its assertion lists {expected - 1} reissues",
        hint=_HINT,
    )


_HINT = (
    "find out which side was published, and run `badgepress resolve --keep ours` or `--keep theirs`: this drops the "
    "other line, and the next publish signs its award again if it has no line left"
)


def _of_side(one: _Of) -> str:
    return "both sides" if len(one.sides) == 2 else next(iter(one.sides))


def _in_order(lines: Sequence[_Of]) -> list[_Of]:
    """Sort the lines of each award by when they were signed, because the last one is valid; keep all else in order."""
    by_award: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        by_award[one.line.id].append(one)
    queues = {
        award: iter(sorted(group, key=lambda one: (created(one.line), *one.place)))
        for award, group in by_award.items()
        if all(one.line.credential is not None for one in group)
    }
    return [next(queues[one.line.id]) if one.line.id in queues else one for one in lines]


def _united(one: Mapping[int, Iterable[int]], other: Mapping[int, Iterable[int]]) -> dict[int, set[int]]:
    return {number: {*one.get(number, ()), *other.get(number, ())} for number in sorted({*one, *other})}


def _ids(one: Side) -> dict[ListIndex, str]:
    return {(line.number, line.index): line.id for lines in one.lines.values() for line in lines}


def _for_good(one: Side, held: Mapping[ListIndex, str]) -> set[ListIndex]:
    """Return the indexes that a side published as revoked, not just suspended, for the award that has them now."""
    ids = _ids(one)
    return {
        (number, index)
        for number, signed in one.lists.items()
        for index in set_bits(signed) - one.suspended.get(number, frozenset())
        if (number, index) in held and ids.get((number, index)) == held[number, index]
    }


def _noted(one: Side, held: Mapping[ListIndex, str]) -> set[ListIndex]:
    """Return the indexes that a side notes as suspended, for the award that has them now."""
    ids = _ids(one)
    noted = {(number, index) for number, indexes in one.suspended.items() for index in indexes}
    return {place for place in noted if ids.get(place) == held.get(place)}


def _counting(lines: Sequence[_Of], awards: Mapping[str, tuple[str, Award]]) -> set[ListIndex]:
    """Return the indexes of awards that are valid by the merged assertions: their bits must be clear."""
    by_award: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        by_award[one.line.id].append(one.line)
    counting = set()
    for award, group in by_award.items():
        newest = group[-1]
        is_complete = award in awards and len(group) == 1 + len(awards[award][1].assertion.reissued)
        if is_complete and newest.credential is not None and not awards[award][1].assertion.withdrawn:
            counting.add((newest.number, newest.index))
    return counting


def _forgotten(program: Program, places: Iterable[ListIndex]) -> list[Problem]:
    """Report indexes that were published as revoked and whose award is valid again."""
    lost: dict[int, list[int]] = defaultdict(list)
    for number, index in sorted(places):
        lost[number].append(index)
    return [revocation_lost(program, number, indexes) for number, indexes in lost.items()]


def _files(program: Program, lines: Sequence[_Of], conflicts: Iterable[str]) -> list[Joined]:
    by_name: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        by_name[one.name].append(one)
    files = []
    for name in sorted({*by_name, *conflicts, *store.names(program)}):
        own = by_name.get(name, [])
        data = b"".join(one.line.raw + b"\n" for one in own) if own else None
        path, shown = program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name)
        count = [sum(one.sides == {which} for one in own) for which in ("ours", "theirs")]
        total = f"{len(own)} line{'' if len(own) == 1 else 's'}"
        what = f"{total}, {count[0]} only in ours and {count[1]} only in theirs"
        files.append(Joined(path, shown, data, what if own else "no lines left"))
    return files


def _lists(
    program: Program,
    ours: Side,
    theirs: Side,
    counting: set[ListIndex],
    suspended: Mapping[int, set[int]],
    keep: Keep,
) -> tuple[list[Joined], list[Problem]]:
    """Choose a version of each list: that of the side to keep, else the newest, if it revokes no valid award."""
    files: list[Joined] = []
    refused: list[Problem] = []
    for number in sorted({*ours.lists, *theirs.lists}):
        both = [
            (name == keep, one.lists[number])
            for name, one in (("ours", ours), ("theirs", theirs))
            if number in one.lists
        ]
        both.sort(key=lambda one: (one[0], _signed_at(one[1]), len(set_bits(one[1])), one[1].raw), reverse=True)
        wrong = [{(number, i) for i in set_bits(one) - suspended.get(number, set())} & counting for _, one in both]
        usable = [signed for (_, signed), lost in zip(both, wrong, strict=True) if not lost]
        if not usable:
            refused += _forgotten(program, wrong[0])
            continue
        what = "the list that was signed last; the next publish signs it again"
        files.append(_file(program, path_of(program, number).name, usable[0].raw + b"\n", what))
    return files, refused


def _signed_at(signed: Signed) -> str:
    return str(signed.document.get("validFrom", ""))


def _text(content: Mapping[int, set[int]]) -> bytes | None:
    noted = {number: indexes for number, indexes in content.items() if indexes}
    return listindexes.places_text(noted) if noted else None


def _file(program: Program, name: str, data: bytes | None, what: str) -> Joined:
    path, shown = listindexes.file_of(program, name)
    return Joined(path, shown, data, what)


def _data_now(path: Path) -> bytes | None:
    try:
        return store.data_of(path)
    except OSError:
        return None
