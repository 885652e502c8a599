"""Looking into a credential: small questions that any part of it may answer, and what it says of itself."""

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
#: Vocabularies of drafts of Open Badges 3.0 that badges of 2021 and 2022 name.
DRAFTS = frozenset(
    {
        "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
    }
)
_NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_BEGINS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def entries(value: object) -> list[Any]:
    """A JSON-LD value as a list: nothing, one thing, or many. What is null is absent, as it is for the signature."""
    if isinstance(value, list):
        return [one for one in value if one is not None] if None in value else value
    return [] if value is None else [value]


def types_of(value: object) -> list[str]:
    """The types of an object."""
    found = value.get("type") if isinstance(value, dict) else None
    return [one for one in entries(found) if isinstance(one, str)]


def inside(value: object, *path: str) -> Any:
    """The value at the path; None as soon as there is nothing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: object, *path: str) -> str:
    """The text at the path; a language-tagged text (`@value`) counts; empty when there is none."""
    found = inside(value, *path)
    if isinstance(found, dict):
        found = found.get("@value")
    return found if isinstance(found, str) else ""


def is_vc1(credential: Mapping[str, Any]) -> bool:
    """Whether it follows Verifiable Credentials 1.1, whose dates have other names."""
    return entries(credential.get("@context"))[:1] == [VC1]


def is_draft(credential: Mapping[str, Any]) -> bool:
    """Whether it follows a draft of Open Badges 3.0, which asked for less."""
    return any(isinstance(one, str) and one in DRAFTS for one in entries(credential.get("@context")))


def names_nobody(credential: Mapping[str, Any]) -> bool:
    """Whether nothing in it says to whom it was awarded: no id, no identity, no name."""
    subject = inside(credential, "credentialSubject")
    return not (text_at(subject, "id") or identities(credential) or recipient_name(credential))


def period_of(credential: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends, None for no bound; the narrowest where it says both in the words of two versions."""
    begins = [when for name in _BEGINS if (when := moment(credential.get(name)))]
    ends = [when for name in _ENDS if (when := moment(credential.get(name)))]
    return max(begins, default=None), min(ends, default=None)


def identities(credential: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The IdentityObjects of the subject."""
    found = entries(inside(credential, "credentialSubject", "identifier"))
    return [one for one in found if isinstance(one, dict)]


def said(credential: Mapping[str, Any], who: object, member: str) -> str:
    """What the credential says of somebody in a member such as `name`, in all places where their id stands.

    Empty where two places disagree, where an entry of a learner record says it that somebody else issued, and where
    nobody says it but who endorses.
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
    """The holder's name: identities of type `name` that are not hashed, else the subject's own `name`."""
    names = {
        name
        for identity in identities(credential)
        if identity.get("identityType") == "name" and identity.get("hashed") is False
        if isinstance(name := identity.get("identityHash"), str)
    }
    # The order of identities is not signed.
    return " / ".join(sorted(names)) if names else said(credential, credential.get("credentialSubject"), "name")


def named(value: object, name: str, address: str) -> tuple[Named, ...]:
    """The things listed, each once, by the members that hold name and address; those with neither are left out."""
    found: dict[Named, None] = {}
    for one in entries(value):
        at = id_of(one) if isinstance(one, str) else text_at(one, address)
        url = at if at.startswith(("https://", "http://")) else ""
        if text_at(one, name) or url:
            found[Named(text_at(one, name) or url, url)] = None
    kept = list(found) if len(found) <= LISTED_FACTS else sorted(found, key=_in_order)[:LISTED_FACTS]
    return tuple(kept)


def _in_order(one: Named) -> bytes:
    """As the browser sorts: the order of a list is not signed, so that of too many the first are taken in another."""
    return f"{one.name}\n{one.url}".encode("utf-16-be", "surrogatepass")


def badge_facts(credential: Mapping[str, Any]) -> BadgeFacts:
    """What an Open Badges 3.0 credential says of itself."""
    is_record = "ClrCredential" in types_of(credential)
    # What a learner record is for stands in its entries.
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
        issuer_name=said(credential, issuer, "name"),
        issuer_url=said(credential, issuer, "url"),
        recipient_name=recipient_name(credential),
        issued=_bound(credential, begins, _BEGINS),
        expires=_bound(credential, ends, _ENDS),
        evidence=named(credential.get("evidence"), "name", "id"),
        skills=named(inside(achievement, "alignment"), "targetName", "targetUrl"),
    )


def _bound(credential: Mapping[str, Any], bound: datetime | None, names: tuple[str, str]) -> str:
    """The bound as it is written."""
    return next((text for name in names if (text := text_at(credential, name)) and moment(text) == bound), "")


def issuer_address(issuer: str) -> str:
    """Where the issuer is at home: host and path of a did:web, else the identifier itself."""
    if not issuer.startswith("did:web:"):
        return issuer
    return "/".join(_unescaped(part) for part in issuer.removeprefix("did:web:").split(":"))


def _unescaped(part: str) -> str:
    """The part without its escapes, or as it is written where they do not make a text."""
    try:
        return part if _NO_ESCAPE.search(part) else unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part


def issuer_of(facts: BadgeFacts, *, known: bool) -> Issuer:
    """The issuer as sentences name it; by the name alone only when it is known here, since anyone may take any name."""
    return Issuer(facts.issuer_name, issuer_address(facts.issuer_id), known)
