"""The report in words: for people, and as JSON for other programs (docs/report.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badgepress.openbadges.moments import stamp
from badgepress.verify.report import BadgeFacts, CheckId, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class ToldCheck:
    """One check in words. `code` is stable; `sentence` and `hint` are for people. A hint may be empty."""

    id: CheckId
    outcome: Outcome
    code: str
    sentence: str
    hint: str

    def as_dict(self) -> dict[str, str]:
        """As in the report's JSON."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "code": self.code,
            "sentence": self.sentence,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class ToldEndorsement:
    """An endorsement in words: by whom, their comment, and a sentence that says whether it is really theirs."""

    outcome: Outcome
    issuer_id: str
    issuer_name: str
    comment: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """As in the report's JSON, with null for empty values."""
        return {
            "outcome": self.outcome,
            "issuer": {"id": self.issuer_id or None, "name": self.issuer_name or None},
            "comment": self.comment or None,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to “is this badge good?” in words. `checks` are the nine in order; `notes` are extra sentences.

    `endorsements` are the badge's endorsements, `credentials` the reports on a learner record's contents.
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
        """The check with this id."""
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
