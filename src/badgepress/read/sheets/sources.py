"""The spreadsheets of other platforms, and how one is recognised: by the names of its columns.

A field is where a cell goes: `email`, `badge`, `issued`, `evidence.0.url`. Columns that are not listed are not read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from badgepress.read.sheets.dates import Order


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of spreadsheet: its columns (as `header` writes them) with their fields, and what it must have."""

    slug: str
    title: str
    columns: Mapping[str, str]
    needs: frozenset[str]
    dates: Order | None = None


def header(text: str) -> str:
    """The name of a column for comparing: `Issued_At *` and `issued at` are one."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return " ".join(plain.split()).rstrip(" *:")


_CREDLY_PERSON = {
    "issued to first name": "first_name",
    "issued to middle name": "middle_name",
    "issued to last name": "last_name",
    "badge template id": "badge_id",
    "country": "country",
    "expiration date": "expires",
    "expires at": "expires",
}

SOURCES: tuple[Source, ...] = (
    Source(
        "credly",
        "Credly bulk issue",
        {
            **_CREDLY_PERSON,
            "recipient email": "email",
            "first name": "first_name",
            "middle name": "middle_name",
            "last name": "last_name",
            "issued at": "issued",
            "evidence name": "evidence.0.name",
            "evidence url": "evidence.0.url",
            "text evidence name": "evidence.1.name",
            "text evidence title": "evidence.1.name",
            "text evidence url": "evidence.1.url",
            "text evidence description": "evidence.1.description",
            "id evidence title": "evidence.2.name",
            "id evidence description": "evidence.2.description",
        },
        frozenset({"email", "badge_id"}),
        "mdy",
    ),
    Source(
        "credly-analytics",
        "Credly analytics export",
        {
            **_CREDLY_PERSON,
            "badge name": "badge",
            "issued to email": "email",
            "status": "status",
            "issue date": "issued",
            "expires": "expires",
        },
        frozenset({"email", "badge"}),
        "mdy",
    ),
    Source(
        "canvas",
        "Canvas Credentials",
        {
            "badge class id": "badge_id",
            "identifier": "email",
            "first name": "first_name",
            "last name": "last_name",
            "narrative": "narrative",
            "evidence narrative": "evidence.0.narrative",
            "evidence url": "evidence.0.url",
            "issue date": "issued",
            "expiration date": "expires",
        },
        frozenset({"email"}),
    ),
    Source("badgr", "Badgr", {"email": "email", "evidence": "evidence"}, frozenset({"email", "evidence"})),
    Source(
        "accredible",
        "Accredible",
        {
            "recipient name": "name",
            "recipient email": "email",
            "issued on": "issued",
            "expired on": "expires",
            "expires on": "expires",
            "expiry date": "expires",
            "group": "badge",
            "group name": "badge",
            "grade": "grade",
        },
        frozenset({"email", "name"}),
    ),
    Source(
        "edubadges",
        "edubadges",
        {
            "recipient mailadres": "email",
            "recipient first name": "first_name",
            "recipient surname": "last_name",
            "narrative (optional)": "narrative",
            "evidence url (optional)": "evidence.0.url",
            "evidence name (optional)": "evidence.0.name",
            "evidence description (optional)": "evidence.0.description",
            "grade (optional)": "grade",
        },
        frozenset({"email", "last_name"}),
    ),
    Source(
        "moodle",
        "Moodle Badge Awarder",
        {"firstname": "first_name", "lastname": "last_name", "email": "email", "badge": "badge"},
        frozenset({"email", "badge", "first_name", "last_name"}),
    ),
    Source(
        "dcc",
        "DCC dashboard",
        {"earnername": "name", "emailaddress": "email", "credentialname": "badge"},
        frozenset({"email", "name", "badge"}),
    ),
    Source(
        "openbadges",
        "Open Badges CSV",
        {
            "recipient email": "email",
            "evidence": "evidence",
            "badge": "badge",
            "issued on": "issued",
            "expires": "expires",
        },
        frozenset({"email", "badge"}),
    ),
    Source(
        "plain",
        "a plain sheet",
        {
            "email": "email",
            "e-mail": "email",
            "name": "name",
            "first name": "first_name",
            "last name": "last_name",
            "badge": "badge",
            "date": "issued",
            "issued": "issued",
            "expires": "expires",
            "country": "country",
            "evidence": "evidence",
        },
        frozenset({"email"}),
    ),
)
BY_SLUG: Mapping[str, Source] = {source.slug: source for source in SOURCES}
#: Fewer known columns than these say nothing about where a sheet comes from.
_LEAST = 2


def recognised(headers: Sequence[str]) -> list[Source]:
    """The sources a row of column names can be from, those with the most columns in common: one, none, or a tie.

    A plain sheet is what no platform's columns are.
    """
    names = {header(one) for one in headers}
    scored = []
    for source in SOURCES:
        found = [source.columns[name] for name in names if name in source.columns]
        if source.needs <= set(found) and len(found) >= _LEAST:
            scored.append((len(found), source))
    known = [(score, source) for score, source in scored if source.slug != "plain"]
    scored = known or scored
    most = max((score for score, _ in scored), default=0)
    return [source for score, source in scored if score == most]


def nearest(headers: Sequence[str]) -> Source | None:
    """The source with the most columns in common, though something it needs is missing."""
    names = {header(one) for one in headers}
    scored = [(sum(name in source.columns for name in names), source) for source in SOURCES]
    score, source = max(scored, key=lambda one: one[0])
    return source if score else None
