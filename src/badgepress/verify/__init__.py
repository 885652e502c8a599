"""Any credential → a `Report`: nine checks, a verdict, sentences for people. A bad badge never raises.

`checks` holds the procedure, step by step. The browser verifier does the same in TypeScript; both are held to
the scenarios in tests/vectors/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from badgepress.openbadges.work import Work
from badgepress.verify.checks import Question, run
from badgepress.verify.dids import Resolver
from badgepress.verify.facts import issuer_address, issuer_label
from badgepress.verify.fetch import Fetch, Moved, Noting, SiteFetch, bounded, offline, once
from badgepress.verify.moments import counted, moment
from badgepress.verify.records import MOST_INSIDE, whole
from badgepress.verify.report import (
    BadgeFacts,
    Check,
    Report,
    Verdict,
    decides,
    is_unsupported,
    unreached,
    verdict_of,
)
from badgepress.verify.web import HttpFetch
from badgepress.verify.words import DEFAULT, day, piece, speaking, verdict_words

__all__ = ["BadgeFacts", "Check", "Fetch", "HttpFetch", "Moved", "Report", "SiteFetch", "offline", "verify"]

#: Identities that are a key and nothing else: anyone makes one in a moment.
_NOBODYS = ("did:key:", "did:jwk:")


def verify(
    data: bytes | str | Mapping[str, Any],
    *,
    now: datetime,
    fetch: Fetch | None = None,
    trusted: Collection[str] = (),
    email: str | None = None,
    language: str = DEFAULT,
    keys: Mapping[str, Collection[str]] | None = None,
) -> Report:
    """Check one badge: the bytes of a PNG, SVG or JSON file, a text, or a parsed credential.

    `now` has a zone and counts to the millisecond. `fetch` reads addresses (without one nothing is read, and a badge
    of a did:web issuer ends `unverified`). `trusted` are the DIDs or addresses of issuers known here. `email` is
    compared with the badge's recipient. `keys` are those known here to be an issuer's, by the issuer's https address:
    multikeys (`z6Mk…`), or https addresses of keys; they count where the issuer's own document lists none. The report
    speaks `language`, or English where there is no catalogue for it (`words.languages`).
    Whatever is wrong with the badge is in the report; only a `now` without a zone raises (ValueError).
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    read = fetch or offline
    with speaking(language):
        work = Work()
        asked = once(bounded(read, work=work))
        resolver = Resolver(asked, keys or {}, work)
        report = _reported(data, Question(counted(now), asked, resolver, trusted, email, keys=keys or {}))
        return replace(report, notes=(*report.notes, *(read.notes if isinstance(read, Noting) else ())))


def _reported(data: bytes | str | Mapping[str, Any], question: Question) -> Report:
    """The report on one credential, and on those inside it."""
    answers, trusted = run(data, question), question.trusted
    notes = list(answers.notes)
    verdict = verdict_of(answers.checks)
    title, sentence = _words(verdict, answers.checks, answers.badge, trusted)
    badge = answers.badge
    if badge and verdict in ("valid", "expired") and badge.issuer_id not in trusted:
        nobody = badge.issuer_id.startswith(_NOBODYS)
        unknown = piece("note", "issuer-unknown", issuer=issuer_address(badge.issuer_id))
        notes.append(piece("note", "issuer-nobody") if nobody else unknown)
    inner = replace(question, nested=True)
    credentials = tuple(_inside(answers.inside[:MOST_INSIDE], inner))
    checks, endorsements = answers.checks, answers.endorsements
    report = Report(verdict, title, sentence, checks, badge, tuple(notes), question.now, endorsements, credentials)
    count = len(answers.inside)
    return whole(report, count, known=bool(badge and badge.issuer_id in trusted)) if count else report


def _inside(held: Sequence[Mapping[str, Any] | str], question: Question) -> Iterator[Report]:
    """A report on each of these; what there was no work left for was not looked at, and is not wrong for that."""
    for one in held:
        report = _reported(one, question)
        if question.resolver.work.is_spent:
            return
        yield report


def _words(
    verdict: Verdict, checks: Sequence[Check], badge: BadgeFacts | None, trusted: Collection[str]
) -> tuple[str, str]:
    """Title and sentence of the verdict (catalogue/README.md, “Which verdict text”)."""
    if verdict == "invalid":
        deciding = next(check for check in checks if decides(check))
        if badge and deciding.id == "recipient":
            return _not_theirs(deciding, checks, _values(badge, trusted))
        return verdict_words(invalid_name(deciding), {}, reason=deciding.sentence)
    if verdict == "unverified":
        first = next(check for check in checks if unreached(check))
        name = "unsupported" if first.id == "format" else verdict
        return verdict_words(name, {}, reason=first.sentence)
    if badge is None:
        raise ValueError("a badge that passed its format has facts")
    return verdict_words(_name(verdict, checks, badge), _values(badge, trusted))


def _not_theirs(deciding: Check, checks: Sequence[Check], values: Mapping[str, object]) -> tuple[str, str]:
    """The words for a badge of somebody else, with whatever else is to be said of it."""
    besides = [check for check in checks if check is not deciding and (check.outcome == "failed" or unreached(check))]
    reason = " ".join(check.sentence for check in (deciding, *besides))
    return verdict_words("other-holder-besides" if besides else "other-holder", values, reason=reason)


def invalid_name(deciding: Check) -> str:
    """Which words an invalid badge gets, from the check that decided: not all that fails is a forgery."""
    if is_unsupported(deciding):
        return "unsupported"
    if deciding.id == "parse":
        return "unreadable"
    if deciding.id == "recipient":
        return "other-holder"
    return "not-yet" if deciding.code == "period-not-yet" else "invalid"


def _name(verdict: Verdict, checks: Sequence[Check], badge: BadgeFacts) -> str:
    if verdict == "revoked":
        return "suspended" if any(check.code == "status-suspended" for check in checks) else "revoked"
    name = verdict if badge.recipient_name else f"{verdict}-anonymous"
    return f"{name}-until" if verdict == "valid" and badge.expires else name


def _values(badge: BadgeFacts, trusted: Collection[str]) -> dict[str, object]:
    issued, expires = moment(badge.issued), moment(badge.expires)
    return {
        "issuer": issuer_label(badge, known=badge.issuer_id in trusted),
        "recipient": badge.recipient_name,
        "issued": day(issued) if issued else "",
        "expires": day(expires) if expires else "",
    }
