"""What the aggregated pages need of one award: small, picklable, without anything private."""

from __future__ import annotations

from typing import NamedTuple


class AwardRow(NamedTuple):
    """One award as signed. Dates are RFC 3339 in UTC; empty texts stand for what is not there.

    An unlisted, erased or superseded award has a row as well, without names; `public` leaves it out.
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
    country: str = ""
    issued: str = ""
    expires: str = ""
    revoked: str = ""
    version: int = 1
    #: Of its texts, as a tag of BCP 47.
    language: str = ""


def standing(row: AwardRow, now: str) -> str:
    """The state of an award at `now` (RFC 3339 in UTC): `expired` for one that nothing but its date has ended."""
    return "expired" if row.state == "active" and row.expires and row.expires <= now else row.state
