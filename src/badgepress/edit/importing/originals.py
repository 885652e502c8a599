"""Read badges issued elsewhere, and verify each: Open Badges 2.0 and 3.0 in files, tokens and images.

Such a badge becomes an award of one of the programme's own classes. The award links to the original and states how its
verification ended. The original itself is not copied, because only its own issuer can vouch for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from badgepress.errors import Place, Problem
from badgepress.openbadges import identity
from badgepress.openbadges.images.bake import is_image
from badgepress.read.quoting import shown_text
from badgepress.verify import Fetch, Report, verify
from badgepress.verify.facts import identities, issuer_address, text_at
from badgepress.verify.fetch import once
from badgepress.verify.ob2 import Reader
from badgepress.verify.ob2form import generation, is_pointer
from badgepress.verify.parse import parse
from badgepress.verify.report import BadgeFacts, Verdict, is_unsupported, unreached
from badgepress.words.cleaning import labelled

_SNIFFED = 4_096
_TOKEN = re.compile(rb'"?ey[A-Za-z0-9_-]+\.[A-Za-z0-9_.~"-]*\s*\Z')
FORMATS = {"ob3": "Open Badges 3.0", "ob2": "Open Badges 2.0"}


@dataclass(frozen=True, slots=True)
class Original:
    """A badge issued elsewhere: its facts, its recipient, and the verdict on it.

    `kind`: its format in words. `called`: the names by which to find a badge class, best first. `known`: its issuer is
    trusted. `address`: a plain e-mail address from the badge or the user. `hashed`: an identity hash and its salt.
    """

    place: Place
    kind: str
    facts: BadgeFacts
    called: tuple[str, ...]
    verdict: str
    known: bool
    narrative: str = ""
    address: str = field(default="", repr=False)
    hashed: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Checking:
    """How to verify originals: the time, how to fetch (None: import them unverified), and the known issuers' ids.

    `keys` maps an issuer's address to keys known to be its own.
    """

    now: datetime
    fetch: Fetch | None
    trusted: Collection[str]
    email: str | None = field(default=None, repr=False)
    keys: Mapping[str, Collection[str]] = field(default_factory=dict)


def is_badge(raw: bytes) -> bool:
    """Return whether a file is a badge rather than a sheet: an image, JSON, or a token."""
    head = raw[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    return is_image(raw) or head.startswith((b"{", b"[")) or _TOKEN.match(head) is not None


def read_original(data: bytes, shown: str, checking: Checking) -> tuple[Original | None, list[Problem]]:
    """Verify and read the badge in a file. Return it, or None, and its problems."""
    place = Place(shown)
    fetch = once(checking.fetch) if checking.fetch else None
    report = verify(
        data,
        now=checking.now,
        fetch=fetch,
        trusted=checking.trusted,
        email=checking.email,
        keys=checking.keys,
    )
    problems = verdict_problems(report, place, checking)
    if any(one.severity == "error" for one in problems) or report.badge is None:
        return None, problems
    credential = parse(data).credential or {}
    if is_pointer(credential) and fetch:
        credential = Reader(fetch).pointed(credential)
    facts = report.badge
    older = generation(credential) > 0
    class_id = text_at(credential, "badge") if older else text_at(credential, "credentialSubject", "achievement", "id")
    called = tuple(name for name in (class_id, facts.name) if name)
    address, hashed = _recipient(credential, older=older, email=checking.email)
    narrative = text_at(credential, "narrative") or text_at(credential, "credentialSubject", "narrative")
    found = Original(
        place,
        FORMATS[facts.format],
        facts,
        called,
        standing(report),
        report.check("trust").outcome == "passed",
        narrative,
        address,
        hashed,
    )
    return found, problems


def standing(report: Report) -> Verdict:
    """Return the verdict, but "unverified" for an expired badge if some check, such as revocation, got no answer."""
    return "unverified" if any(map(unreached, report.checks)) and report.verdict == "expired" else report.verdict


def verdict_problems(report: Report, place: Place, checking: Checking) -> list[Problem]:
    """Return the problems that follow from the report. They quote no sentence of it, which may contain an address."""
    if report.verdict in ("invalid", "revoked") or any(map(is_unsupported, report.checks)):
        return [_not_valid(report, place)]
    if report.badge is not None and report.badge.format == "clr":
        hint = "import the badges inside it one by one"
        return [Problem(place, "original-is-record", "a learner record cannot be imported as one badge", hint=hint)]
    if standing(report) == "unverified":
        return [_unverified(report, place) if checking.fetch is not None else _unchecked(place)]
    if report.badge is not None and report.check("trust").outcome != "passed":
        return [_unknown_issuer(report.badge, place)]
    return []


def _not_valid(report: Report, place: Place) -> Problem:
    failed = next(check for check in report.checks if check.outcome == "failed" or is_unsupported(check))
    hint = "`badgepress verify` gives details"
    if failed.code == "recipient-mismatch":
        hint = "it was issued to another address than that of --email"
    message = f"the original is {report.verdict}, so it is not imported"
    return Problem(place, "original-not-valid", message, got=failed.code, hint=hint)


def _unverified(report: Report, place: Place) -> Problem:
    unknown = next(check for check in report.checks if check.outcome == "unknown")
    hint = "try again later, or import it unverified with --offline; the award then says so"
    return Problem(place, "original-unverified", "the original cannot be verified now", got=unknown.code, hint=hint)


def _unchecked(place: Place) -> Problem:
    message = "the original was not verified, and the award says so"
    hint = "to verify it, import without --offline"
    return Problem(place, "original-unchecked", message, hint=hint, severity="warning")


def _unknown_issuer(facts: BadgeFacts, place: Place) -> Problem:
    message = "this programme does not know the original's issuer"
    got = shown_text(labelled(facts.issuer_name, issuer_address(facts.issuer_id)))
    hint = "if you trust it, add it to trusted.yml"
    return Problem(place, "original-issuer-unknown", message, got=got, hint=hint, severity="warning")


def _recipient(credential: Mapping[str, Any], *, older: bool, email: str | None) -> tuple[str, tuple[str, str] | None]:
    """Return (address, None) for the given or a plain address, ("", (hash, salt)) for a hashed one, or ("", None)."""
    if email:
        return email, None
    recipient = credential.get("recipient")
    found: Iterable[Any] = [recipient] if older else identities(credential)
    for one in found:
        if not isinstance(one, Mapping) or not identity.is_mail(one):
            continue
        value = str(one.get("identityHash", one.get("identity")) or "")
        if value.startswith("sha256$"):
            return "", (value.lower(), text_at(one, "salt"))
        if one.get("hashed") is not True:
            return value, None
    return "", None
