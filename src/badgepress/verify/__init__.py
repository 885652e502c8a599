"""Verifies any credential and returns a `Report`: nine checks and a verdict, as codes and values.

A bad badge never raises.

`checks` has the procedure, step by step. `badgepress.words` turns a report into sentences. The browser verifier does
the same in TypeScript; the scenarios in tests/vectors/ test both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from badgepress.openbadges.limits import INNER_CREDENTIALS
from badgepress.openbadges.moments import counted, moment
from badgepress.openbadges.work import Work
from badgepress.verify.checks import Answers, Question, run
from badgepress.verify.dids import Resolver
from badgepress.verify.facts import issuer_address, issuer_of
from badgepress.verify.fetch import Fetch, Moved, Noting, SiteFetch, bounded, offline, once
from badgepress.verify.records import record_report
from badgepress.verify.report import (
    BadgeFacts,
    Check,
    CheckId,
    Report,
    Text,
    Verdict,
    decides,
    is_unsupported,
    unreached,
    verdict_of,
)
from badgepress.verify.web import HttpFetch

__all__ = ["BadgeFacts", "Check", "Fetch", "HttpFetch", "Moved", "Report", "SiteFetch", "offline", "verify"]

#: Issuers that are nothing but a key. Anyone can make one in a moment.
_NOBODYS = ("did:key:", "did:jwk:")


def verify(
    data: bytes | str | Mapping[str, Any],
    *,
    now: datetime,
    fetch: Fetch | None = None,
    trusted: Collection[str] = (),
    email: str | None = None,
    keys: Mapping[str, Collection[str]] | None = None,
) -> Report:
    """Verifies one badge: the bytes of a PNG, SVG or JSON file, a text, or a parsed credential.

    `now` needs a zone and counts to the millisecond. `fetch` reads addresses; without one, nothing is read and a badge
    of a did:web issuer ends `unverified`. `trusted` are DIDs or addresses of known issuers. `email` is compared with
    the badge's recipient. `keys` maps an issuer's https address to keys known to be that issuer's: multikeys (`z6Mk…`)
    or https addresses of keys. They count only if the issuer's own document lists no keys.

    Everything wrong with the badge goes into the report. The only exception is ValueError for a `now` without a zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    read = fetch or offline
    work = Work()
    fetch_once = once(bounded(read, work=work))
    resolver = Resolver(fetch_once, keys or {}, work, trusted)
    report = _report(data, Question(counted(now), fetch_once, resolver, trusted, email, keys=keys or {}))
    return replace(report, notes=(*report.notes, *(read.notes if isinstance(read, Noting) else ())))


def _report(data: bytes | str | Mapping[str, Any], question: Question) -> Report:
    """The report on one credential, including the credentials inside it."""
    answers, trusted = run(data, question), question.trusted
    notes = list(answers.notes)
    verdict = verdict_of(answers.checks)
    text, reason = _text(verdict, answers, trusted)
    badge = answers.badge
    if badge and verdict in ("valid", "expired") and badge.issuer_id not in trusted:
        nobody = badge.issuer_id.startswith(_NOBODYS)
        unknown = Text("note", "issuer-unknown", {"issuer": issuer_address(badge.issuer_id)})
        notes.append(Text("note", "issuer-nobody") if nobody else unknown)
    inner = replace(question, nested=True)
    credentials = tuple(_inner_reports(answers.inside[:INNER_CREDENTIALS], inner))
    checks, endorsements = answers.checks, answers.endorsements
    report = Report(verdict, text, reason, checks, badge, tuple(notes), question.now, endorsements, credentials)
    count = len(answers.inside)
    return record_report(report, count, known=bool(badge and badge.issuer_id in trusted)) if count else report


def _inner_reports(held: Sequence[Mapping[str, Any] | str], question: Question) -> Iterator[Report]:
    """A report on each credential.

    Stops when the work limit is used up: those after it count as not checked, not as wrong.
    """
    for one in held:
        report = _report(one, question)
        if question.resolver.work.is_spent:
            return
        yield report


def _text(verdict: Verdict, answers: Answers, trusted: Collection[str]) -> tuple[Text, tuple[CheckId, ...]]:
    """The text of the verdict (words/catalogue/README.md, “Which verdict text”), and the checks that are its reason."""
    checks, badge = answers.checks, answers.badge
    if verdict == "invalid":
        deciding = next(check for check in checks if decides(check))
        if badge and deciding.id == "recipient":
            return _not_theirs(deciding, checks, _values(badge, trusted))
        return Text("verdict", invalid_name(deciding)), (deciding.id,)
    if verdict == "unverified":
        open_one = next(check for check in checks if unreached(check))
        return Text("verdict", "unsupported" if is_unsupported(open_one) else verdict), (open_one.id,)
    if badge is None:
        raise ValueError("a badge that passed its format has facts")
    return Text("verdict", _name(verdict, answers, badge), _values(badge, trusted)), ()


def _not_theirs(
    deciding: Check, checks: Sequence[Check], values: Mapping[str, object]
) -> tuple[Text, tuple[CheckId, ...]]:
    """The text for somebody else's badge, and the checks to mention: recipient and any others that went wrong."""
    besides = [
        check.id for check in checks if check is not deciding and (check.outcome == "failed" or unreached(check))
    ]
    return Text("verdict", "other-holder-besides" if besides else "other-holder", values), (deciding.id, *besides)


def invalid_name(deciding: Check) -> str:
    """The name of the text for an invalid badge, by the check that decided. Not every failure is a forgery."""
    if deciding.id == "parse":
        return "unreadable"
    if deciding.id == "recipient":
        return "other-holder"
    return "not-yet" if deciding.code == "period-not-yet" else "invalid"


def _name(verdict: Verdict, answers: Answers, badge: BadgeFacts) -> str:
    checks = answers.checks
    if verdict == "revoked":
        name = "suspended" if any(check.code == "status-suspended" for check in checks) else "revoked"
        return f"{name}-elsewhere" if answers.is_elsewhere else name
    # While the status is unknown, the badge may have been revoked before it expired.
    name = f"{verdict}-unknown" if verdict == "expired" and any(map(unreached, checks)) else verdict
    name = name if badge.recipient_name else f"{name}-anonymous"
    return f"{name}-until" if verdict == "valid" and badge.expires else name


def _values(badge: BadgeFacts, trusted: Collection[str]) -> dict[str, object]:
    return {
        "issuer": issuer_of(badge, known=badge.issuer_id in trusted),
        "recipient": badge.recipient_name,
        "issued": moment(badge.issued) or "",
        "expires": moment(badge.expires) or "",
    }
