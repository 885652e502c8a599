"""The nine checks, in order. This file is the procedure; the modules it calls hold the details.

 1. parse         find one JSON object in the PNG, SVG or text; refuse what could be read in two ways.
 2. format        an Open Badges 3.0 credential: its kind, its contexts, its required fields, every word defined,
                  nothing spelled so that a later check would look past it.
 3. signature     find the key that the token or each proof names in its DID's document (the only address read so
                  far); it must be that key's over exactly this content. Every proof that can be checked must hold.
 4. issuer        that DID is the credential's issuer and controls the key; the key may sign badges, and could
                  when the badge was signed.
 5. status        only now read an address that the credential names: the status list, itself signed; the badge's bit
                  must not be set. That it is not set counts in a list of the same issuer, or one that is named.
 6. period        now lies between validFrom and validUntil.
 7. recipient     when an e-mail address is given: the badge was awarded to it. Naming nobody is a warning.
 8. endorsements  each embedded endorsement by its own signature and status; bad ones are a warning.
 9. trust         the issuer is one of those known here; others are a warning.

What is not reached: after parse, format, signature or issuer failed, or parse or format stayed unknown, everything
later is skipped. When signature or issuer stayed unknown, status, endorsements and trust are skipped, and period and
recipient still looked at.

An Open Badges 2.0 badge goes the same way, with its origin (`ob2`) in place of steps 3 to 5. What is inside a learner
record is not looked at here: each credential gets a report of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from badgepress.openbadges import identity
from badgepress.openbadges.jwt import Token
from badgepress.openbadges.limits import INNER_CREDENTIALS
from badgepress.openbadges.proof import draft_of
from badgepress.openbadges.work import Work
from badgepress.verify import ob2, ob2form, ob2parts
from badgepress.verify.credential import Credential
from badgepress.verify.dids import Resolver
from badgepress.verify.endorsements import endorsements_of
from badgepress.verify.facts import (
    badge_facts,
    entries,
    identities,
    inside,
    issuer_address,
    issuer_of,
    names_nobody,
    period_of,
)
from badgepress.verify.fetch import Fetch
from badgepress.verify.form import form_of, is_record
from badgepress.verify.lists import status_of
from badgepress.verify.parse import Parsed, parse
from badgepress.verify.proofs import Signature, check_signature, key_trouble
from badgepress.verify.report import IN_ORDER, BadgeFacts, Check, CheckId, Endorsement, Finding, Text
from badgepress.verify.tokens import check_token
from badgepress.verify.trees import distinct


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a verdict depends on: the moment, who may be asked, who is known, whose badge it should be.

    `keys` are those known to be an issuer's, by the issuer's address. `nested` is what came out of a learner record,
    which holds no other learner record. The resolver has what all of it may cost and what was read already, and is
    shared with what is inside.
    """

    now: datetime
    fetch: Fetch
    resolver: Resolver
    trusted: Collection[str] = ()
    email: str | None = None
    nested: bool = False
    keys: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """The nine findings, the badge's own account once it is a badge, and remarks."""

    checks: tuple[Check, ...]
    badge: BadgeFacts | None
    notes: tuple[Text, ...]
    endorsements: tuple[Endorsement, ...] = ()
    inside: tuple[Mapping[str, Any] | str, ...] = ()
    is_elsewhere: bool = False
    """Whether what is known of its revocation is in a list of somebody else than its issuer."""


def run(data: bytes | str | Mapping[str, Any], question: Question) -> Answers:
    """All nine checks on one input."""
    findings: dict[CheckId, Finding] = {}

    # 1. parse
    parsed = check_parse(data, inner=question.nested)
    findings["parse"], credential, notes = parsed.finding, parsed.credential, parsed.notes
    if credential is None:
        return _answers(findings, None, notes)

    if ob2form.generation(credential):
        return _run_older(credential, parsed.token, question, findings, notes)

    # 2. format
    findings["format"], read = check_format(credential, question.resolver.work, nested=question.nested)
    if findings["format"].outcome != "passed":
        return _answers(findings, None, notes)
    badge = badge_facts(credential)

    # 3. signature
    resolver = question.resolver
    signature = check_signed(parsed.token, read, resolver, question.now)
    findings["signature"] = signature.finding
    notes = (*notes, *_proofs_notes(signature))
    if signature.finding.outcome == "failed":
        return _answers(findings, badge, notes)

    # 4. issuer
    if signature.method or signature.unresolved:
        findings["issuer"] = check_issuer(badge, signature, question)
        if findings["issuer"].outcome == "failed":
            return _answers(findings, badge, notes)
    sure = "issuer" in findings and findings["issuer"].outcome == "passed"

    # 5. status
    if sure:
        findings["status"] = check_status(credential, badge, question, resolver)
        notes = (*notes, *_status_notes(findings["status"]))

    # 6. period
    findings["period"] = check_period(credential, question.now)

    # 7. recipient
    findings["recipient"] = check_nobody(credential) or check_recipient(credential, question.email)
    if sure and findings["recipient"].code == "recipient-nobody":
        notes = (*notes, Text("note", "recipient-nobody"))

    # 8. endorsements
    endorsed: tuple[Endorsement, ...] = ()
    if sure:
        findings["endorsements"], endorsed = check_endorsements(credential, question, resolver)

    # 9. trust
    if sure:
        findings["trust"] = check_trust(badge, question.trusted)
    entered = inside(credential, "credentialSubject", "verifiableCredential") if is_record(credential) else None
    held = distinct(entries(entered), INNER_CREDENTIALS)
    is_elsewhere = sure and "whose" in findings["status"].values
    answered = _answers(findings, badge, notes)
    return replace(answered, endorsements=endorsed, inside=tuple(held), is_elsewhere=is_elsewhere)


def _run_older(
    credential: dict[str, Any],
    token: Token | None,
    question: Question,
    findings: dict[CheckId, Finding],
    notes: tuple[Text, ...],
) -> Answers:
    """The nine checks on an Open Badges 2.0 badge: 3 to 5 rest on where it comes from, the others are the same."""
    reader = question.resolver.once("ob2", lambda: ob2.Reader(question.fetch, question.keys))
    if token is None and ob2form.is_pointer(credential):
        credential = reader.pointed(credential)
    if not ob2form.is_pointer(credential):
        findings["format"] = ob2form.form_of(credential)
        if findings["format"].outcome != "passed":
            known = ob2form.facts_of(credential, credential.get("badge"), None)
            return _answers(findings, known, (*notes, *ob2form.older_notes(credential)))
    origin = ob2.signed(credential, token, reader) if token else ob2.hosted(credential, reader)
    badge = ob2form.facts_of(origin.assertion, origin.badge, origin.profile)
    findings["signature"] = origin.signature
    if origin.issuer:
        issuer = issuer_of(badge, known=badge.issuer_id in question.trusted)
        values = {"issuer": issuer, **origin.issuer.values}
        findings["issuer"] = Finding(origin.issuer.outcome, origin.issuer.code, values)
    notes = (*notes, *ob2parts.extension_notes(origin.assertion, origin.badge, origin.profile))
    if any(findings[one].outcome == "failed" for one in ("signature", "issuer") if one in findings):
        return _answers(findings, badge, notes)
    same = ob2form.as_credential(origin.assertion, origin.badge, origin.profile)
    if "format" in findings:
        findings["period"] = check_period(same, question.now)
        findings["recipient"] = check_recipient(same, question.email)
    if origin.status is None:
        return _answers(findings, badge, notes)
    findings["status"] = origin.status
    # What is revoked is revoked, whatever else is to be said of it.
    if origin.status.outcome != "failed" and (trouble := ob2parts.trouble_in(origin)):
        findings["format"] = trouble
        return _answers(findings, badge, notes)
    findings["trust"] = check_trust(badge, question.trusted)
    findings["endorsements"], endorsed = check_endorsements(same, question, question.resolver)
    answered = _answers(findings, badge, (*notes, *_status_notes(origin.status)))
    return replace(answered, endorsements=endorsed)


def check_parse(data: bytes | str | Mapping[str, Any], *, inner: bool = False) -> Parsed:
    """1. Find one JSON object in what was handed over; what came out of a learner record is one."""
    return parse(data, inner=inner)


def check_format(credential: Mapping[str, Any], work: Work, *, nested: bool = False) -> tuple[Finding, Credential]:
    """2. It is an Open Badges 3.0 credential, whole and unambiguous; what was read to see that is handed on."""
    read = Credential(credential)
    if nested and is_record(credential):
        return Finding("unknown", "format-unsupported", {"kind": Text("kind", "record")}), read
    return form_of(read, work), read


def check_signed(token: Token | None, read: Credential, resolver: Resolver, now: datetime) -> Signature:
    """3. The token around the credential, else every proof in it that can be checked, holds."""
    return check_token(token, read.given, resolver) if token else check_signature(read, resolver, now)


def _proofs_notes(signature: Signature) -> Iterator[Text]:
    """How many of several proofs hold, and what a draft named; one alone needs no words, nor does what failed."""
    if signature.finding.outcome != "passed":
        return
    if signature.proofs > 1:
        name = "proofs-all" if signature.held == signature.proofs else "proofs-some"
        yield Text("note", name, {"count": signature.proofs, "held": signature.held})
    drafted = draft_of(signature.chosen.entry) if signature.chosen else None
    if drafted:
        yield Text("note", "draft-suite", {"suite": drafted[0], "got": drafted[1]})


def check_issuer(badge: BadgeFacts, signature: Signature, question: Question) -> Finding:
    """4. The key that signed is the issuer's, may sign, and could at that time."""
    unresolved = signature.unresolved
    if unresolved:
        values = {"address": unresolved.address, "issuer": unresolved.address, "reason": unresolved.reason}
        return Finding("unknown", unresolved.code, values)
    issuer = issuer_of(badge, known=badge.issuer_id in question.trusted)
    trouble = key_trouble(signature, badge.issuer_id, question.now)
    if trouble:
        return Finding(trouble.outcome, trouble.code, {**trouble.values, "issuer": issuer})
    return Finding("passed", "issuer-ok", {"issuer": issuer})


def check_status(credential: Mapping[str, Any], badge: BadgeFacts, question: Question, resolver: Resolver) -> Finding:
    """5. The issuer's signed list does not say that the badge is revoked or suspended."""
    return status_of(credential, badge.issuer_id, question.now, question.fetch, resolver)


def _status_notes(finding: Finding) -> Iterator[Text]:
    """The issuer's reason for a revocation, where it gives one; whose list it was, where it is somebody else's."""
    if reason := finding.values.get("because"):
        yield Text("note", "because", {"reason": reason})
    if whose := finding.values.get("whose"):
        yield Text("note", "list-of", {"issuer": whose})


def check_period(credential: Mapping[str, Any], now: datetime) -> Finding:
    """6. Now lies between its begin and its end; both were found to be dates by the second check."""
    begins, ends = period_of(credential)
    values = {"issued": begins or "", "expires": ends or ""}
    if begins and now < begins:
        return Finding("failed", "period-not-yet", values)
    if ends and now > ends:
        return Finding("failed", "period-expired", values)
    return Finding("passed", "period-ok" if ends else "period-open", values)


def check_nobody(credential: Mapping[str, Any]) -> Finding | None:
    """7, before anything is compared: Open Badges 3.0 asks for a recipient; a badge that names none is for anybody."""
    return Finding("warning", "recipient-nobody") if names_nobody(credential) else None


def check_recipient(credential: Mapping[str, Any], email: str | None) -> Finding:
    """7. One of the subject's e-mail identities, hashed or not, is the address that was given.

    One that is hashed in a way that is not compared here might be, so that nothing is known.
    """
    email = identity.trimmed(email or "")
    if not email:
        return Finding("skipped", "recipient-not-asked")
    values = {"email": email}
    known = identities(credential)
    mails = [one for one in known if identity.is_mail(one)]
    if any(identity.matches(one, email) for one in mails):
        return Finding("passed", "recipient-match", values)
    if not mails or any(identity.is_hidden(one) for one in known):
        return Finding("unknown", "recipient-none", values)
    return Finding("failed", "recipient-mismatch", values)


def check_endorsements(
    credential: Mapping[str, Any], question: Question, resolver: Resolver
) -> tuple[Finding, tuple[Endorsement, ...]]:
    """8. Each embedded endorsement by its own signature and status."""
    return endorsements_of(credential, question.now, question.fetch, resolver)


def check_trust(badge: BadgeFacts, trusted: Collection[str]) -> Finding:
    """9. The issuer is one of those known here."""
    if badge.issuer_id in trusted:
        return Finding("passed", "trust-known")
    return Finding("warning", "trust-unknown", {"issuer": issuer_address(badge.issuer_id)})


def _answers(findings: Mapping[CheckId, Finding], badge: BadgeFacts | None, notes: tuple[Text, ...]) -> Answers:
    """All nine in order; those that were not reached are skipped and say so."""
    checks = tuple(
        Check.of(which, findings.get(which) or Finding("skipped", f"{which}-not-checked")) for which in IN_ORDER
    )
    return Answers(checks, badge, notes)
