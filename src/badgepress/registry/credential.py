"""Reads what a signed credential says: its own words, never those of today's class file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from badgepress.inside import Path
from badgepress.model import Level, moment
from badgepress.model.base import LANGUAGE
from badgepress.model.languages import canonical
from badgepress.model.pattern import Filled, Pattern
from badgepress.sign.lines import CREATED, EXPIRES, ID, ISSUED, PROOF_VALUE, STATUS_INDEX, STATUS_LIST

Json = Mapping[str, Any]


class Link(NamedTuple):
    """A name with an address (may be empty), and what else is known of it."""

    name: str
    url: str = ""
    note: str = ""
    detail: str = ""


class Node(NamedTuple):
    """A node of another framework, as `model.Alignment` has it; each text but the name may be empty."""

    name: str
    url: str = ""
    framework: str = ""
    code: str = ""
    description: str = ""


class Value(NamedTuple):
    """A result: its name, its value, its status; each may be empty."""

    name: str
    value: str
    status: str = ""


class CredentialText(NamedTuple):
    """A credential's text for people. Empty texts and None stand for what it does not say."""

    badge: str
    description: str
    criteria: str
    criteria_url: str
    kind: str
    level: str
    name: str
    issuer: str
    issuer_id: str
    issuer_url: str
    issuer_slug: str
    issued: datetime
    expires: datetime | None
    narrative: str
    evidence: tuple[Link, ...]
    results: tuple[Value, ...]
    skills: tuple[Link, ...]
    alignments: tuple[Node, ...]
    signed: datetime | None
    suite: str
    key: str
    seed: str
    status_url: str
    status_index: str
    language: str = ""
    #: The slugs of the programme's own skills among `skills`, listed once for all lines of a pattern.
    slugs: tuple[str, ...] = ()


def read(credential: Json, base_url: str) -> CredentialText:
    """The facts of an OpenBadgeCredential of this site (Open Badges 3.0 §B); its dates must be there."""
    if not isinstance(credential, Filled):
        return _read(credential, base_url)
    common, name_at = credential.pattern.once(("facts", base_url), lambda pattern: _common(pattern, base_url))
    text = credential.text
    name, until, created = text(name_at), text(EXPIRES), text(CREATED)
    issued, status_url = text(ISSUED), text(STATUS_LIST)
    return common._replace(
        name=common.name if name is None else name,
        issued=common.issued if issued is None else moment(issued),
        expires=common.expires if until is None else moment(until),
        signed=common.signed if created is None else moment(created),
        seed=text(PROOF_VALUE) or text(ID) or common.seed,
        status_url=common.status_url if status_url is None else status_url,
        status_index=text(STATUS_INDEX) or common.status_index,
    )


def _common(pattern: Pattern, base_url: str) -> tuple[CredentialText, Path]:
    """The facts of a pattern's own document, and where other lines of the pattern have their earner's name."""
    identifiers = _object(pattern.document.get("credentialSubject")).get("identifier")
    listed = identifiers if isinstance(identifiers, list) else []
    named = [at for at, one in enumerate(listed) if isinstance(one, dict) and _is_name(one)]
    path = ("credentialSubject", "identifier", named[0] if named else -1, "identityHash")
    return _read(pattern.document, base_url), path


def _read(credential: Json, base_url: str) -> CredentialText:
    subject = _object(credential.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    criteria, issuer = _object(achievement.get("criteria")), _object(credential.get("issuer"))
    proof, status = _object(credential.get("proof")), _object(credential.get("credentialStatus"))
    until = _text(credential.get("validUntil"))
    created = _text(proof.get("created"))
    skills, alignments = _aligned(achievement, base_url)
    did = _text(issuer.get("id"))
    return CredentialText(
        badge=_text(achievement.get("name")) or _text(credential.get("name")),
        description=_text(achievement.get("description")),
        criteria=_text(criteria.get("narrative")),
        criteria_url=_text(criteria.get("id")),
        kind=_text(achievement.get("achievementType")),
        level=_level(_texts(achievement.get("tag"))),
        name=_name(subject),
        issuer=_text(issuer.get("name")),
        issuer_id=did,
        issuer_url=_text(issuer.get("url")),
        issuer_slug=did.rpartition(":issuers:")[2] if ":issuers:" in did else "",
        issued=moment(_text(credential.get("validFrom"))),
        expires=moment(until) if until else None,
        narrative=_text(subject.get("narrative")),
        evidence=tuple(_evidence(credential)),
        results=tuple(_results(subject, achievement)),
        skills=skills,
        alignments=alignments,
        signed=moment(created) if created else None,
        suite=_text(proof.get("cryptosuite")),
        key=_text(proof.get("verificationMethod")),
        seed=_text(proof.get("proofValue")) or _text(credential.get("id")),
        status_url=_text(status.get("statusListCredential")),
        status_index=_text(status.get("statusListIndex")),
        language=_language(achievement.get("inLanguage")),
        slugs=tuple(one.url for one in skills),
    )


def _level(tags: Sequence[str]) -> str:
    """The level among the tags. It was signed as the last of them, after words of the author's own."""
    return next((tag for tag in reversed(tags) if tag in set(Level)), "")


def recipient_name(credential: Json) -> str:
    """The earner's name in a credential, empty when it has none."""
    return _name(_object(credential.get("credentialSubject")))


def _object(value: object) -> Json:
    """The object itself, or the first of a list of them."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}


def _objects(value: object) -> Iterator[Json]:
    yield from (entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, dict))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _language(value: object) -> str:
    """A language tag; empty when it is none."""
    text = _text(value)
    return canonical(text) if len(text) <= 35 and re.fullmatch(LANGUAGE, text) else ""


def _texts(value: object) -> list[str]:
    return [entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, str)]


def _name(subject: Json) -> str:
    """The recipient's name: an unhashed IdentityObject of type `name`."""
    for identity in _objects(subject.get("identifier")):
        if _is_name(identity):
            return _text(identity.get("identityHash"))
    return ""


def _is_name(identity: Json) -> bool:
    return identity.get("identityType") == "name" and identity.get("hashed") is not True


def _evidence(credential: Json) -> Iterator[Link]:
    for entry in _objects(credential.get("evidence")):
        url = _text(entry.get("id"))
        name = _text(entry.get("name")) or url
        note = _text(entry.get("description")) or _text(entry.get("narrative"))
        yield Link(name, url if _is_web(url) else "", note, _text(entry.get("genre")))


def _results(subject: Json, achievement: Json) -> Iterator[Value]:
    names = {
        _text(entry.get("id")): _text(entry.get("name")) for entry in _objects(achievement.get("resultDescription"))
    }
    for entry in _objects(subject.get("result")):
        name = names.get(_text(entry.get("resultDescription")), "")
        yield Value(name, _text(entry.get("value")), _text(entry.get("status")))


def _aligned(achievement: Json, base_url: str) -> tuple[tuple[Link, ...], tuple[Node, ...]]:
    """The programme's own skills (`url` is then their slug) and the nodes of other frameworks, each once: two skills
    may mean the same node."""
    own: list[Link] = []
    others: list[Node] = []
    prefix = base_url + "skills/"
    for entry in _objects(achievement.get("alignment")):
        name, url = _text(entry.get("targetName")), _text(entry.get("targetUrl"))
        told = _text(entry.get("targetDescription"))
        if url.startswith(prefix):
            own.append(Link(name, url.removeprefix(prefix).strip("/"), told))
        else:
            framework, code = _text(entry.get("targetFramework")), _text(entry.get("targetCode"))
            others.append(Node(name, url if _is_web(url) else "", framework, code, told))
    return tuple(dict.fromkeys(own)), tuple(dict.fromkeys(others))


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
