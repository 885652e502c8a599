"""Any credential → a `Report`: nine checks and a verdict, as codes and values. A bad badge never raises.

`checks` holds the procedure, step by step; `badgepress.words` makes sentences of a report. The browser verifier does
the same in TypeScript; both are held to the scenarios in tests/vectors/.
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
from badgepress.verify.records import whole
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

#: Identities that are a key and nothing else: anyone makes one in a moment.
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
    """Check one badge: the bytes of a PNG, SVG or JSON file, a text, or a parsed credential.

    `now` has a zone and counts to the millisecond. `fetch` reads addresses (without one nothing is read, and a badge
    of a did:web issuer ends `unverified`). `trusted` are the DIDs or addresses of issuers known here. `email` is
    compared with the badge's recipient. `keys` are those known here to be an issuer's, by the issuer's https address:
    multikeys (`z6Mk…`), or https addresses of keys; they count where the issuer's own document lists none.
    Whatever is wrong with the badge is in the report; only a `now` without a zone raises (ValueError).
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    read = fetch or offline
    work = Work()
    asked = once(bounded(read, work=work))
    resolver = Resolver(asked, keys or {}, work, trusted)
    report = _reported(data, Question(counted(now), asked, resolver, trusted, email, keys=keys or {}))
    return replace(report, notes=(*report.notes, *(read.notes if isinstance(read, Noting) else ())))


def _reported(data: bytes | str | Mapping[str, Any], question: Question) -> Report:
    """The report on one credential, and on those inside it."""
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
    credentials = tuple(_inside(answers.inside[:INNER_CREDENTIALS], inner))
    checks, endorsements = answers.checks, answers.endorsements
    report = Report(verdict, text, reason, checks, badge, tuple(notes), question.now, endorsements, credentials)
    count = len(answers.inside)
    return whole(report, count, known=bool(badge and badge.issuer_id in trusted)) if count else report


def _inside(held: Sequence[Mapping[str, Any] | str], question: Question) -> Iterator[Report]:
    """A report on each of these; what there was no work left for was not looked at, and is not wrong for that."""
    for one in held:
        report = _reported(one, question)
        if question.resolver.work.is_spent:
            return
        yield report


def _text(verdict: Verdict, answers: Answers, trusted: Collection[str]) -> tuple[Text, tuple[CheckId, ...]]:
    """The text of the verdict (words/catalogue/README.md, “Which verdict text”), and whose sentences are its reason."""
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
    """The text for a badge of somebody else, with whatever else is to be said of it."""
    besides = [
        check.id for check in checks if check is not deciding and (check.outcome == "failed" or unreached(check))
    ]
    return Text("verdict", "other-holder-besides" if besides else "other-holder", values), (deciding.id, *besides)


def invalid_name(deciding: Check) -> str:
    """Which text an invalid badge gets, from the check that decided: not all that fails is a forgery."""
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
    # That it was genuine to its end is not known while nobody can tell whether it was revoked before.
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
