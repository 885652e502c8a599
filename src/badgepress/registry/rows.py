"""One row per award for pages that aggregate awards: small, picklable, and free of private data."""

from __future__ import annotations

from typing import NamedTuple


class AwardRow(NamedTuple):
    """One award as signed. Dates are RFC 3339 in UTC; an empty text means that there is no value.

    Unlisted, erased and superseded awards have a row too, without names; `public` leaves them out.
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
    #: The language of its texts, as a BCP 47 tag.
    language: str = ""


def standing(row: AwardRow, now: str) -> str:
    """Return the state of an award at `now` (RFC 3339 in UTC): `expired` if it is active but past its expiry."""
    return "expired" if row.state == "active" and row.expires and row.expires <= now else row.state
