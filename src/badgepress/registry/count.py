"""Count, group and sort award rows and badge classes, for pages and data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from badgepress.model import BadgeClass, Program
from badgepress.registry import gate
from badgepress.registry.rows import AwardRow, person_of, told

Item = TypeVar("Item")
#: The states of awards that do not count, permanently or for now.
WITHDRAWN = frozenset({"revoked", "suspended"})
#: The states of awards that count as held, until they expire.
COUNTED = frozenset({"active", "preview"})
#: The states of awards that pages may list.
LISTED = COUNTED | WITHDRAWN


class Numbers(NamedTuple):
    """The programme in four numbers. `awards` counts public awards that are neither revoked nor suspended.

    `countries` counts those that public profiles name, and those of enough people to be told (see `gate.py`).
    """

    badges: int
    awards: int
    countries: int
    skills: int


def public(rows: Iterable[AwardRow]) -> list[AwardRow]:
    """Return the awards that pages may list (public, not erased, not superseded), newest first, then by id.

    Their private fields are empty.
    """
    listed = [told(row) for row in rows if row.visibility == "public" and row.state in LISTED]
    return sorted(sorted(listed, key=lambda row: row.id), key=lambda row: row.issued, reverse=True)


def latest(rows: Sequence[AwardRow], count: int) -> list[AwardRow]:
    """Return the first `count` rows that are neither revoked nor suspended."""
    found: list[AwardRow] = []
    for row in rows:
        if len(found) == count:
            break
        if row.state not in WITHDRAWN:
            found.append(row)
    return found


def numbers(program: Program, rows: Sequence[AwardRow]) -> Numbers:
    """Count all rows of a programme, and its badge classes and skills."""
    awards = sum(row.visibility == "public" and row.state in COUNTED for row in rows)
    return Numbers(len(program.classes), awards, len(countries(program, rows)), len(skill_classes(program)))


def countries(program: Program, rows: Iterable[AwardRow]) -> frozenset[str]:
    """Return the countries that may be named: those of public profiles with an award among the rows, and those with so
    many people that nobody is found in them."""
    holders: dict[str, set[str]] = {}
    named: set[str] = set()
    for row in rows:
        if row.state not in COUNTED:
            continue
        if row.country:
            holders.setdefault(row.country, set()).add(person_of(row))
        if row.earner and (country := program.earners[row.earner].country):
            named.add(country)
    least = program.settings.policies.smallest_group
    return frozenset(named | {country for country, people in holders.items() if gate.rounded(len(people), least)})


def countries_by_badge(program: Program, rows: Iterable[AwardRow]) -> dict[str, int]:
    """Return for each class how many countries it went to, of those that `countries` may name."""
    return {slug: len(countries(program, some)) for slug, some in by(rows, "badge").items()}


def families(program: Program) -> dict[str, list[BadgeClass]]:
    """Return family name → classes, lowest level first, retired ones last. The family "" (none) comes last."""
    found: dict[str, list[BadgeClass]] = {}
    for badge in program.classes.values():
        found.setdefault(badge.family or "", []).append(badge)
    for classes in found.values():
        classes.sort(key=_order_in_family)
    return {name: found[name] for name in sorted(found, key=lambda name: (not name, name.casefold(), name))}


def heroes(grouped: Mapping[str, list[BadgeClass]], count: int = 5) -> list[BadgeClass]:
    """Return the highest badge of each of the `count` largest families, to represent a programme or a part of it."""
    awarded = {name: [one for one in classes if one.retired is None] for name, classes in grouped.items()}
    by_size = sorted((name for name in awarded if awarded[name]), key=lambda name: (-len(awarded[name]), name))
    return [awarded[name][-1] for name in by_size][:count]


def _order_in_family(badge: BadgeClass) -> tuple[bool, int, str, str]:
    rank = badge.level.rank if badge.level else 9
    return badge.retired is not None, rank, badge.name.casefold(), badge.slug


def skill_classes(program: Program) -> dict[str, list[BadgeClass]]:
    """Return skill slug → the classes that attest it, without skills that no class attests."""
    found: dict[str, list[BadgeClass]] = {}
    for badge in program.classes.values():
        for slug in badge.skills:
            found.setdefault(slug, []).append(badge)
    return {slug: found[slug] for slug in program.skills if slug in found}


def skills_of(program: Program, rows: Iterable[AwardRow]) -> dict[str, list[AwardRow]]:
    """Return skill slug → the awards that attest it, most awards first, then by name.

    An award attests the current skills of its class. Only active awards count.
    """
    found: dict[str, list[AwardRow]] = {}
    for row in rows:
        badge = program.classes.get(row.badge)
        for slug in badge.skills if badge and row.state == "active" else ():
            found.setdefault(slug, []).append(row)

    def order(slug: str) -> tuple[int, str]:
        return -len(found[slug]), program.skills[slug].name.casefold()

    return {slug: found[slug] for slug in sorted(found, key=order)}


def related(program: Program, badge: BadgeClass, count: int = 6) -> list[BadgeClass]:
    """Return up to `count` related badges: those that require this one, the family's next level, shared skills."""
    rank = badge.level.rank if badge.level else 0
    skills = set(badge.skills)

    def nearness(other: BadgeClass) -> tuple[float, str]:
        above = (other.level.rank if other.level else 0) - rank
        near = 0.0
        near += 8.0 if badge.slug in other.requires else 0.0
        near += 4.0 if badge.family and other.family == badge.family else 0.0
        near += 1.5 if above == 1 else 0.5 if above == 0 else 0.0
        near += 2.0 * len(skills & set(other.skills)) / max(1, len(skills | set(other.skills)))
        return (-near, other.slug)

    others = [
        other
        for other in program.classes.values()
        if other.slug != badge.slug and other.slug not in badge.requires and other.retired is None
    ]
    close = [
        other
        for other in others
        if (badge.family and other.family == badge.family)
        or not skills.isdisjoint(other.skills)
        or badge.slug in other.requires
    ]
    return sorted(close, key=nearness)[:count]


def by(rows: Iterable[AwardRow], field: str) -> Mapping[str, list[AwardRow]]:
    """Group rows by one of their fields, keeping their order."""
    return grouped((getattr(row, field), row) for row in rows)


def grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    """Group (key, item) pairs by their keys, keeping their order."""
    found: dict[str, list[Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found
