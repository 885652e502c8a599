"""A report in words: what people read, and the JSON that other programs read (docs/report.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badgepress.openbadges.moments import stamp
from badgepress.verify.report import BadgeFacts, CheckId, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class ToldCheck:
    """One check as it is shown: `code` is stable, `sentence` and `hint` are for people (a hint may be empty)."""

    id: CheckId
    outcome: Outcome
    code: str
    sentence: str
    hint: str

    def as_dict(self) -> dict[str, str]:
        """The form of the report's JSON."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "code": self.code,
            "sentence": self.sentence,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class ToldEndorsement:
    """Somebody's word for the badge: who, what they say, and in a sentence whether it is really theirs."""

    outcome: Outcome
    issuer_id: str
    issuer_name: str
    comment: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """The form of the report's JSON; what is empty is null."""
        return {
            "outcome": self.outcome,
            "issuer": {"id": self.issuer_id or None, "name": self.issuer_name or None},
            "comment": self.comment or None,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to “is this badge good?” in words. `checks` are the nine, in order; `notes` are sentences beside them.

    `endorsements` are those that the badge brings, `credentials` the reports on what is inside a learner record.
    """

    verdict: Verdict
    title: str
    sentence: str
    checks: tuple[ToldCheck, ...]
    badge: BadgeFacts | None
    notes: tuple[str, ...]
    checked_at: datetime
    endorsements: tuple[ToldEndorsement, ...] = ()
    credentials: tuple[Told, ...] = ()

    def check(self, which: CheckId) -> ToldCheck:
        """The check of that id."""
        return next(check for check in self.checks if check.id == which)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON, version 1."""
        return {
            "version": 1,
            "verdict": self.verdict,
            "title": self.title,
            "sentence": self.sentence,
            "checks": [check.as_dict() for check in self.checks],
            "badge": self.badge.as_dict() if self.badge else None,
            "notes": list(self.notes),
            "endorsements": [one.as_dict() for one in self.endorsements],
            "credentials": [one.as_dict() for one in self.credentials],
            "checkedAt": stamp(self.checked_at),
        }
