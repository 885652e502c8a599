"""Gathers award rows into people, and answers what skills a person has, at what level and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from badgepress.model import Level, Program
from badgepress.registry.count import COUNTED
from badgepress.registry.rows import AwardRow, person_of, told

#: Later than any date.
NEVER_ENDS = "9999-12-31T23:59:59Z"


@dataclass(frozen=True, slots=True)
class Proof:
    """One award that proves a skill. `rank` is 0 without a level, else 1 to 3. `ends` is `NEVER_ENDS` if it never does.

    Dates are RFC 3339 in UTC, so they compare as text.
    """

    skill: str
    rank: int
    issued: str
    ends: str
    row: AwardRow


@dataclass(frozen=True)
class Person:
    """One person with all awards that count, newest first. `key` is unique; `earner` is set for a public profile.

    `country`, `unit` and `audience` are those of the newest award that names any, or of the profile.
    """

    key: str
    rows: tuple[AwardRow, ...]
    earner: str = ""
    name: str = ""
    country: str = ""
    unit: str = ""
    audience: str = ""

    @cached_property
    def proofs(self) -> Mapping[str, tuple[Proof, ...]]:
        """Skill → the awards that prove it, as signed, newest first. Broader skills are not in it: see `SkillGraph`."""
        found: dict[str, list[Proof]] = {}
        for row in self.rows:
            rank, ends = rank_of(row), row.expires or NEVER_ENDS
            for skill in row.skills:
                found.setdefault(skill, []).append(Proof(skill, rank, row.issued, ends, row))
        return {skill: tuple(proofs) for skill, proofs in found.items()}

    def rank_at(self, skill: str, when: str) -> int | None:
        """Return the highest level of a skill that holds at a moment (RFC 3339, UTC); None without one."""
        ranks = [one.rank for one in self.proofs.get(skill, ()) if one.ends > when and one.issued <= when]
        return max(ranks, default=None)


class SkillGraph:
    """Which skills prove which: a badge for a narrower skill also proves every broader one."""

    def __init__(self, program: Program) -> None:
        self._broader = {slug: tuple(skill.broader) for slug, skill in program.skills.items()}
        self._narrower: dict[str, list[str]] = {}
        for slug, broader in self._broader.items():
            for other in broader:
                self._narrower.setdefault(other, []).append(slug)

    def broader(self, skill: str) -> tuple[str, ...]:
        """Return the skill and all broader ones, nearest first."""
        return tuple(_reached(skill, self._broader))

    def narrower(self, skill: str) -> tuple[str, ...]:
        """Return the skill and all narrower ones, nearest first: a badge for any of them proves it."""
        return tuple(_reached(skill, self._narrower))

    def children(self, skill: str) -> tuple[str, ...]:
        """Return the skills right below a skill."""
        return tuple(self._narrower.get(skill, ()))


def people_of(program: Program, rows: Iterable[AwardRow], *, public: bool = False) -> list[Person]:
    """Return the people who hold awards that count (expired ones included), by key.

    With `public`, only people with a public profile, with nothing but what is public: their public awards, and the
    country, unit and audience of the profile. Otherwise everybody, with all that the assertions say.
    """
    held: dict[str, list[AwardRow]] = {}
    for row in rows:
        if row.state not in COUNTED:
            continue
        if not public:
            held.setdefault(person_of(row), []).append(row)
        elif row.earner:
            held.setdefault(f"earner {row.earner}", []).append(told(row))
    return [_person(program, key, held[key]) for key in sorted(held)]


def rank_of(row: AwardRow) -> int:
    """Return 0 without a level, else 1 for Foundational to 3 for Advanced."""
    return Level(row.level).rank if row.level else 0


def _person(program: Program, key: str, rows: list[AwardRow]) -> Person:
    newest = tuple(sorted(sorted(rows, key=lambda row: row.id), key=lambda row: row.issued, reverse=True))
    slug = next((row.person or row.earner for row in newest if row.person or row.earner), "")
    profile = program.earners.get(slug)
    name = profile.name if profile else next((row.name for row in newest if row.name), "")
    facts = {key: _first(newest, key) for key in ("country", "unit", "audience")}
    if profile:
        own = {"country": profile.country, "unit": profile.unit, "audience": profile.audience}
        facts |= {key: value for key, value in own.items() if value}
    return Person(key, newest, slug if profile else "", name, **facts)


def _first(rows: Iterable[AwardRow], field: str) -> str:
    return next((value for row in rows if (value := getattr(row, field))), "")


def _reached(start: str, links: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield what the links lead to, nearest first, each once."""
    seen = {start}
    ahead = [start]
    while ahead:
        yield from ahead
        beyond = [other for one in ahead for other in links.get(one, ())]
        ahead = [other for other in dict.fromkeys(beyond) if other not in seen]
        seen |= set(ahead)
