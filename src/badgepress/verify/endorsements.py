"""Who endorses the badge: checks each embedded EndorsementCredential by its own proof, issuer and status.

An endorsement may be a signed token (`endorsementJwt`). The credential's endorsements may be about its achievement, its
issuer or the achievement's creator (Open Badges 3.0 §B.1.2, `endorsement`). An endorsement inside one of these may only
be about that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from badgepress.openbadges.attached import MEMBER
from badgepress.openbadges.jwt import Token
from badgepress.openbadges.limits import ENDORSEMENTS
from badgepress.openbadges.moments import moment
from badgepress.verify.credential import Credential
from badgepress.verify.dids import Resolver
from badgepress.verify.facts import entries, id_of, inside, issuer_address, period_of, text_about, text_at, types_of
from badgepress.verify.fetch import Fetch
from badgepress.verify.jsons import JsonTrouble
from badgepress.verify.lists import status_of
from badgepress.verify.proofs import check_signature, key_trouble
from badgepress.verify.report import Endorsement, Finding, Issuer, Outcome, Text
from badgepress.verify.tokens import check_token, credential_in, split
from badgepress.verify.trees import distinct, places_of

_UNKNOWN = frozenset({"endorsement-unreachable", "endorsement-unsupported", "endorsement-status"})


def endorsements_of(
    credential: Mapping[str, Any], now: datetime, fetch: Fetch, resolver: Resolver
) -> tuple[Finding, tuple[Endorsement, ...]]:
    """The result of the check, and each endorsement we checked.

    At worst a warning: the badge does not depend on them.
    """
    found = embedded(credential)
    count = len(found)
    if not found:
        return Finding("skipped", "endorsements-none"), ()
    unwrapped = [(_unwrapped(one), about) for one, about in found[:ENDORSEMENTS]]
    reasons = [_trouble(*one, about, now, fetch, resolver) for one, about in unwrapped]
    each = tuple(_judged(one, about, reason) for ((one, _), about), reason in zip(unwrapped, reasons, strict=True))
    reasons += ["endorsement-many"] * (count - ENDORSEMENTS)
    bad = [reason for reason in reasons if reason]
    if not bad:
        return Finding("passed", "endorsements-ok", {"count": count}), each
    values = {"bad": len(bad), "count": count, "reason": Text("reason", bad[0])}
    return Finding("warning", "endorsements-bad", values), each


def _unwrapped(endorsement: object) -> tuple[Mapping[str, Any], Token | None]:
    """The endorsement, taken out of its token if it is in one; empty if it is neither object nor token."""
    if isinstance(endorsement, dict):
        return endorsement, None
    try:
        token = split(endorsement) if isinstance(endorsement, str) else None
    except JsonTrouble:
        token = None
    return (credential_in(token.payload)[0], token) if token else ({}, None)


def _judged(endorsement: Mapping[str, Any], about: Mapping[str, str], reason: str) -> Endorsement:
    """One endorsement with its result.

    Leaves out its name and comment if it failed, because they may not be its issuer's.
    """
    issuer = inside(endorsement, "issuer")
    who, name = id_of(issuer), "" if reason else text_about(endorsement, issuer, "name")
    by = Issuer(name, issuer_address(who))
    if not reason:
        text = Text("note", about[id_of(endorsement.get("credentialSubject"))], {"issuer": by})
        comment = text_at(endorsement, "credentialSubject", "endorsementComment")
        return Endorsement("passed", who, name, comment, text)
    outcome: Outcome = "unknown" if reason in _UNKNOWN else "failed"
    note = "endorsement-bad" if who else "endorsement-nobody"
    return Endorsement(outcome, who, name, "", Text("note", note, {"issuer": by, "reason": Text("reason", reason)}))


def embedded(credential: Mapping[str, Any]) -> list[tuple[object, Mapping[str, str]]]:
    """Each endorsement, with a map of what it may be about: from ids to the key of the sentence.

    A token is a string.
    """
    achievement, issuer = inside(credential, "credentialSubject", "achievement"), credential.get("issuer")
    creator = inside(achievement, "creator")
    parts = {
        id_of(creator): "endorsement-ok-creator",
        id_of(issuer): "endorsement-ok-issuer",
        id_of(achievement): "endorsement-ok-achievement",
        id_of(credential): "endorsement-ok",
    }
    held: list[tuple[list[Any], Mapping[str, str]]] = [
        ([credential], parts),
        ([achievement], _only(achievement, parts)),
    ]
    for profile in (issuer, creator) if id_of(issuer) != id_of(creator) else (issuer,):
        held.append((places_of(credential, profile), _only(profile, parts)))
    return [
        (one, about)
        for places, about in held
        for name in ("endorsement", MEMBER)
        for one in distinct(
            [one for at in places for one in entries(inside(at, name))],
            # Nobody signed the order of several places.
            ENDORSEMENTS if len(places) == 1 else 0,
        )
    ]


def _only(holder: object, parts: Mapping[str, str]) -> Mapping[str, str]:
    known = id_of(holder)
    return {known: parts[known]}


def _trouble(
    endorsement: Mapping[str, Any],
    token: Token | None,
    about: Mapping[str, str],
    now: datetime,
    fetch: Fetch,
    resolver: Resolver,
) -> str:
    """The reason why we do not trust an endorsement; "" if there is none."""
    if "Endorsement" in types_of(endorsement):
        return "endorsement-unsupported"
    if "EndorsementCredential" not in types_of(endorsement):
        return "endorsement-type"
    subject = id_of(endorsement.get("credentialSubject"))
    if not subject or subject not in about:
        return "endorsement-subject"
    if token:
        signature = check_token(token, endorsement, resolver)
    else:
        signature = check_signature(Credential(endorsement), resolver, now)
    if signature.finding.code in ("signature-unsupported", "signature-too-complex"):
        return "endorsement-unsupported"
    if signature.finding.outcome == "unknown":
        return "endorsement-unreachable"
    if signature.finding.outcome != "passed":
        return "endorsement-signature"
    issuer = id_of(endorsement.get("issuer"))
    if key_trouble(signature, issuer, now):
        return "endorsement-issuer"
    if not _in_period(endorsement, now):
        return "endorsement-period"
    status = status_of(endorsement, issuer, now, fetch, resolver).outcome
    return {"failed": "endorsement-revoked", "unknown": "endorsement-status"}.get(status, "")


def _in_period(endorsement: Mapping[str, Any], now: datetime) -> bool:
    dates = [endorsement.get(name) for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate")]
    if any(one is not None and moment(one) is None for one in dates):
        return False
    starts, stops = period_of(endorsement)
    return not (starts and now < starts) and not (stops and now > stops)
