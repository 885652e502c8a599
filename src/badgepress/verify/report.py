"""What verifying finds: nine checks, a verdict drawn from them, and what the badge claims about itself.

Everything here is a code with values. `badgepress.words` makes sentences of it, once, in the language that is wanted.
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

#: Codes that say that this verifier does not know how to check it: `unknown`, never `failed`. Nothing after such a
#: check is looked at that depends on it. (Trees that are deeper or more tangled than any badge are not among them:
#: whoever builds one means harm, and it is no badge.)
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
    """A text of the catalogue: its section, its key there, and the values that fill it (see `Finding`)."""

    section: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Somebody as a sentence names them: by the name, with the address beside it unless they are known here."""

    name: str
    address: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """How a check ended: an outcome, a code of the catalogue, and the values that fill the texts of that code.

    A value is JSON, a `datetime` (shown as a day), a `Text`, an `Issuer`, or a tuple of values (shown as a list).
    """

    outcome: Outcome
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One of the nine checks and how it ended; `code` is stable.

    `sentence` and `hint` say it in other words than those of the code, where there are such.
    """

    id: CheckId
    outcome: Outcome
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    sentence: Text | None = None
    hint: Text | None = None

    @classmethod
    def of(cls, check: CheckId, finding: Finding) -> Check:
        """The finding as the result of that check."""
        return cls(check, finding.outcome, finding.code, finding.values)


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
    """Somebody's word for the badge: who, what they say, and (as `text`) whether it is really theirs."""

    outcome: Outcome
    issuer_id: str
    issuer_name: str
    comment: str
    text: Text


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to “is this badge good?”, as codes and values. `checks` are the nine, in order; `notes` stand beside.

    `text` is the text of the verdict (section `verdict`). Its `{reason}` is the sentences of the checks in `reason`.
    `endorsements` are those that the badge brings, `credentials` the reports on what is inside a learner record.
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
        """The check of that id."""
        return next(check for check in self.checks if check.id == which)


def decides(check: Check) -> bool:
    """Whether a failure of this check makes the badge invalid (and not revoked or expired)."""
    if check.outcome != "failed":
        return False
    return check.id in ("parse", "format", "signature", "issuer", "recipient") or check.code == "period-not-yet"


def is_unsupported(check: Check) -> bool:
    """Whether there is no way to check it here, so that nothing is said against the badge."""
    return check.code in UNSUPPORTED


def unreached(check: Check) -> bool:
    """Whether something essential could not be found out."""
    return check.outcome == "unknown" and check.id in ("parse", "format", "signature", "issuer", "status")


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
    if "period" in failed and unknown <= {"status"}:
        return "expired"
    return "unverified" if unknown else "valid"
