"""The verdict on a learner record as a whole, given the verdicts on the credentials inside.

A record is `valid` (or `expired`) only if everything inside holds. A forged credential inside makes it `invalid`. One
that was revoked, is unconfirmed, unsupported or was not checked makes it `unverified`. An expired one is fine, because
a record is about what was once awarded, as long as its signature and status are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from badgepress.openbadges.limits import LISTED_NAMES
from badgepress.verify.facts import issuer_of
from badgepress.verify.report import Report, Text, Verdict, unreached

_HOLDS: frozenset[Verdict] = frozenset({"valid", "expired"})


def record_report(record: Report, count: int, *, known: bool) -> Report:
    """The report on a record with `count` credentials. `record` already has the reports on those we checked.

    `known` tells whether we trust its issuer.
    """
    record = replace(record, notes=(*record.notes, *_notes(count, record.credentials)))
    bad = [one for one in record.credentials if not _holds(one)]
    missed = count - len(record.credentials)
    if record.verdict not in _HOLDS or record.badge is None or (not bad and not missed):
        return record
    verdict: Verdict = "invalid" if any(one.verdict == "invalid" for one in bad) else "unverified"
    names = [Text("kind", "quoted", {"got": _name(one)}) for one in bad[:LISTED_NAMES]]
    more = ["…"] if len(bad) + missed > len(names) else []
    values = {
        "issuer": issuer_of(record.badge, known=known),
        "count": count,
        "bad": len(bad) + missed,
        "names": (*names, *more),
    }
    return replace(record, verdict=verdict, text=Text("verdict", f"record-{verdict}", values))


def _holds(inside: Report) -> bool:
    """Whether it was awarded and nothing essential is unknown. An expired badge may be forged, or revoked earlier."""
    return inside.verdict in _HOLDS and not any(map(unreached, inside.checks))


def _name(inside: Report) -> str | Text:
    return (inside.badge.name if inside.badge else "") or Text("label", "unnamed")


def _notes(count: int, credentials: Sequence[Report]) -> Iterator[Text]:
    """The notes on a learner record's contents."""
    bad = sum(one.verdict != "valid" for one in credentials)
    if credentials:
        yield Text("note", "clr-some" if bad else "clr-all", {"count": len(credentials), "bad": bad})
    if count > len(credentials):
        yield Text("note", "clr-many", {"count": count, "limit": len(credentials)})
