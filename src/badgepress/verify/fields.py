"""Checks the fields of an Open Badges 3.0 credential that a verdict and the page need (Open Badges 3.0 §B.1).

This is less than we require of our own badges. A badge issued elsewhere is not refused for a detail nothing depends on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from badgepress.openbadges.moments import moment
from badgepress.verify.facts import entries, inside, is_draft, is_vc1, text_at, types_of
from badgepress.verify.report import Finding, Text

Rule = tuple[str, str, bool]

_FORMS = {
    "email": re.compile(r"[^@ \t\n\r\f\v]+@[^@ \t\n\r\f\v]+"),
    "web": re.compile(r"https?://[^ \t\n\r\f\v]+", re.ASCII | re.IGNORECASE),
}

# Path, kind, required? A kind with a capital is a type; with `|`, one of the types is enough. A `reference` is an
# object or its id. An optional field that is null counts as absent, as it does for the signature. A field we show must
# have the right kind even if it is optional: a name in a list has the same signature, but we would not see it.
_RULES: tuple[Rule, ...] = (
    ("id", "text", True),
    ("type", "OpenBadgeCredential|AchievementCredential", True),
    ("name", "text", False),
    ("issuer", "reference", True),
    ("validFrom", "date", True),
    ("validUntil", "date", False),
    ("awardedDate", "date", False),
    ("credentialSubject", "object", True),
    ("credentialSubject.type", "AchievementSubject", True),
    ("credentialSubject.name", "text", False),
    ("credentialSubject.achievement", "object", True),
    ("credentialSubject.achievement.id", "text", True),
    ("credentialSubject.achievement.type", "Achievement", True),
    ("credentialSubject.achievement.name", "text", True),
    ("credentialSubject.achievement.description", "text", True),
    ("credentialSubject.achievement.criteria", "object", True),
    ("credentialSubject.achievement.image", "reference", False),
)


# Verifiable Credentials 1.1 (§4.5, §4.6) has other names for the period, and only reserved the newer ones.
def _on_1_1(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    freed = tuple((path, kind, required and path != "validFrom") for path, kind, required in rules)
    return (*freed, ("issuanceDate", "date", True), ("expirationDate", "date", False))


_RULES_1_1 = _on_1_1(_RULES)
# Drafts of Open Badges 3.0 did not require these.
_DRAFT_FREE = frozenset({"id", "credentialSubject.achievement.id"})
# Comprehensive Learner Record 2.0 (§B.1.1 ClrCredential). The credentials inside are checked separately.
_CLR_RULES: tuple[Rule, ...] = (
    ("id", "text", True),
    ("type", "ClrCredential", True),
    ("name", "text", True),
    ("description", "text", False),
    ("issuer", "reference", True),
    ("validFrom", "date", True),
    ("validUntil", "date", False),
    ("credentialSubject", "object", True),
    ("credentialSubject.type", "ClrSubject", True),
    ("credentialSubject.name", "text", False),
    ("credentialSubject.verifiableCredential", "list", True),
)
_CLR_RULES_1_1 = _on_1_1(_CLR_RULES)
# These must have a type, in Verifiable Credentials 2.0 (§4.4, §4.11, §5.4, §5.5, §5.6) and in 1.1.
_TYPED = ("credentialSchema", "termsOfUse", "refreshService", "evidence")


def fields_of(credential: Mapping[str, Any]) -> Finding | None:
    """The finding for the first field that is missing or of the wrong kind; None if all are right."""
    is_1_1 = is_vc1(credential)
    if "ClrCredential" in types_of(credential):
        rules = _CLR_RULES_1_1 if is_1_1 else _CLR_RULES
        trouble = trouble_of(credential, rules) or _issuer(credential) or _identifiers(credential)
        return trouble or _typed(credential)
    rules = _RULES_1_1 if is_1_1 else _RULES
    if is_draft(credential):
        rules = tuple((path, kind, required and path not in _DRAFT_FREE) for path, kind, required in rules)
    trouble = trouble_of(credential, rules)
    trouble = trouble or _issuer(credential) or _identifiers(credential) or _criteria(credential)
    return trouble or _typed(credential)


def trouble_of(document: Mapping[str, Any], rules: Sequence[Rule]) -> Finding | None:
    """The finding for the first rule that the document breaks; None if it breaks none."""
    for path, kind, required in rules:
        value = inside(document, *path.split("."))
        if value is None:
            if required:
                return _missing(path)
        elif trouble := _kind_trouble(document, path, kind, value):
            return trouble
    return None


def _kind_trouble(credential: Mapping[str, Any], path: str, kind: str, value: object) -> Finding | None:
    if kind == "date":
        return None if moment(value) else Finding("failed", "format-bad-date", {"field": path})
    if kind == "text":
        fits = bool(text_at({"it": value}, "it"))
    elif kind == "words":
        # A text, which may be empty.
        text = value.get("@value") if isinstance(value, dict) else value
        fits, kind = isinstance(text, str), "text"
    elif kind in _FORMS:
        fits = isinstance(value, str) and _FORMS[kind].fullmatch(value) is not None
    elif kind == "boolean":
        fits = isinstance(value, bool)
    elif kind == "number":
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind == "list":
        fits = bool(entries(value)) and all(isinstance(one, dict | str) for one in entries(value))
    elif kind == "object":
        fits = isinstance(value, dict)
    elif kind == "reference":
        fits = isinstance(value, dict) or (isinstance(value, str) and bool(value))
    else:
        holder = inside(credential, *path.split(".")[:-1]) if "." in path else credential
        fits = bool(set(kind.split("|")) & set(types_of(holder)))
        kind = kind.partition("|")[0]
    return None if fits else _other(path, value, kind)


def _issuer(credential: Mapping[str, Any]) -> Finding | None:
    """Checks that the issuer is an identifier, or a Profile that has one."""
    issuer = credential["issuer"]
    if isinstance(issuer, str):
        return None
    for name in ("id", "type"):
        if issuer.get(name) is None:
            return _missing(f"issuer.{name}")
    for name in ("id", "name", "url"):
        if issuer.get(name) is not None and not text_at(issuer, name):
            return _other(f"issuer.{name}", issuer[name], "text")
    return None if "Profile" in types_of(issuer) else _other("issuer.type", issuer["type"], "Profile")


def _identifiers(credential: Mapping[str, Any]) -> Finding | None:
    """Checks that each recipient identity is complete. The recipient check deals with badges that name nobody."""
    path = "credentialSubject.identifier"
    for one in entries(inside(credential, "credentialSubject", "identifier")):
        if "IdentityObject" not in types_of(one):
            return _other(path, one, "IdentityObject")
        for name in ("hashed", "identityHash", "identityType"):
            if one.get(name) is None:
                return _missing(f"{path}.{name}")
        if not isinstance(one["hashed"], bool):
            return _other(f"{path}.hashed", one["hashed"], "boolean")
        for name in ("identityHash", "identityType", "salt"):
            if one.get(name) is not None and not isinstance(one[name], str):
                return _other(f"{path}.{name}", one[name], "text")
    return None


def _typed(credential: Mapping[str, Any]) -> Finding | None:
    """Checks that each object has a type if its meaning depends on it (VC Data Model 2.0 §4.4, §5)."""
    for name in _TYPED:
        for one in entries(credential.get(name)):
            if not isinstance(one, dict):
                return _other(name, one, "object")
            if not any(types_of(one)):
                return _missing(f"{name}.type")
    return None


def _criteria(credential: Mapping[str, Any]) -> Finding | None:
    path = ("credentialSubject", "achievement", "criteria")
    given = text_at(credential, *path, "id") or text_at(credential, *path, "narrative")
    return None if given else _missing(".".join((*path, "narrative")))


def _missing(path: str) -> Finding:
    return Finding("failed", "format-missing", {"field": path})


def _other(path: str, value: object, expected: str) -> Finding:
    kind = expected if expected[0].isupper() else Text("kind", expected)
    return Finding("failed", "format-type", {"field": path, "got": _shown(value, expected), "expected": kind})


def _shown(value: object, expected: str) -> object:
    """A value in a word or two. Lists types if another type was expected."""
    if isinstance(value, str):
        return Text("kind", "quoted", {"got": value})
    if isinstance(value, list):
        if value and expected[0].isupper() and all(isinstance(one, str) for one in value):
            return tuple(value)
        return Text("kind", "list" if value else "empty-list")
    return Text("kind", "object") if isinstance(value, dict) else value
