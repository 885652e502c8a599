"""Join the two sides of a merge in `issued/`: what each signed stays signed, and what either erased stays erased.

Two runs that signed on two branches appended other lines to the same files, gave places of the same lists, and signed
the same lists. Nearly all of it is joined by rule: each line is kept, a tombstone wins over any line of its award, of
two lines for one award at one place the one signed last, places are given as far as either side gave them, and of two
lists the one signed last, for the next `publish` signs them again. What is no matter of rules is refused: two awards at
one place, or an award with more lines than it was issued times. Then somebody says which side was published.

Pure but for reading; the caller writes.
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
from badgepress.sign.plan import revocation_lost
from badgepress.sign.sides import OURS, THEIRS, Side, side, unmerged
from badgepress.sign.status import Signed, path_of, set_bits
from badgepress.sign.store import Line
from badgepress.sign.walk import Place

Keep = Literal["", "ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Joined:
    """A file of the store as it is to be (no file where `data` is None), and in a few words what it was made of."""

    path: Path
    shown: str
    data: bytes | None
    what: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The files that were in conflict and those that change with them, and what only a person can decide: then
    nothing is to be written."""

    files: tuple[Joined, ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Of:
    """A line, the file it stands in, and the sides that have it."""

    line: Line
    name: str
    sides: frozenset[str]

    @property
    def place(self) -> Place:
        """The list and the place in it."""
        return self.line.number, self.line.index


def resolve(folder: Path, shown: str, keep: Keep = "") -> Resolved:
    """Join both sides of a merge that stopped in `issued/`; nothing is written.

    `keep` names the side that was published, for lines that cannot both stay; the award of a line that goes is signed
    again, and its place is noted as never used, so that what was signed for it counts as revoked. Raises ReadError when
    the authored files cannot be read: they are to be merged first.
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
    if refused:  # what a list may say depends on who is right
        return Resolved((), tuple(in_order(refused)))
    taken = {one.place for one in lines}
    given = dict(ours.given)
    for number, free in (*theirs.given.items(), *((number, index + 1) for number, index in taken | dropped)):
        given[number] = max(given.get(number, 0), free)
    unused = _united(ours.unused, theirs.unused)
    for number, index in dropped:
        unused.setdefault(number, set()).add(index)
    unused = {number: some - {index for one, index in taken if one == number} for number, some in unused.items()}
    held = {one.place: one.line.id for one in lines}
    gone = _for_good(ours, held) | _for_good(theirs, held)
    suspended: dict[int, set[int]] = {}
    for number, index in (_noted(ours, held) | _noted(theirs, held)) - gone:
        suspended.setdefault(number, set()).add(index)
    counting = _counting(lines, awards)
    lists, more = _lists(program, ours, theirs, counting, suspended, keep)
    refused += [*_forgotten(program, gone & counting), *more]
    if refused:
        return Resolved((), tuple(in_order(refused)))
    files = _files(program, lines, {name.removesuffix(".jsonl") for name in conflicts if name.endswith(".jsonl")})
    files += [
        *lists,
        _file(program, listindexes.NAME, listindexes.given_text(given), "places as far as either side gave them"),
        _file(program, listindexes.UNUSED, _text(unused), "places that neither side uses"),
        _file(program, listindexes.SUSPENDED, _text(suspended), "places that are suspended"),
    ]
    wanted = {f"{program.shown}/{store.FOLDER}/{name}" for name in conflicts}
    return Resolved(tuple(one for one in files if one.shown in wanted or _now(one.path) != one.data), ())


def _lines(
    program: Program, ours: Side, theirs: Side, awards: Mapping[str, tuple[str, Award]], keep: Keep
) -> tuple[list[_Of], set[Place], list[Problem]]:
    """All lines in their files' order, the places of those that went, and what cannot be decided by rule."""
    found: dict[tuple[Place, str], _Of] = {}
    for name_of_side, one_side in (("ours", ours), ("theirs", theirs)):
        for name, some in one_side.lines.items():
            for line in some:
                place = ((line.number, line.index), line.id)
                found[place] = _better(found.get(place), _Of(line, name, frozenset({name_of_side})), awards)
    erased = {one.line.id: one.line.erased for one in found.values() if one.line.credential is None}
    lines = [_as_erased(program, one, erased) for one in found.values()]
    lines, dropped, refused = _without_clashes(program, lines, awards, erased, keep)
    return _in_order(lines), dropped, refused


def _better(first: _Of | None, other: _Of, awards: Mapping[str, tuple[str, Award]]) -> _Of:
    """Of two lines for one award at one place the tombstone, else the one signed last; in the file of its assertion."""
    if first is None:
        return other
    best = max((first, other), key=lambda one: (one.line.credential is None, created(one.line), one.line.raw))
    home = awards[best.line.id][0] if best.line.id in awards else first.name
    return replace(best, name=home if home in (first.name, other.name) else first.name, sides=first.sides | other.sides)


def created(line: Line) -> str:
    """When a line was signed, as its proof says; empty for what erasure left."""
    proofs = (line.credential or {}).get("proof")
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    return str(first.get("created", "")) if isinstance(first, Mapping) else ""


def _as_erased(program: Program, one: _Of, erased: Mapping[str, str]) -> _Of:
    """What erasure leaves of a line whose award one side erased."""
    if one.line.id not in erased or one.line.credential is None:
        return one
    raw = left(program, one.line, erased[one.line.id])
    return replace(one, line=store.parse(program, raw, one.line.file, one.line.line))


def _without_clashes(
    program: Program,
    lines: Sequence[_Of],
    awards: Mapping[str, tuple[str, Award]],
    erased: Mapping[str, str],
    keep: Keep,
) -> tuple[list[_Of], set[Place], list[Problem]]:
    at: dict[Place, list[_Of]] = defaultdict(list)
    of: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        at[one.place].append(one)
        of[one.line.id].append(one)
    clashes = [(_place_twice(program, some), some) for some in at.values() if len(some) > 1]
    for award, some in of.items():
        expected = 1 + len(awards[award][1].assertion.reissued) if award in awards else len(some)
        if len(some) > expected and award not in erased:
            clashes.append((_award_twice(program, some, expected), some))
    other = {"ours": frozenset({"theirs"}), "theirs": frozenset({"ours"})}.get(keep)
    refused = []
    out: set[tuple[Place, str]] = set()
    for wrong, some in clashes:
        going = [one for one in some if other is not None and one.sides == other]
        if not going or len(going) == len(some):
            refused.append(wrong)
        out.update((one.place, one.line.id) for one in going)
    kept = [one for one in lines if (one.place, one.line.id) not in out]
    taken = {one.place for one in kept}
    return kept, {place for place, _ in out if place not in taken}, refused


def _place_twice(program: Program, some: Sequence[_Of]) -> Problem:
    first, other = some[0], some[1]
    return problem(
        "resolve-place-twice",
        f"both sides gave place {first.line.index} of status list {first.line.number}, to two awards",
        file=store.shown_file(program, other.name),
        line=other.line.line,
        got=f"'{first.line.id}' on {_of_side(first)}, '{other.line.id}' on {_of_side(other)}",
        expected="one award at each place",
        hint=_HINT,
    )


def _award_twice(program: Program, some: Sequence[_Of], expected: int) -> Problem:
    lines = ", ".join(f"list {one.line.number} place {one.line.index} on {_of_side(one)}" for one in some)
    return problem(
        "resolve-award-twice",
        f"both sides signed award '{some[0].line.id}', at places of their own",
        file=store.shown_file(program, some[-1].name),
        line=some[-1].line.line,
        got=lines,
        expected=f"{expected} line{'' if expected == 1 else 's'}, as its assertion lists {expected - 1} reissues",
        hint=_HINT,
    )


_HINT = (
    "find out which side was published, and run `badgepress resolve --keep ours` or `--keep theirs`: the other line "
    "goes, and the next publish signs its award again where it has none"
)


def _of_side(one: _Of) -> str:
    return "both sides" if len(one.sides) == 2 else next(iter(one.sides))


def _in_order(lines: Sequence[_Of]) -> list[_Of]:
    """Lines as they came, but those of one award in the order they were signed in: the last one is what holds."""
    of: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        of[one.line.id].append(one)
    queues = {
        award: iter(sorted(some, key=lambda one: (created(one.line), *one.place)))
        for award, some in of.items()
        if all(one.line.credential is not None for one in some)
    }
    return [next(queues[one.line.id]) if one.line.id in queues else one for one in lines]


def _united(one: Mapping[int, Iterable[int]], other: Mapping[int, Iterable[int]]) -> dict[int, set[int]]:
    return {number: {*one.get(number, ()), *other.get(number, ())} for number in sorted({*one, *other})}


def _ids(one: Side) -> dict[Place, str]:
    return {(line.number, line.index): line.id for some in one.lines.values() for line in some}


def _for_good(one: Side, held: Mapping[Place, str]) -> set[Place]:
    """Places that a side published as revoked, and not as suspended, for the award that has them now."""
    ids = _ids(one)
    return {
        (number, index)
        for number, signed in one.lists.items()
        for index in set_bits(signed) - one.suspended.get(number, frozenset())
        if (number, index) in held and ids.get((number, index)) == held[number, index]
    }


def _noted(one: Side, held: Mapping[Place, str]) -> set[Place]:
    """Places that a side notes as suspended, for the award that has them now."""
    ids = _ids(one)
    noted = {(number, index) for number, some in one.suspended.items() for index in some}
    return {place for place in noted if ids.get(place) == held.get(place)}


def _counting(lines: Sequence[_Of], awards: Mapping[str, tuple[str, Award]]) -> set[Place]:
    """The places of awards that count, by the assertions as they are merged: their bits are clear."""
    of: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        of[one.line.id].append(one.line)
    counting = set()
    for award, some in of.items():
        newest = some[-1]
        whole = award in awards and len(some) == 1 + len(awards[award][1].assertion.reissued)
        if whole and newest.credential is not None and not awards[award][1].assertion.withdrawn:
            counting.add((newest.number, newest.index))
    return counting


def _forgotten(program: Program, some: Iterable[Place]) -> list[Problem]:
    """Places that were published as revoked, and whose award counts again."""
    lost: dict[int, list[int]] = defaultdict(list)
    for number, index in sorted(some):
        lost[number].append(index)
    return [revocation_lost(program, number, indexes) for number, indexes in lost.items()]


def _files(program: Program, lines: Sequence[_Of], conflicts: Iterable[str]) -> list[Joined]:
    by_name: dict[str, list[_Of]] = defaultdict(list)
    for one in lines:
        by_name[one.name].append(one)
    files = []
    for name in sorted({*by_name, *conflicts, *store.names(program)}):
        some = by_name.get(name, [])
        data = b"".join(one.line.raw + b"\n" for one in some) if some else None
        path, shown = program.root / store.FOLDER / f"{name}.jsonl", store.shown_file(program, name)
        count = [sum(one.sides == {which} for one in some) for which in ("ours", "theirs")]
        total = f"{len(some)} line{'' if len(some) == 1 else 's'}"
        said = f"{total}, {count[0]} of ours alone and {count[1]} of theirs alone"
        files.append(Joined(path, shown, data, said if some else "no line is left for it"))
    return files


def _lists(
    program: Program,
    ours: Side,
    theirs: Side,
    counting: set[Place],
    suspended: Mapping[int, set[int]],
    keep: Keep,
) -> tuple[list[Joined], list[Problem]]:
    """Of each list that of the side to keep, else the one signed last, that shows no award as revoked which counts."""
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
        fits = [one for (_, one), some in zip(both, wrong, strict=True) if not some]
        if not fits:
            refused += _forgotten(program, wrong[0])
            continue
        said = "the list that was signed last; the next publish signs it again"
        files.append(_file(program, path_of(program, number).name, fits[0].raw + b"\n", said))
    return files, refused


def _signed_at(signed: Signed) -> str:
    return str(signed.document.get("validFrom", ""))


def _text(said: Mapping[int, set[int]]) -> bytes | None:
    whole = {number: some for number, some in said.items() if some}
    return listindexes.places_text(whole) if whole else None


def _file(program: Program, name: str, data: bytes | None, what: str) -> Joined:
    path, shown = listindexes.file_of(program, name)
    return Joined(path, shown, data, what)


def _now(path: Path) -> bytes | None:
    try:
        return store.data_of(path)
    except OSError:
        return None
