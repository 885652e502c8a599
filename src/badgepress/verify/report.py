"""What verifying says: nine checks, a verdict drawn from them, and what the badge claims about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from badgepress.verify.moments import stamp
from badgepress.verify.words import code_words

CheckId = Literal["parse", "format", "signature", "issuer", "status", "period", "recipient", "endorsements", "trust"]
Outcome = Literal["passed", "failed", "warning", "unknown", "skipped"]
Verdict = Literal["valid", "expired", "revoked", "invalid", "unverified"]

IN_ORDER: tuple[CheckId, ...] = (
    "parse",
    "format",
    "signature",
    "issuer",
    "status",
    "period",
    "recipient",
    "endorsements",
    "trust",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """How a check ended, before it is put into words: an outcome, a code of the catalogue, values for its text."""

    outcome: Outcome
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it is shown: `code` is stable, `sentence` and `hint` are for people (a hint may be empty)."""

    id: CheckId
    outcome: Outcome
    code: str
    sentence: str
    hint: str

    @classmethod
    def of(cls, check: CheckId, finding: Finding) -> Check:
        """The finding in the catalogue's words."""
        sentence, hint = code_words(finding.code, finding.values)
        return cls(check, finding.outcome, finding.code, sentence, hint)

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
class Named:
    """Something the badge names, with an http(s) address when it has one."""

    name: str
    url: str = ""

    def as_dict(self) -> dict[str, str | None]:
        """The form of the report's JSON."""
        return {"name": self.name, "url": self.url or None}


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What the badge says of itself, empty where it says nothing; to be believed only as far as the verdict goes."""

    format: str = "ob3"
    id: str = ""
    name: str = ""
    description: str = ""
    image: str = ""
    issuer_id: str = ""
    issuer_name: str = ""
    issuer_url: str = ""
    recipient_name: str = ""
    issued: str = ""
    expires: str = ""
    evidence: tuple[Named, ...] = ()
    skills: tuple[Named, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form of the report's JSON; what is empty is null."""
        return {
            "format": self.format,
            "id": self.id or None,
            "name": self.name or None,
            "description": self.description or None,
            "image": self.image or None,
            "issuer": {"id": self.issuer_id or None, "name": self.issuer_name or None, "url": self.issuer_url or None},
            "recipient": {"name": self.recipient_name or None},
            "issued": self.issued or None,
            "expires": self.expires or None,
            "evidence": [one.as_dict() for one in self.evidence],
            "skills": [one.as_dict() for one in self.skills],
        }


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Somebody's word for the badge: who, what they say, and whether it is really theirs."""

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
class Report:
    """The answer to “is this badge good?”. `checks` are the nine, in order; `notes` are sentences beside them.

    `endorsements` are those that the badge brings, `credentials` the reports on what is inside a learner record.
    """

    verdict: Verdict
    title: str
    sentence: str
    checks: tuple[Check, ...]
    badge: BadgeFacts | None
    notes: tuple[str, ...]
    checked_at: datetime
    endorsements: tuple[Endorsement, ...] = ()
    credentials: tuple[Report, ...] = ()

    def check(self, which: CheckId) -> Check:
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


def decides(check: Check) -> bool:
    """Whether a failure of this check makes the badge invalid (and not revoked or expired)."""
    if check.outcome != "failed":
        return False
    return check.id in ("parse", "format", "signature", "issuer", "recipient") or check.code == "period-not-yet"


def is_unsupported(check: Check) -> bool:
    """Whether what failed is a way to check it here, so that nothing is said against the badge."""
    return check.code.endswith("-unsupported") or check.code in ("format-unknown-context", "format-own-context")


def unreached(check: Check) -> bool:
    """Whether something essential could not be found out."""
    return check.outcome == "unknown" and check.id in ("format", "signature", "issuer", "status")


def verdict_of(checks: Sequence[Check]) -> Verdict:
    """The verdict: a pure function of the checks. Endorsements and trust never decide.

    That of a learner record also depends on what is inside (`records`).
    """
    failed = {check.id for check in checks if check.outcome == "failed"}
    if any(decides(check) for check in checks):
        return "invalid"
    if "status" in failed:
        return "revoked"
    # Whoever says that it ended says that it was genuine: that is not known before its signature and its issuer are.
    unknown = {check.id for check in checks if unreached(check)}
    if "period" in failed and not unknown & {"format", "signature", "issuer"}:
        return "expired"
    return "unverified" if unknown else "valid"
