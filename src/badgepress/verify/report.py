"""The result of verifying: nine checks, the verdict that follows from them, and what the badge claims about itself.

Everything here is codes and values. `badgepress.words` turns them into sentences in the language wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

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

#: Codes for something this verifier does not support: `unknown`, never `failed`. Checks that depend on it are skipped.
#: (Trees deeper or more tangled than any badge are not here: only an attacker builds those.)
UNSUPPORTED = frozenset(
    {
        "parse-unsupported",
        "parse-too-large",
        "format-unsupported",
        "format-unknown-context",
        "format-own-context",
        "signature-unsupported",
    }
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text from the catalogue: its section, its key, and the values for its placeholders (see `Finding`)."""

    section: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Somebody as a sentence names them: by name, followed by the address unless we trust them."""

    name: str
    address: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: an outcome, a code from the catalogue, and the values for the texts of that code.

    A value is JSON, a `datetime` (shown as a day), a `Text`, an `Issuer`, or a tuple of values (shown as a list).
    """

    outcome: Outcome
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One of the nine checks with its result. `code` is stable.

    `sentence` and `hint`, if set, replace the texts of the code.
    """

    id: CheckId
    outcome: Outcome
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    sentence: Text | None = None
    hint: Text | None = None

    @classmethod
    def of(cls, check: CheckId, finding: Finding) -> Check:
        """The finding as the result of this check."""
        return cls(check, finding.outcome, finding.code, finding.values)


@dataclass(frozen=True, slots=True)
class Named:
    """Something the badge names, with its http(s) address if it has one."""

    name: str
    url: str = ""

    def as_dict(self) -> dict[str, str | None]:
        """As in the report's JSON."""
        return {"name": self.name, "url": self.url or None}


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What the badge says about itself; "" if it says nothing. Only as trustworthy as the verdict says."""

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
        """As in the report's JSON, with null for empty values."""
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
    """An endorsement: by whom, their comment, and a `text` that says whether it is really theirs."""

    outcome: Outcome
    issuer_id: str
    issuer_name: str
    comment: str
    text: Text


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to “is this badge good?” as codes and values. `checks` are the nine in order; `notes` are extra
    remarks.

    `text` is the verdict's text (section `verdict`). Its `{reason}` stands for the sentences of the checks in `reason`.
    `endorsements` are the badge's endorsements, `credentials` the reports on a learner record's contents.
    """

    verdict: Verdict
    text: Text
    reason: tuple[CheckId, ...]
    checks: tuple[Check, ...]
    badge: BadgeFacts | None
    notes: tuple[Text, ...]
    checked_at: datetime
    endorsements: tuple[Endorsement, ...] = ()
    credentials: tuple[Report, ...] = ()

    def check(self, which: CheckId) -> Check:
        """The check with this id."""
        return next(check for check in self.checks if check.id == which)


def decides(check: Check) -> bool:
    """Whether this check failed in a way that makes the badge invalid, rather than revoked or expired."""
    if check.outcome != "failed":
        return False
    return check.id in ("parse", "format", "signature", "issuer", "recipient") or check.code == "period-not-yet"


def is_unsupported(check: Check) -> bool:
    """Whether this verifier does not support it, which does not count against the badge."""
    return check.code in UNSUPPORTED


def unreached(check: Check) -> bool:
    """Whether we could not find out something essential."""
    return check.outcome == "unknown" and check.id in ("parse", "format", "signature", "issuer", "status")


def verdict_of(checks: Sequence[Check]) -> Verdict:
    """The verdict, computed from the checks alone. Endorsements and trust never decide.

    A learner record's verdict also depends on its contents (`records`).
    """
    failed = {check.id for check in checks if check.outcome == "failed"}
    if any(decides(check) for check in checks):
        return "invalid"
    if "status" in failed:
        return "revoked"
    # “Expired” implies that the badge was genuine, so its signature and issuer must be known.
    unknown = {check.id for check in checks if unreached(check)}
    if "period" in failed and unknown <= {"status"}:
        return "expired"
    return "unverified" if unknown else "valid"
