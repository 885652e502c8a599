"""Checks skills, regions, demands and units against each other: unknown names, circles, regions of nothing.

Like `references`, this looks at documents rather than typed values, so one mistake does not hide another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import orjson

from badgepress.bundle import bundled_data
from badgepress.errors import Place, Problem
from badgepress.model.countries import COUNTRIES
from badgepress.read.parts import Parts
from badgepress.read.quoting import did_you_mean, meant_country, shown_text
from badgepress.read.references import (
    circles,
    data_of,
    is_slug,
    is_unread,
    repeated,
    shown_circle,
    slugs,
    unknown,
    unknown_skill,
)
from badgepress.read.yaml import Document

Found: TypeAlias = Iterator[Problem]
_COUNTRY, _M49 = re.compile("[A-Z]{2}"), re.compile("[0-9]{3}")


@lru_cache(maxsize=1)
def m49() -> Mapping[str, tuple[str, ...]]:
    """Return the regions of UN M49, each with the countries and regions right below it."""
    found: dict[str, list[str]] = orjson.loads(bundled_data("places.json"))
    return {code: tuple(inside) for code, inside in found.items()}


def check(parts: Parts) -> list[Problem]:
    """Report what does not fit together.

    Codes: unknown-skill, skill-circle, bad-country, unknown-region, region-circle, empty-region, bad-slug,
    unknown-unit, repeated-name, repeated-role.
    """
    return [
        *_skills(parts),
        *_regions(parts),
        *_units(parts),
        *(one for slug in sorted(parts.named["demand"]) for one in _demand(parts, slug)),
        *(one for slug in sorted(parts.named["earners"]) for one in _earner(parts, slug)),
    ]


def _skills(parts: Parts) -> Found:
    broader: dict[str, list[str]] = {}
    for document, slug, entry in _entries(parts, "skills"):
        for key in ("broader", "related"):
            for index, other in slugs(entry.get(key)):
                yield from unknown_skill(parts, other, document.place(f"{slug}.{key}[{index}]"))
            yield from repeated(document, f"{slug}.{key}", slugs(entry.get(key)))
        broader[slug] = [other for _, other in slugs(entry.get("broader")) if other in parts.named["skills"]]
    for place, circle in _circles(parts, "skills", "broader", broader):
        message = f"these skills are broader than each other: {circle}"
        yield Problem(place, "skill-circle", message, hint="remove one of the links in `broader`")


def _regions(parts: Parts) -> Found:
    inside: dict[str, list[str]] = {}
    for document, slug, entry in _entries(parts, "regions"):
        if _M49.fullmatch(slug):
            taken = "three digits mean a region of UN M49, so an own region cannot be called that"
            yield Problem(document.place(slug), "bad-slug", taken, slug, "a name, such as nordics")
        regions = _texts(entry.get("regions"))
        yield from _known_places(parts, document, f"{slug}.regions", regions, only_regions=True)
        for key in ("regions", "countries"):
            yield from repeated(document, f"{slug}.{key}", _texts(entry.get(key)))
        if not entry.get("countries") and not entry.get("regions"):
            hint = "list its `countries`, or the `regions` that it consists of"
            yield Problem(document.place(slug), "empty-region", "the region has no countries", hint=hint)
        inside[slug] = [other for _, other in regions if other in parts.named["regions"]]
    for place, circle in _circles(parts, "regions", "regions", inside):
        message = f"these regions are part of each other: {circle}"
        yield Problem(place, "region-circle", message, hint="remove one of them from `regions`")


def _entries(parts: Parts, name: str) -> Iterator[tuple[Document, str, dict[str, Any]]]:
    """Yield the document, the slug and the mapping of each entry of `<name>.yml` that has both."""
    document, data = data_of(parts, f"{name}.yml")
    for slug, entry in data.items():
        if document and slug in parts.named[name] and isinstance(entry, dict):
            yield document, slug, entry


def _circles(parts: Parts, name: str, key: str, links: Mapping[str, Sequence[str]]) -> Iterator[tuple[Place, str]]:
    """Yield the place and the names of each circle among the entries of `<name>.yml` that `key` links."""
    for circle in circles(links):
        yield parts.documents[f"{name}.yml"].place(f"{circle[0]}.{key}"), shown_circle(circle)


def _demand(parts: Parts, slug: str) -> Found:
    document, data = data_of(parts, f"demand/{slug}.yml")
    if document is None:
        return
    yield from _where(parts, document, "", data)
    roles = data.get("roles")
    names: list[tuple[int, str]] = []
    for index, role in enumerate(roles if isinstance(roles, list) else ()):
        if not isinstance(role, dict):
            continue
        base = f"roles[{index}]"
        yield from _where(parts, document, f"{base}.", role)
        if isinstance(role.get("name"), str):
            names.append((index, role["name"].strip()))
        skills = role.get("skills")
        for skill in skills if isinstance(skills, dict) else ():
            if is_slug(skill):
                yield from unknown_skill(parts, skill, document.place(f"{base}.skills.{skill}"))
    for one in repeated(document, "roles", names, ".name"):
        yield Problem(one.place, "repeated-role", "two roles have the same name", hint="give each role its own name")


def _where(parts: Parts, document: Document, base: str, entry: Mapping[str, Any]) -> Found:
    """Check the places and units of a demand or a role."""
    yield from _known_places(parts, document, f"{base}places", _texts(entry.get("places")))
    yield from repeated(document, f"{base}places", _texts(entry.get("places")))
    yield from repeated(document, f"{base}units", _texts(entry.get("units")))
    for index, unit in _texts(entry.get("units")):
        yield from _known_unit(parts, document, f"{base}units[{index}]", unit)


def _earner(parts: Parts, slug: str) -> Found:
    document, data = data_of(parts, f"earners/{slug}.yml")
    unit = data.get("unit")
    if document and isinstance(unit, str):
        yield from _known_unit(parts, document, "unit", unit.strip())


def _known_places(
    parts: Parts, document: Document, path: str, codes: Sequence[tuple[int, str]], *, only_regions: bool = False
) -> Found:
    for index, code in codes:
        place = document.place(f"{path}[{index}]")
        if _COUNTRY.fullmatch(code) and not only_regions:
            if code not in COUNTRIES:
                got, hint = shown_text(code), meant_country(code)
                yield Problem(place, "bad-country", "not a country code of ISO 3166-1", got, hint=hint)
        elif _M49.fullmatch(code):
            if code not in m49():
                yield Problem(place, "unknown-region", "UN M49 has no region with this code", shown_text(code))
        elif code not in parts.named["regions"] and (is_slug(code) or only_regions) and not is_unread(parts, "regions"):
            names = parts.named["regions"]
            yield unknown("unknown-region", "region", code, place, names, f"{parts.shown}/regions.yml")


def _units(parts: Parts) -> Found:
    document, data = data_of(parts, "program.yml")
    if document:
        yield from repeated(document, "units", _texts(data.get("units")))


def _known_unit(parts: Parts, document: Document, path: str, unit: str) -> Found:
    """Report a unit that `program.yml` does not list, if it lists any."""
    known = parts.settings.units if parts.settings else ()
    if known and unit not in known:
        yield unknown_unit(parts.shown, document.place(path), unit, known)


def unknown_unit(shown: str, place: Place, unit: str, known: Sequence[str]) -> Problem:
    """Report a unit that the programme `shown` does not list."""
    message = f"no unit {shown_text(unit)} in {shown}/program.yml"
    return Problem(place, "unknown-unit", message, hint=did_you_mean(unit, known))


def _texts(value: Any) -> list[tuple[int, str]]:
    """Return the texts of a list with their indexes."""
    if not isinstance(value, list):
        return []
    return [(index, one.strip()) for index, one in enumerate(value) if isinstance(one, str)]
