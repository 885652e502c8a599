"""One scenario: its input, its world, and the report that is expected (README.md explains the members)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.vectors.world import LIST, NOW, ORG, ORG_URL, Json, documents

GOOD = {
    "parse": "parse-ok",
    "format": "format-ok",
    "signature": "signature-ok",
    "issuer": "issuer-ok",
    "status": "status-ok",
    "period": "period-ok",
    "recipient": "recipient-not-asked",
    "endorsements": "endorsements-none",
    "trust": "trust-known",
}
_PASSED = {
    *GOOD.values(),
    "format-ok-2",
    "format-ok-clr",
    "signature-hosted",
    "issuer-hosted",
    "issuer-key",
    "period-open",
    "recipient-match",
    "endorsements-ok",
} - {
    "recipient-not-asked",
    "endorsements-none",
}
_WARNING = {"endorsements-bad", "trust-unknown", "status-message", "recipient-nobody"}
_UNKNOWN = {
    "parse-unsupported",
    "parse-too-large",
    "format-unsupported",
    "format-unknown-context",
    "format-own-context",
    "signature-unsupported",
    "signature-key-unreachable",
    "signature-key-not-named",
    "issuer-key-not-named",
    "issuer-scope-unsaid",
    "issuer-unreachable",
    "issuer-did-unsupported",
    "issuer-bad-document",
    "issuer-profile-other",
    "issuer-profile-unreachable",
    "signature-hosted-unreachable",
    "status-unreachable",
    "status-list-invalid",
    "status-list-stale",
    "status-unsupported",
    "recipient-none",
}
_SKIPPED = {"status-none", "recipient-not-asked", "endorsements-none"}

Codes = dict[str, str]
#: A note by its key, or with its values.
Note = str | tuple[str, Json]


def outcome(code: str) -> str:
    """The one outcome that goes with a code."""
    if code in _PASSED:
        return "passed"
    if code in _WARNING:
        return "warning"
    if code in _UNKNOWN:
        return "unknown"
    return "skipped" if code in _SKIPPED or code.endswith("-not-checked") else "failed"


def good(*codes: str) -> Codes:
    """All is well but for these codes; a code's check is the word before its first hyphen."""
    return GOOD | {code.partition("-")[0]: code for code in codes}


def stopped(code: str) -> Codes:
    """All was well until this code; nothing after it was looked at that depends on it."""
    failed = code.partition("-")[0]
    reached = False
    codes: Codes = {}
    for check, fine in GOOD.items():
        codes[check] = f"{check}-not-checked" if reached else code if check == failed else fine
        reached = reached or check == failed
    if failed == "signature" and code in _UNKNOWN:
        codes |= {check: GOOD[check] for check in ("period", "recipient")}
    return codes


def keyless(issuer: str, *codes: str) -> Codes:
    """The issuer's document gave no key; what needs the signature was not looked at."""
    skipped = ("status-not-checked", "endorsements-not-checked", "trust-not-checked")
    return good("signature-key-unreachable", issuer, *skipped, *codes)


def unnamed() -> Codes:
    """The key lies on the issuer's site, and nobody says that it is the issuer's; it was not read."""
    return keyless("issuer-key-not-named", "signature-key-not-named")


@dataclass(frozen=True)
class Scene:
    """A scenario; most need to say little more than the input and the codes. `fetched` are addresses in order."""

    name: str
    why: str
    input: Json
    codes: Codes = field(default_factory=good)
    verdict: str = "valid"
    fetched: tuple[str, ...] | None = None
    documents: dict[str, Json] | None = None
    flags: tuple[str, ...] = ()
    trusted: tuple[str, ...] = (ORG,)
    keys: dict[str, list[str]] = field(default_factory=dict)
    email: str | None = None
    now: str = NOW
    base_url: str | None = None
    served_from: str | None = None
    notes: tuple[Note, ...] | None = None
    #: The text of the verdict by its key, and some of its values; values of checks, by the check. As `plain` has them.
    text: str = ""
    values: Json = field(default_factory=dict)
    found: dict[str, Json] = field(default_factory=dict)
    inside: tuple[str, ...] | None = None
    endorsed: tuple[tuple[str | None, ...], ...] | None = None
    #: Codes that end as unknown here.
    unsure: tuple[str, ...] = ()

    def asked(self) -> list[str]:
        """The addresses that are asked for, unless told: those that the codes make needful."""
        if self.fetched is not None:
            return list(self.fetched)
        asked = [ORG_URL] if self.codes["signature"] in _after_asking() else []
        return [*asked, LIST] if self.codes["status"] in ("status-ok", "status-revoked", "status-suspended") else asked

    def as_json(self) -> dict[str, Any]:
        """The whole vector."""
        expect: dict[str, Any] = {
            "verdict": self.verdict,
            "checks": [
                [check, "unknown" if code in self.unsure else outcome(code), code] for check, code in self.codes.items()
            ],
            "fetched": self.asked(),
        }
        if self.notes is not None:
            expect["notes"] = list(self.notes)
        if self.inside is not None:
            expect["credentials"] = list(self.inside)
        if self.endorsed is not None:
            expect["endorsements"] = [list(one) for one in self.endorsed]
        for name in ("text", "values", "found"):
            if told := getattr(self, name):
                expect[name] = told
        return {
            "why": self.why,
            "expect": expect,
            "flags": list(self.flags),
            "input": self.input,
            "now": self.now,
            "trusted": list(self.trusted),
            **({"keys": self.keys} if self.keys else {}),
            "email": self.email,
            "documents": self.documents if self.documents is not None else documents(),
            "base_url": self.base_url,
            "served_from": self.served_from,
        }


def _after_asking() -> set[str]:
    return {
        "signature-ok",
        "signature-mismatch",
        "signature-expired",
        "signature-key-unreachable",
        "signature-key-missing",
        "signature-key-malformed",
        "signature-too-complex",
    }


def bad(name: str, why: str, input: Json, code: str, **more: Any) -> Scene:
    """A scenario that ends at this code, invalid or unverified; `world` is not asked before the signature."""
    return Scene(name, why, input, stopped(code), "unverified" if code in _UNKNOWN else "invalid", **more)
