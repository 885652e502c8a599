"""Dates of Open Badges 2.0: ISO 8601 with a time and a time zone, as the 1EdTech validator core accepts them.

The standard asks for ISO 8601, which has many forms. The other checks know only one (`moments`), so this module
converts a date to that form first.

- The day is `2019-05-06`, `20190506`, `2019-126`, `2019126`, `2019-W19-1` or `2019W191`. A month, a week or a year
  alone (`2019-05`, `2019-W19`, `2019W19`, `2019`) means its first day.
- The time is `10:30:00`, `103000`, `10:30`, `1030` or `10`. Its last part may have a fraction after a point or a comma.
- The zone is `Z`, `+02:00`, `+0200` or `+02`. Without a zone the moment is unknown, so it is not a date.

A fraction counts to the millisecond and is cut, never rounded, as in `moments`. Digits after the ninth are ignored.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from badgepress.openbadges.limits import ISO_DATE_CHARACTERS, LAST_SECOND
from badgepress.openbadges.moments import moment

_ISO = re.compile(
    r"(\d{4})(-\d\d(?:-\d\d)?|-?\d{3}|-W\d\d(?:-\d)?|\d{4}|W\d\d\d?)?"
    r"T(\d\d(?::\d\d(?::\d\d)?|\d\d(?:\d\d)?)?)(?:[.,](\d{1,9})\d*)?(Z|[+-]\d\d(?::?\d\d)?)",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Milliseconds in an hour, a minute and a second. The digits before a fraction tell which of them it is a fraction of.
_UNITS = {2: 3_600_000, 4: 60_000, 6: 1_000}


def dated(value: object) -> object:
    """The date in UTC, in the form that `moments` reads. Returns anything else unchanged."""
    if not isinstance(value, str) or moment(value) or len(value) > ISO_DATE_CHARACTERS:
        return value
    found = _ISO.fullmatch(value)
    try:
        return _written(found) if found else value
    except (ValueError, OverflowError):
        return value


def older(value: object) -> datetime | None:
    """The moment of a date, which in versions before 2.0 may also be a day alone or the seconds since 1970."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LAST_SECOND:
        return datetime.fromtimestamp(value, UTC)
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return moment(f"{value}T00:00:00Z") if is_day else moment(dated(value))


def _written(found: re.Match[str]) -> str:
    """The date in the form that `moments` reads. Raises ValueError or OverflowError if there is no such day or time."""
    day = _day(int(found[1]), (found[2] or "").replace("-", ""))
    digits = found[3].replace(":", "")
    hour, minute, second = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    milli = int((found[4] or "0").ljust(9, "0")) * _UNITS[len(digits)] // 10**9
    zone = found[5].replace(":", "").removeprefix("Z")
    ahead = int(zone[1:3] or 0) * 60 + int(zone[3:] or 0)
    if int(zone[1:3] or 0) > 23 or int(zone[3:] or 0) > 59:
        raise ValueError("no zone is so far")
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) + timedelta(milliseconds=milli)
    when = local - timedelta(minutes=-ahead if zone[:1] == "-" else ahead)
    fraction = f".{when.microsecond // 1000:03}" if when.microsecond else ""
    return f"{when.replace(microsecond=0, tzinfo=None).isoformat()}{fraction}Z"


def _day(year: int, rest: str) -> date:
    """The day.

    `rest` is what follows the year, without hyphens: nothing, month, month and day, day of year, or week.
    """
    if rest[:1] == "W":
        return date.fromisocalendar(year, int(rest[1:3]), int(rest[3:] or 1))
    if len(rest) == 3:
        found = date(year, 1, 1) + timedelta(days=int(rest) - 1)
        if found.year != year:
            raise ValueError("the year has no such day")
        return found
    return date(year, int(rest[:2] or 1), int(rest[2:] or 1))
