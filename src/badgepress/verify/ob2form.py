"""Recognises an Open Badges 2.0 badge, checks its fields, and collects what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from badgepress.openbadges.moments import moment
from badgepress.verify.facts import entries, id_of, inside, named, text_at, types_of
from badgepress.verify.fields import Rule, trouble_of
from badgepress.verify.isodates import dated, older
from badgepress.verify.profiles import LEAVING
from badgepress.verify.report import BadgeFacts, Finding, Text
from badgepress.verify.trees import unit_by_unit

CONTEXT = "https://w3id.org/openbadges/v2"
CONTEXT_1 = "https://w3id.org/openbadges/v1"
_CREDENTIALS = ("https://www.w3.org/ns/credentials/", "https://www.w3.org/2018/credentials/")
# Host and path of an address we may read. Allows nothing that two readers could parse differently.
_ADDRESS = re.compile(r"https://([A-Za-z0-9.-]+(?::[0-9]{1,5})?)((?:/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?)(\?[^#\s\\]*)?")

Scope = Literal["inside", "outside", "unsaid"]

_RULES: tuple[Rule, ...] = (
    ("id", "text", True),
    ("type", "Assertion", True),
    ("recipient", "object", True),
    ("recipient.type", "text", True),
    ("recipient.identity", "text", True),
    ("recipient.hashed", "boolean", True),
    ("recipient.salt", "text", False),
    ("badge", "reference", True),
    ("verification", "object", True),
    ("issuedOn", "date", True),
    ("expires", "date", False),
)
_SIGNED, _HOSTED = {"SignedBadge", "signed"}, {"HostedBadge", "hosted"}


def generation(document: Mapping[str, Any]) -> int:
    """2 for an Open Badges 2.0 assertion, 1 for an earlier version, 0 for anything else.

    Version 1.1 has a context of its own, 1.0 has `verify`, and 0.5 contains its badge and issuer.
    """
    contexts = [one for one in entries(document.get("@context")) if isinstance(one, str)]
    if any(one.startswith(_CREDENTIALS) for one in contexts):
        return 0
    if CONTEXT_1 in contexts or (not contexts and "badge" in document and "verify" in document):
        return 1
    if _is_oldest(document):
        return 1
    return 2 if CONTEXT in contexts or "Assertion" in types_of(document) else 0


def _is_oldest(document: Mapping[str, Any]) -> bool:
    """Whether it is version 0.5: the assertion contains badge and issuer, and does not mention verification."""
    silent = not {"@context", "type", "verify", "verification"} & document.keys()
    return silent and "recipient" in document and isinstance(inside(document, "badge", "issuer"), dict)


def pointer(address: str) -> dict[str, Any]:
    """A pointer: what we make of an image that contains only the address of its badge."""
    return {"@context": CONTEXT, "type": "Assertion", "id": address}


def is_pointer(document: Mapping[str, Any]) -> bool:
    """Whether it is a pointer: it only has the badge's address."""
    return document.keys() == {"@context", "type", "id"}


def form_of(assertion: Mapping[str, Any]) -> Finding:
    """The finding for the first reason why the object is not an Open Badges 2.0 assertion, or `format-ok-2`."""
    if generation(assertion) == 1:
        kind = "ob05" if _is_oldest(assertion) else "ob1"
        return Finding("unknown", "format-unsupported", {"kind": Text("kind", kind)})
    if not entries(assertion.get("@context")):
        return Finding("failed", "format-missing", {"field": "@context"})
    return context_trouble(assertion) or _trouble(assertion) or Finding("passed", "format-ok-2")


def _trouble(assertion: Mapping[str, Any]) -> Finding | None:
    """The finding for the first field that is missing or of the wrong kind."""
    given = _verified(assertion)
    if trouble := trouble_of(given, _RULES):
        return trouble
    field = {"field": "verification.type"}
    return None if types_of(given["verification"]) else Finding("failed", "format-missing", field)


def _verified(assertion: Mapping[str, Any]) -> Mapping[str, Any]:
    """The assertion with its `verification`, which the context also knows as `verify`, the name that Moodle writes.

    Its dates are in the form that `moments` reads.
    """
    verification = assertion.get("verification")
    dates = {name: dated(assertion.get(name)) for name in ("issuedOn", "expires")}
    return {**assertion, **dates, "verification": assertion.get("verify") if verification is None else verification}


def context_trouble(document: Mapping[str, Any]) -> Finding | None:
    """A context that is not known here: its words may mean anything (JSON-LD 1.1 §4.1).

    Extensions have contexts of their own, for themselves alone; endorsements are credentials of their own.
    """
    contexts = [context for _, one in _without_extensions("", document) for context in entries(one.get("@context"))]
    strange = [one for one in contexts if one not in (CONTEXT, CONTEXT_1)]
    if not all(isinstance(one, str) for one in strange):
        return Finding("unknown", "format-own-context")
    address = min(strange, key=unit_by_unit, default=None)
    return Finding("unknown", "format-unknown-context", {"term": address, "address": address}) if strange else None


def extensions(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every extension in the document, with its path."""
    for path, one in _without_extensions("", document):
        for name, value in one.items():
            for inner in entries(value):
                if isinstance(inner, dict) and _is_extension(name, inner):
                    yield _below(path, name), inner


def _without_extensions(path: str, at: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The document and every object in it, with its path, except extensions, endorsements and anything inside them."""
    yield path, at
    for name, value in at.items():
        if name not in ("@context", "endorsement"):
            for one in entries(value):
                if isinstance(one, dict) and not _is_extension(name, one):
                    yield from _without_extensions(_below(path, name), one)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_extension(name: str, value: Mapping[str, Any]) -> bool:
    return name.startswith("extensions:") or "Extension" in types_of(value)


def older_notes(assertion: Mapping[str, Any]) -> tuple[Text, ...]:
    """Notes on a version 1 badge: when it says it was issued, and where its original would be."""
    issued = older(assertion.get("issuedOn", assertion.get("issued_on")))
    address = text_at(assertion, "verify", "url") or id_of(assertion)
    if generation(assertion) != 1:
        return ()
    name = "ob05-issued" if _is_oldest(assertion) else "ob1-issued"
    dated = [Text("note", name, {"issued": issued})] if issued else []
    original = [Text("note", "ob1-hosted", {"address": address})] if host_of(address) else []
    return (*dated, *original)


def host_of(address: str) -> str:
    """Host and port of an https address in lower case; "" for anything else."""
    found = _ADDRESS.fullmatch(address)
    return found[1].lower() if found else ""


def scope_of(address: str, profile: Mapping[str, Any]) -> Scope:
    """Whether an assertion at this address can be this issuer's (Open Badges 2.0, VerificationObject of a Profile).

    By default an issuer's badges are on the host of its profile. But many issuers may share a host, each with a folder,
    and then the standard's default for the host says nothing about the folder. So the answer is `unsaid` if the profile
    is in another folder of the host, or if a `startsWith` ends in the middle of a name (https://example.org/ann is also
    the start of https://example.org/anna/).
    """
    starts, origins = (
        [one for one in entries(inside(profile, "verification", name)) if isinstance(one, str)]
        for name in ("startsWith", "allowedOrigins")
    )
    host, path = host_of(address), address.partition("?")[0]
    silent = not starts and not origins
    allowed = {host_of(one) if "://" in one else one.lower() for one in ([id_of(profile)] if silent else origins)}
    if not host or (allowed and host not in allowed):
        return "outside"
    if silent:
        home = _folder(id_of(profile))
        return "inside" if home in ("", _folder(address)) and not (home and LEAVING.search(path)) else "unsaid"
    # Compare hosts too: https://example.org is also the start of https://example.org.example.net/.
    fitting = [one for one in starts if address.startswith(one) and host_of(one) == host]
    if starts and (not fitting or LEAVING.search(path)):
        return "outside"
    return "inside" if not starts or any(_is_whole(one, path) for one in fitting) else "unsaid"


def _folder(address: str) -> str:
    """The first folder of the path; "" for the root.

    A last segment without an extension (`/ann`) counts as a folder.
    """
    found = _ADDRESS.fullmatch(address)
    first, slash, _ = found[2].removeprefix("/").partition("/") if found else ("", "", "")
    return first if slash or "." not in first else ""


def _is_whole(start: str, path: str) -> bool:
    """Whether a `startsWith` ends at a segment boundary or within the last segment of the path."""
    return start.endswith(("/", "?", "=")) or path[len(start) :][:1] in ("", "/") or "/" not in path[len(start) :]


def is_revoked(original: Mapping[str, Any]) -> bool:
    """Whether the issuer's original says that it is revoked. Any value except false counts."""
    revoked = original.get("revoked")
    return revoked is not None and revoked is not False


def differing(copy: Mapping[str, Any], original: Mapping[str, Any]) -> str:
    """The first field in which a copy differs from the original; "" if they agree.

    The original must be a complete assertion, because otherwise an unreadable `expires` would count as none. But a
    revoked original may have only its id.
    """
    revoked = is_revoked(original)
    compared = {"id", *original} if revoked else {"id", "badge", "recipient", "issuedOn", "expires"}
    for name in ("id", "badge"):
        if name in compared and id_of(copy.get(name)) != id_of(original.get(name)):
            return name
    for name in ("identity", "type", "hashed", "salt") if "recipient" in compared else ():
        ours, theirs = inside(copy, "recipient", name), inside(original, "recipient", name)
        if isinstance(ours, dict | list) or type(ours) is not type(theirs) or ours != theirs:
            return f"recipient.{name}"
    for name in ("issuedOn", "expires"):
        if name in compared and moment(dated(copy.get(name))) != moment(dated(original.get(name))):
            return name
    if revoked:
        return ""
    trouble = _trouble(original)
    return str(trouble.values["field"]) if trouble else "verification" if is_signed(original) else ""


def is_signed(assertion: Mapping[str, Any]) -> bool:
    """Whether it says that it is verified by signature, not by address."""
    return any(_SIGNED & set(types_of(assertion.get(name))) for name in ("verification", "verify"))


def other_verification(assertion: Mapping[str, Any]) -> str:
    """The kind of verification it names, if that is not one of the standard's; otherwise ""."""
    types = types_of(_verified(assertion).get("verification"))
    return "" if (_SIGNED | _HOSTED) & set(types) else ", ".join(types)


def facts_of(assertion: Mapping[str, Any], badge: object, profile: object) -> BadgeFacts:
    """What the badge, its BadgeClass and its issuer's profile say, if we have them."""
    return BadgeFacts(
        format="ob1" if generation(assertion) == 1 else "ob2",
        id=id_of(assertion) or text_at(assertion, "uid"),
        name=text_at(badge, "name"),
        description=text_at(badge, "description"),
        image=id_of(inside(badge, "image")),
        issuer_id=id_of(profile),
        issuer_name=text_at(profile, "name"),
        issuer_url=text_at(profile, "url"),
        recipient_name=text_at(assertion, "extensions:recipientProfile", "name"),
        issued=text_at({"it": dated(assertion.get("issuedOn"))}, "it"),
        expires=text_at({"it": dated(assertion.get("expires"))}, "it"),
        evidence=named(assertion.get("evidence"), "name", "id"),
        skills=named(inside(badge, "alignment"), "targetName", "targetUrl"),
    )


def as_credential(assertion: Mapping[str, Any], badge: object, profile: object) -> dict[str, Any]:
    """The same claims under their Open Badges 3.0 names, for the checks that are the same."""
    recipient = inside(assertion, "recipient")
    renamed = {"identityHash": inside(recipient, "identity"), "identityType": inside(recipient, "type")}
    identity = renamed | {name: inside(recipient, name) for name in ("hashed", "salt")}
    achievement = {"id": id_of(badge), "endorsement": entries(inside(badge, "endorsement"))}
    return {
        "id": id_of(assertion),
        "issuer": {"id": id_of(profile), "endorsement": entries(inside(profile, "endorsement"))},
        "validFrom": dated(assertion.get("issuedOn")),
        "validUntil": dated(assertion.get("expires")),
        "credentialSubject": {"identifier": [identity], "achievement": achievement},
        "endorsement": entries(assertion.get("endorsement")),
    }
