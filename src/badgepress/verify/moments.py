"""Dates as the standards write them: RFC 3339 with a time and a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:(Z)|([+-])(\d\d):(\d\d))", re.ASCII
)
_USUAL = 40


def moment(text: object) -> datetime | None:
    """The moment in UTC; None for anything that is not an `xsd:dateTimeStamp` between the years 1 and 9999."""
    if not isinstance(text, str):
        return None
    return _read_once(text) if len(text) <= _USUAL else _read(text)


def _read(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[part]) for part in range(1, 7))
    micro = int((found[7] or "0").ljust(6, "0")[:6])
    zone_hours, zone_minutes = int(found[10] or 0), int(found[11] or 0)
    if zone_hours > 14 or zone_minutes > 59:
        return None
    offset = timedelta(hours=zone_hours, minutes=zone_minutes) * (-1 if found[9] == "-" else 1)
    try:
        return datetime(year, month, day, hour, minute, second, micro, UTC) - offset
    except (ValueError, OverflowError):
        return None


# A badge is asked for its few dates again and again.
_read_once = lru_cache(maxsize=1024)(_read)


def stamp(when: datetime) -> str:
    """`2026-09-14T08:30:00Z`, whole seconds in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
