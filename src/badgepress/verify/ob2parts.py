"""Checks the BadgeClass, the issuer's profile and the extensions of an Open Badges 2.0 badge.

The fields are those of the standard (Open Badges 2.0 §BadgeClass, §Profile); their kinds are as in the 1EdTech
validator core. A profile of version 1 needs no e-mail address.

An extension is an object with its own context, which may name a schema for it (§Extensions). Extensions never affect
the verdict: notes name those that fail their schema, and those whose schema we do not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from badgepress.openbadges.limits import LISTED_NAMES
from badgepress.verify.facts import entries, inside, text_at, types_of
from badgepress.verify.fields import Rule, trouble_of
from badgepress.verify.ob2 import Origin
from badgepress.verify.ob2form import CONTEXT_1, context_trouble, extensions
from badgepress.verify.report import Finding, Text
from badgepress.verify.trees import unit_by_unit

_CLASS: tuple[Rule, ...] = (
    ("badge.id", "text", True),
    ("badge.type", "BadgeClass", True),
    ("badge.name", "words", True),
    ("badge.description", "words", True),
    ("badge.image", "reference", True),
    ("badge.criteria", "reference", True),
    ("badge.issuer", "reference", True),
)
_PROFILE: tuple[Rule, ...] = (
    ("issuer.id", "text", True),
    ("issuer.type", "Profile|Issuer", True),
    ("issuer.name", "words", True),
    ("issuer.url", "web", True),
)
_EMAIL: tuple[Rule, ...] = (("issuer.email", "email", True),)

_PREFIXES = ("extensions:", "https://w3id.org/openbadges/extensions#")
# The schemas published with the contexts. Those of GeoCoordinates and Accessibility have `required` in the wrong place,
# so they require nothing.
_SCHEMAS: Mapping[str, tuple[Rule, ...]] = {
    "ApplyLink": (("url", "words", True),),
    "ExampleExtension": (("exampleProperty", "words", True),),
    "GeoCoordinates": (
        ("name", "words", False),
        ("description", "words", False),
        ("geo", "object", False),
        ("geo.latitude", "number", False),
        ("geo.longitude", "number", False),
    ),
    "Accessibility": tuple(
        (name, "words", False)
        for name in ("accessibilityAPI", "accessibilityControl", "accessibilityFeature", "accessibilityHazard", "url")
    ),
    "IssuerAccreditation": (
        ("name", "words", True),
        ("contactInstructions", "words", True),
        ("url", "words", True),
        ("address", "object", True),
    ),
    "RecipientProfile": (("name", "words", False),),
}


def trouble_in(origin: Origin) -> Finding | None:
    """The finding for the first faulty document among those we read; None if all are right."""
    for part in (origin.assertion, origin.badge, origin.profile):
        if isinstance(part, dict) and (trouble := context_trouble(part)):
            return trouble
    badge, profile = origin.badge, origin.profile
    is_older = CONTEXT_1 in entries(inside(profile, "@context"))
    return (
        trouble_of({"badge": badge}, _CLASS)
        or _reference("badge.image", inside(badge, "image"), "id")
        or _reference("badge.criteria", inside(badge, "criteria"), "id", "narrative")
        or trouble_of({"issuer": profile}, _PROFILE if is_older else _PROFILE + _EMAIL)
    )


def _reference(path: str, value: object, *names: str) -> Finding | None:
    """An object must have at least one of these members, such as its id or a text instead."""
    if not isinstance(value, dict) or any(text_at(value, name) for name in names):
        return None
    return Finding("failed", "format-missing", {"field": f"{path}.{names[-1]}"})


def extension_notes(*parts: object) -> tuple[Text, ...]:
    """Notes on extensions that fail their schema, and on those whose schema we do not have."""
    bad: dict[str, None] = {}
    unchecked: dict[str, None] = {}
    for path, one in _extensions(parts):
        held = [_SCHEMAS[name] for name in map(_short, types_of(one)) if name in _SCHEMAS]
        if not held:
            unchecked[_named(path, one)] = None
        elif trouble := next((found for rules in held if (found := trouble_of(one, rules))), None):
            bad[f"{_named(path, one)} ({trouble.values['field']})"] = None
    sets = (("extension-bad", bad), ("extension-unchecked", unchecked))
    return tuple(Text("note", name, {"names": _listed(names)}) for name, names in sets if names)


def _extensions(parts: tuple[object, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in parts:
        if isinstance(part, dict):
            yield from extensions(part)


def _named(path: str, extension: Mapping[str, Any]) -> str:
    """The extension's type, or else the name of its member."""
    types = [one for one in types_of(extension) if one != "Extension"]
    return _short(types[0] if types else path.rpartition(".")[2])


def _short(name: str) -> str:
    return next((name.removeprefix(one) for one in _PREFIXES if name.startswith(one)), name)


def _listed(names: Mapping[str, None]) -> tuple[str, ...]:
    # Sorted, because readers may walk an object's members in different orders.
    return (*sorted(names, key=unit_by_unit)[:LISTED_NAMES], *(["…"] if len(names) > LISTED_NAMES else []))
