"""The nine checks, in order. This file is the procedure; the modules it calls have the details.

 1. parse         Find one JSON object in the PNG, SVG or text. Refuse anything ambiguous.
 2. format        It is an Open Badges 3.0 credential: check its kind, contexts, required fields, that every term is
                  defined, and that no unusual spelling could hide something from a later check.
 3. signature     Find the key that the token or each proof names, in its DID's document (the only address read so
                  far). The signature must be that key's over exactly this content. Every proof we can check holds.
 4. issuer        The DID is the credential's issuer and controls the key. The key may sign badges and was valid when
                  the badge was signed.
 5. status        Only now read an address that the credential names: the status list, itself signed. The badge's
                  bit must be clear. A clear bit counts only in the issuer's own list, or in one that is named.
 6. period        Now is between validFrom and validUntil.
 7. recipient     If an e-mail address is given, the badge was awarded to it. A badge that names nobody is a warning.
 8. endorsements  Each embedded endorsement has a valid signature and status. A bad one is a warning.
 9. trust         The issuer is one we trust. Any other is a warning.

Some checks are skipped. If parse, format, signature or issuer fails, or parse or format is unknown, everything after it
is skipped. If signature or issuer is unknown, status, endorsements and trust are skipped, but period and recipient are
still checked.

An Open Badges 2.0 badge takes the same path, but `ob2` replaces steps 3 to 5. Credentials inside a learner record are
not checked here: each gets a report of its own.
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
    """Everything a verdict depends on: the time, how to read addresses, whom we trust, whose badge it should be.

    `keys` maps issuers' addresses to keys known to be theirs. `nested` is set for a credential from a learner record,
    which may not be another learner record. The resolver has the work limit and a cache; the credentials inside share
    it.
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
    """The results of the nine checks, what the badge claims (if it is a badge), and notes."""

    checks: tuple[Check, ...]
    badge: BadgeFacts | None
    notes: tuple[Text, ...]
    endorsements: tuple[Endorsement, ...] = ()
    inside: tuple[Mapping[str, Any] | str, ...] = ()
    is_elsewhere: bool = False
    """Whether somebody else's list, not the issuer's, tells of its revocation."""


def run(data: bytes | str | Mapping[str, Any], question: Question) -> Answers:
    """Runs all nine checks on one input."""
    findings: dict[CheckId, Finding] = {}

    # 1. parse
    parsed = check_parse(data, inner=question.nested)
    findings["parse"], credential, notes = parsed.finding, parsed.credential, parsed.notes
    if credential is None:
        return _answers(findings, None, notes)

    if ob2form.generation(credential):
        return _run_ob2(credential, parsed.token, question, findings, notes)

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
    is_issuers = "issuer" in findings and findings["issuer"].outcome == "passed"

    # 5. status
    if is_issuers:
        findings["status"] = check_status(credential, badge, question, resolver)
        notes = (*notes, *_status_notes(findings["status"]))

    # 6. period
    findings["period"] = check_period(credential, question.now)

    # 7. recipient
    findings["recipient"] = check_nobody(credential) or check_recipient(credential, question.email)
    if is_issuers and findings["recipient"].code == "recipient-nobody":
        notes = (*notes, Text("note", "recipient-nobody"))

    # 8. endorsements
    endorsed: tuple[Endorsement, ...] = ()
    if is_issuers:
        findings["endorsements"], endorsed = check_endorsements(credential, question, resolver)

    # 9. trust
    if is_issuers:
        findings["trust"] = check_trust(badge, question.trusted)
    entered = inside(credential, "credentialSubject", "verifiableCredential") if is_record(credential) else None
    held = distinct(entries(entered), INNER_CREDENTIALS)
    is_elsewhere = is_issuers and "whose" in findings["status"].values
    answered = _answers(findings, badge, notes)
    return replace(answered, endorsements=endorsed, inside=tuple(held), is_elsewhere=is_elsewhere)


def _run_ob2(
    credential: dict[str, Any],
    token: Token | None,
    question: Question,
    findings: dict[CheckId, Finding],
    notes: tuple[Text, ...],
) -> Answers:
    """Runs the nine checks on an Open Badges 2.0 badge. Checks 3 to 5 depend on its origin; the others are the same."""
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
    # A revoked badge is revoked, whatever else is wrong with it.
    if origin.status.outcome != "failed" and (trouble := ob2parts.trouble_in(origin)):
        findings["format"] = trouble
        return _answers(findings, badge, notes)
    findings["trust"] = check_trust(badge, question.trusted)
    findings["endorsements"], endorsed = check_endorsements(same, question, question.resolver)
    answered = _answers(findings, badge, (*notes, *_status_notes(origin.status)))
    return replace(answered, endorsements=endorsed)


def check_parse(data: bytes | str | Mapping[str, Any], *, inner: bool = False) -> Parsed:
    """1. Finds one JSON object in the input. `inner` input comes from a learner record and is one already."""
    return parse(data, inner=inner)


def check_format(credential: Mapping[str, Any], work: Work, *, nested: bool = False) -> tuple[Finding, Credential]:
    """2.

    Checks for a complete, unambiguous Open Badges 3.0 credential. Returns the parsed `Credential` too, for later
    checks.
    """
    read = Credential(credential)
    if nested and is_record(credential):
        return Finding("unknown", "format-unsupported", {"kind": Text("kind", "record")}), read
    return form_of(read, work), read


def check_signed(token: Token | None, read: Credential, resolver: Resolver, now: datetime) -> Signature:
    """3. Checks the signature: of the token around the credential, or else every proof we can check."""
    return check_token(token, read.given, resolver) if token else check_signature(read, resolver, now)


def _proofs_notes(signature: Signature) -> Iterator[Text]:
    """Notes on how many of several proofs hold, and on a suite with a draft's name.

    None for a signature that does not hold.
    """
    if signature.finding.outcome != "passed":
        return
    if signature.proofs > 1:
        name = "proofs-all" if signature.held == signature.proofs else "proofs-some"
        yield Text("note", name, {"count": signature.proofs, "held": signature.held})
    drafted = draft_of(signature.chosen.entry) if signature.chosen else None
    if drafted:
        yield Text("note", "draft-suite", {"suite": drafted[0], "got": drafted[1]})


def check_issuer(badge: BadgeFacts, signature: Signature, question: Question) -> Finding:
    """4. Checks that the key is the issuer's, may sign badges, and was valid at the time of signing."""
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
    """5. Checks the status list for revocation or suspension."""
    return status_of(credential, badge.issuer_id, question.now, question.fetch, resolver)


def _status_notes(finding: Finding) -> Iterator[Text]:
    """Notes: the issuer's reason for a revocation, if given, and the list's issuer, if that is somebody else."""
    if reason := finding.values.get("because"):
        yield Text("note", "because", {"reason": reason})
    if whose := finding.values.get("whose"):
        yield Text("note", "list-of", {"issuer": whose})


def check_period(credential: Mapping[str, Any], now: datetime) -> Finding:
    """6. Checks that now is within the badge's period. Check 2 has made sure that both bounds are dates."""
    begins, ends = period_of(credential)
    values = {"issued": begins or "", "expires": ends or ""}
    if begins and now < begins:
        return Finding("failed", "period-not-yet", values)
    if ends and now > ends:
        return Finding("failed", "period-expired", values)
    return Finding("passed", "period-ok" if ends else "period-open", values)


def check_nobody(credential: Mapping[str, Any]) -> Finding | None:
    """7, first part: a warning if the badge names no recipient, as Open Badges 3.0 requires. Anybody could claim it."""
    return Finding("warning", "recipient-nobody") if names_nobody(credential) else None


def check_recipient(credential: Mapping[str, Any], email: str | None) -> Finding:
    """7. Checks that one of the subject's e-mail identities, hashed or not, is the given address.

    Unknown if an identity has a kind of hash that we cannot compare.
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
    """8. Checks each embedded endorsement by its own signature and status."""
    return endorsements_of(credential, question.now, question.fetch, resolver)


def check_trust(badge: BadgeFacts, trusted: Collection[str]) -> Finding:
    """9. Checks that the issuer is one we trust."""
    if badge.issuer_id in trusted:
        return Finding("passed", "trust-known")
    return Finding("warning", "trust-unknown", {"issuer": issuer_address(badge.issuer_id)})


def _answers(findings: Mapping[CheckId, Finding], badge: BadgeFacts | None, notes: tuple[Text, ...]) -> Answers:
    """All nine results in order; checks we did not reach are `skipped`."""
    checks = tuple(
        Check.of(which, findings.get(which) or Finding("skipped", f"{which}-not-checked")) for which in IN_ORDER
    )
    return Answers(checks, badge, notes)
