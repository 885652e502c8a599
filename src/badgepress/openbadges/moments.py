"""Dates and times: what XML Schema 1.1 (`xsd:dateTimeStamp`) and RFC 3339 both allow.

This module and the browser verifier follow the same rules:

- `YYYY-MM-DDThh:mm:ss`, an optional fraction of any length, then `Z` or an offset. `T` and `Z` are capitals.
- The day exists in the calendar. Hours go up to 23, minutes and seconds up to 59: RFC 3339 has no `24:00:00`, and XML
  Schema has no leap second.
- An offset is at most 14:00 (XML Schema). `-00:00` is UTC.
- The year is 0001 to 9999, both as written and in UTC.
- A moment is a whole number of milliseconds. Further digits are cut off, never rounded. Browsers count in milliseconds,
  and they stay exact for all these years; a double cannot hold microseconds in the year 9999.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3})\d*)?"
    r"(?:Z|([+-])(0\d|1[0-3]|14(?=:00)):([0-5]\d))",
    re.ASCII,
)
_USUAL = 40


def moment(text: object) -> datetime | None:
    """The moment in UTC, in whole milliseconds; None for anything the rules above do not allow."""
    if not isinstance(text, str):
        return None
    return _read_once(text) if len(text) <= _USUAL else _read(text)


def _read(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[part]) for part in range(1, 7))
    offset = (int(found[9] or 0) * 60 + int(found[10] or 0)) * (-1 if found[8] == "-" else 1)
    micro = int((found[7] or "0").ljust(3, "0")) * 1000
    try:
        return datetime(year, month, day, hour, minute, second, micro, UTC) - timedelta(minutes=offset)
    except (ValueError, OverflowError):
        return None


# The checks read a badge's few dates again and again.
_read_once = lru_cache(maxsize=1024)(_read)


def counted(when: datetime) -> datetime:
    """The moment in UTC, cut to the millisecond, so that it compares with what `moment` returns."""
    utc = when.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def stamp(when: datetime) -> str:
    """The moment as `2026-09-14T08:30:00Z`: UTC, whole seconds, a four-digit year."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
