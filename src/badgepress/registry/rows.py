"""One row per award: the facts that pages, indexes, numbers and data files are made from."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from badgepress.model import Program, rfc3339
from badgepress.model.issued import Issued
from badgepress.registry.credential import CredentialText


class AwardRow(NamedTuple):
    """One award as signed. Dates are RFC 3339 in UTC; an empty text means that there is no value.

    `level` and `skills` were signed with the award, so a later edit of the class does not change them. `earner` is the
    earner's public profile. Unlisted, erased and superseded awards have a row too, without names.

    The last four fields are **private**: `person` ties one person's awards together, whether or not they have a
    profile. `public` empties them, and every number that is made from them goes through the gate (`gate.py`).
    """

    id: str
    state: str
    visibility: str
    badge: str
    badge_name: str
    issuer: str
    issuer_name: str
    name: str = ""
    earner: str = ""
    issued: str = ""
    expires: str = ""
    revoked: str = ""
    version: int = 1
    #: The language of its texts, as a BCP 47 tag.
    language: str = ""
    level: str = ""
    skills: tuple[str, ...] = ()
    person: str = ""
    country: str = ""
    unit: str = ""
    audience: str = ""


def row_of(program: Program, issued: Issued, text: CredentialText | None) -> AwardRow:
    """Return the row of an award, from the `text` of its credential; None if it was erased."""
    if text is None:
        return AwardRow(issued.id, issued.state, issued.visibility, issued.badge, "", "", "")
    who, is_public = issued.recipient, issued.visibility == "public"
    person = (who.earner if who else None) or ""
    return AwardRow(
        id=issued.id,
        state=issued.state,
        visibility=issued.visibility,
        badge=issued.badge,
        badge_name=text.badge,
        issuer=text.issuer_slug,
        issuer_name=text.issuer,
        name=text.name if is_public else "",
        earner=person if is_public and person in program.earners else "",
        issued=_date(text.issued),
        expires=_date(text.expires),
        revoked=_date(issued.revoked_on),
        version=issued.version,
        language=text.language,
        level=text.level,
        skills=text.slugs,
        person=person,
        country=(who.country if who else None) or "",
        unit=(who.unit if who else None) or "",
        audience=(who.audience if who else None) or "",
    )


def person_of(row: AwardRow) -> str:
    """Return who an award counts for: its earner, else nobody but itself. Two people never have the same text."""
    return f"earner {row.person}" if row.person else f"award {row.id}"


def told(row: AwardRow) -> AwardRow:
    """Return the row without its private fields."""
    return row._replace(person="", country="", unit="", audience="")


def standing(row: AwardRow, now: str) -> str:
    """Return the state of an award at `now` (RFC 3339 in UTC): `expired` if it is active but past its expiry."""
    return "expired" if row.state == "active" and row.expires and row.expires <= now else row.state


def _date(value: datetime | None) -> str:
    return rfc3339(value) if value else ""
