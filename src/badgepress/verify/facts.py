"""Reads parts of a credential, and collects what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from badgepress.openbadges.limits import LISTED_FACTS
from badgepress.openbadges.moments import moment
from badgepress.verify.report import BadgeFacts, Issuer, Named
from badgepress.verify.trees import descriptions
from badgepress.verify.trees import id_of as id_of

VC1 = "https://www.w3.org/2018/credentials/v1"
#: Contexts of Open Badges 3.0 drafts, which badges of 2021 and 2022 use.
DRAFTS = frozenset(
    {
        "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
    }
)
_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_BEGINS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def entries(value: object) -> list[Any]:
    """A JSON-LD value as a list. Null counts as absent, as it does for the signature."""
    if isinstance(value, list):
        return [one for one in value if one is not None] if None in value else value
    return [] if value is None else [value]


def types_of(value: object) -> list[str]:
    """The types of an object."""
    found = value.get("type") if isinstance(value, dict) else None
    return [one for one in entries(found) if isinstance(one, str)]


def inside(value: object, *path: str) -> Any:
    """The value at the path; None if any step is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: object, *path: str) -> str:
    """The text at the path, which may be language-tagged (`@value`); "" if there is none."""
    found = inside(value, *path)
    if isinstance(found, dict):
        found = found.get("@value")
    return found if isinstance(found, str) else ""


def is_vc1(credential: Mapping[str, Any]) -> bool:
    """Whether it follows Verifiable Credentials 1.1, which has other names for dates."""
    return entries(credential.get("@context"))[:1] == [VC1]


def is_draft(credential: Mapping[str, Any]) -> bool:
    """Whether it follows a draft of Open Badges 3.0, which required less."""
    return any(isinstance(one, str) and one in DRAFTS for one in entries(credential.get("@context")))


def names_nobody(credential: Mapping[str, Any]) -> bool:
    """Whether it names no recipient at all: no id, no identity, no name."""
    subject = inside(credential, "credentialSubject")
    return not (text_at(subject, "id") or identities(credential) or recipient_name(credential))


def period_of(credential: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Its start and end, None for no bound. If it uses the names of both versions, the narrower period counts."""
    begins = [when for name in _BEGINS if (when := moment(credential.get(name)))]
    ends = [when for name in _ENDS if (when := moment(credential.get(name)))]
    return max(begins, default=None), min(ends, default=None)


def identities(credential: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The IdentityObjects of the subject."""
    found = entries(inside(credential, "credentialSubject", "identifier"))
    return [one for one in found if isinstance(one, dict)]


def text_about(credential: Mapping[str, Any], who: object, member: str) -> str:
    """What the credential says about somebody in a member such as `name`, in all places with their id.

    Empty if two places disagree, if an entry of a learner record from another issuer says it, or if only an endorser
    says it.
    """
    known = id_of(who)
    own = {text_at(who, member)} - {""}
    texts = {*own}
    issuer = id_of(credential.get("issuer"))
    for at, owner, entry in descriptions(credential, known) if known else ():
        text = text_at(at, member)
        if text and entry and id_of(entry.get("issuer")) != issuer:
            return ""
        texts |= {text} - {""}
        own |= {text} - {""} if id_of(owner.get("issuer")) == issuer else set()
    return own.pop() if len(texts) == 1 and own else ""


def recipient_name(credential: Mapping[str, Any]) -> str:
    """The holder's name: from unhashed identities of type `name`, otherwise the subject's own `name`."""
    names = {
        name
        for identity in identities(credential)
        if identity.get("identityType") == "name" and identity.get("hashed") is False
        if isinstance(name := identity.get("identityHash"), str)
    }
    # Sorted, because the order of identities is not signed.
    return " / ".join(sorted(names)) if names else text_about(credential, credential.get("credentialSubject"), "name")


def named(value: object, name: str, address: str) -> tuple[Named, ...]:
    """The listed things without duplicates.

    `name` and `address` are the members to read; things with neither are left out.
    """
    found: dict[Named, None] = {}
    for one in entries(value):
        at = id_of(one) if isinstance(one, str) else text_at(one, address)
        url = at if at.startswith(("https://", "http://")) else ""
        if text_at(one, name) or url:
            found[Named(text_at(one, name) or url, url)] = None
    first = list(found) if len(found) <= LISTED_FACTS else sorted(found, key=_in_order)[:LISTED_FACTS]
    return tuple(first)


def _in_order(one: Named) -> bytes:
    """Sorts as the browser does. Needed because the order of a list is not signed and we take only the first ones."""
    return f"{one.name}\n{one.url}".encode("utf-16-be", "surrogatepass")


def badge_facts(credential: Mapping[str, Any]) -> BadgeFacts:
    """What an Open Badges 3.0 credential says about itself."""
    is_record = "ClrCredential" in types_of(credential)
    # A learner record has its achievements in its entries.
    achievement = None if is_record else inside(credential, "credentialSubject", "achievement")
    issuer = credential.get("issuer")
    begins, ends = period_of(credential)
    return BadgeFacts(
        format="clr" if is_record else "ob3",
        id=text_at(credential, "id"),
        name=text_at(achievement, "name") or text_at(credential, "name"),
        description=text_at(achievement, "description") or text_at(credential, "description"),
        image=id_of(inside(achievement, "image")),
        issuer_id=id_of(issuer),
        issuer_name=text_about(credential, issuer, "name"),
        issuer_url=text_about(credential, issuer, "url"),
        recipient_name=recipient_name(credential),
        issued=_bound(credential, begins, _BEGINS),
        expires=_bound(credential, ends, _ENDS),
        evidence=named(credential.get("evidence"), "name", "id"),
        skills=named(inside(achievement, "alignment"), "targetName", "targetUrl"),
    )


def _bound(credential: Mapping[str, Any], bound: datetime | None, names: tuple[str, str]) -> str:
    """The bound as written."""
    return next((text for name in names if (text := text_at(credential, name)) and moment(text) == bound), "")


def issuer_address(issuer: str) -> str:
    """The issuer's address to show: host and path of a did:web, otherwise the identifier itself."""
    if not issuer.startswith("did:web:"):
        return issuer
    return "/".join(_unescaped(part) for part in issuer.removeprefix("did:web:").split(":"))


def _unescaped(part: str) -> str:
    """The part without its escapes; as written if they do not decode to text."""
    try:
        return part if _NO_ESCAPE.search(part) else unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part


def issuer_of(facts: BadgeFacts, *, known: bool) -> Issuer:
    """The issuer as sentences name it. Without an address only if we trust it, since anyone may use any name."""
    return Issuer(facts.issuer_name, issuer_address(facts.issuer_id), known)
