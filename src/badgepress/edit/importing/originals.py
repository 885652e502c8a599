"""Badges of elsewhere: Open Badges 2.0 and 3.0 in files, tokens and images, each checked before it is believed.

What such a badge becomes here is an award of one of the programme's own classes. It points to the original and says
what the check of it came to; the original itself is not copied, for only its own issuer can speak for it.
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
    """A badge of elsewhere: what it says of itself, whom it is for, and the verdict on it.

    `address` is an e-mail address that it holds in the open or that the user gave; `hashed` an identity and its salt.
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
    """How originals are checked: when, by what fetch (None: none, and they are taken over unchecked), whom we know."""

    now: datetime
    fetch: Fetch | None
    trusted: Collection[str]
    email: str | None = field(default=None, repr=False)
    keys: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Keys known to be an issuer's, by the issuer's address."""


def is_badge(raw: bytes) -> bool:
    """Whether a file is a badge rather than a sheet: an image, JSON, or a token."""
    head = raw[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    return is_image(raw) or head.startswith((b"{", b"[")) or _TOKEN.match(head) is not None


def read_original(data: bytes, shown: str, checking: Checking) -> tuple[Original | None, list[Problem]]:
    """The badge in a file, and what is wrong with it. The signature is checked before anything else is looked at."""
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
    said = [text_at(credential, "badge")] if older else [text_at(credential, "credentialSubject", "achievement", "id")]
    called = tuple(one for one in (*said, facts.name) if one)
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
    """The verdict; of what ended it must be known as well that it was not revoked before, or nothing is said of it."""
    return "unverified" if any(map(unreached, report.checks)) and report.verdict == "expired" else report.verdict


def verdict_problems(report: Report, place: Place, checking: Checking) -> list[Problem]:
    """What the verdict stands in the way of. No sentence of the report is repeated: it may hold an address."""
    if report.verdict in ("invalid", "revoked") or any(map(is_unsupported, report.checks)):
        return [_not_valid(report, place)]
    if report.badge is not None and report.badge.format == "clr":
        hint = "import the badges inside one by one"
        return [Problem(place, "original-is-record", "a learner record is not taken over as one badge", hint=hint)]
    if standing(report) == "unverified":
        return [_unverified(report, place) if checking.fetch is not None else _unchecked(place)]
    if report.badge is not None and report.check("trust").outcome != "passed":
        return [_unknown_issuer(report.badge, place)]
    return []


def _not_valid(report: Report, place: Place) -> Problem:
    failed = next(check for check in report.checks if check.outcome == "failed" or is_unsupported(check))
    hint = "`badgepress verify` says more"
    if failed.code == "recipient-mismatch":
        hint = "it was given to another address than that of --email"
    message = f"the original is {report.verdict}, so nothing is taken over"
    return Problem(place, "original-not-valid", message, got=failed.code, hint=hint)


def _unverified(report: Report, place: Place) -> Problem:
    unknown = next(check for check in report.checks if check.outcome == "unknown")
    hint = "try again later, or take it over unchecked with --offline; the award then says so"
    return Problem(place, "original-unverified", "the original cannot be checked now", got=unknown.code, hint=hint)


def _unchecked(place: Place) -> Problem:
    message = "the original was not checked, and the award says so"
    hint = "import it without --offline"
    return Problem(place, "original-unchecked", message, hint=hint, severity="warning")


def _unknown_issuer(facts: BadgeFacts, place: Place) -> Problem:
    message = "the issuer of the original is not one that this programme knows"
    got = shown_text(labelled(facts.issuer_name, issuer_address(facts.issuer_id)))
    hint = "add it to trusted.yml if you know it"
    return Problem(place, "original-issuer-unknown", message, got=got, hint=hint, severity="warning")


def _recipient(credential: Mapping[str, Any], *, older: bool, email: str | None) -> tuple[str, tuple[str, str] | None]:
    """(the address, the hash and salt): the address that was given, or that stands in the open, else the hash."""
    if email:
        return email, None
    recipient = credential.get("recipient")
    found: Iterable[Any] = [recipient] if older else identities(credential)
    for one in found:
        if not isinstance(one, Mapping) or not identity.is_mail(one):
            continue
        said = str(one.get("identityHash", one.get("identity")) or "")
        if said.startswith("sha256$"):
            return "", (said.lower(), text_at(one, "salt"))
        if one.get("hashed") is not True:
            return said, None
    return "", None
