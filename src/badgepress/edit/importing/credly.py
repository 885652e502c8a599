"""Read Credly's public JSON: a badge's page or a person's profile, such as `…/badges.json`.

It is not signed. So it is only used to find each badge, which is then verified as the Open Badges 2.0 assertion that
Credly hosts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from badgepress.edit.importing.originals import Checking, Original, read_original, standing, verdict_problems
from badgepress.errors import Place, Problem
from badgepress.read.quoting import folded
from badgepress.verify import verify
from badgepress.verify.facts import entries, inside, text_at
from badgepress.verify.fetch import once
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.ob2form import pointer
from badgepress.verify.report import BadgeFacts, Named

PAGE = "https://www.credly.com/badges/{}"
ASSERTION = "https://api.credly.com/v1/obi/v2/badge_assertions/{}"
MOST = 1_000
_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")


def read_originals(raw: bytes, shown: str, checking: Checking) -> Iterator[tuple[Original | None, list[Problem]]]:
    """Yield the badges in a file with their problems: Credly's JSON may hold many, any other file holds one."""
    document: object = None
    with suppress(JsonTrouble, UnicodeDecodeError):
        document = read_object(raw.decode("utf-8-sig")) if raw.lstrip()[:1] in b"{\xef" else None
    if isinstance(document, dict) and is_credly(document):
        yield from read_credly(document, shown, checking)
    else:
        yield read_original(raw, shown, checking)


def is_credly(document: object) -> bool:
    """Return whether the JSON is a badge of Credly's, or a page of them."""
    listed = entries(inside(document, "data")) or [document]
    return all(isinstance(one, dict) and "badge_template" in one and _issued(one) for one in listed)


def read_credly(
    document: Mapping[str, Any], shown: str, checking: Checking
) -> Iterator[tuple[Original | None, list[Problem]]]:
    """Yield every badge of the document, verified at Credly, with its problems. Stops after `MOST` badges."""
    many = isinstance(document.get("data"), list)
    fetch = once(checking.fetch) if checking.fetch else None
    for number, one in enumerate(entries(document.get("data"))[:MOST] or [document]):
        place = Place(shown, 0, f"data[{number}]" if many else "")
        yield _read(one, place, replace(checking, fetch=fetch))


def _read(one: Mapping[str, Any], place: Place, checking: Checking) -> tuple[Original | None, list[Problem]]:
    badge_id = text_at(one, "id")
    if not _ID.match(badge_id):
        return None, [Problem(place, "original-not-valid", "the badge has no Credly id")]
    if text_at(one, "state") in ("revoked", "rejected"):
        return None, [_withdrawn(place)]
    facts = _facts(one, badge_id)
    report = verify(
        pointer(ASSERTION.format(badge_id)),
        now=checking.now,
        fetch=checking.fetch,
        trusted=checking.trusted,
        email=checking.email,
        keys=checking.keys,
    )
    problems = verdict_problems(report, place, checking)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    if standing(report) != "unverified" and report.badge is not None:
        hosted = report.badge
        if folded(hosted.name) != folded(facts.name) or hosted.issued[:10] != facts.issued[:10]:
            message = "the file differs from the badge that Credly hosts"
            return None, [Problem(place, "original-differs", message, hint="download the file from Credly again")]
    called = tuple(text for text in (text_at(one, "badge_template", "id"), facts.name) if text)
    known = report.check("trust").outcome == "passed"
    return Original(place, "Credly", facts, called, standing(report), known, address=checking.email or ""), problems


def _withdrawn(place: Place) -> Problem:
    return Problem(place, "left-out", "skipped: Credly shows this badge as withdrawn", severity="warning")


def _facts(one: Mapping[str, Any], badge_id: str) -> BadgeFacts:
    issuers = entries(inside(one, "issuer", "entities")) or entries(inside(one, "badge_template", "issuer", "entities"))
    issuer = next((inside(entry, "entity") for entry in issuers), None)
    page = PAGE.format(badge_id)
    listed = (Named(text_at(item, "name"), text_at(item, "url")) for item in entries(one.get("evidence")))
    return BadgeFacts(
        format="credly",
        id=page,
        name=text_at(one, "badge_template", "name"),
        issuer_id=text_at(issuer, "vanity_url") or text_at(issuer, "url"),
        issuer_name=text_at(issuer, "name"),
        recipient_name=text_at(one, "issued_to"),
        issued=_issued(one),
        expires=text_at(one, "expires_at_date") or text_at(one, "expires_at"),
        evidence=tuple(item for item in listed if item.name or item.url),
    )


def _issued(one: Mapping[str, Any]) -> str:
    return text_at(one, "issued_at_date") or text_at(one, "issued_at")
