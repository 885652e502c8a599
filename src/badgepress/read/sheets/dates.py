"""Dates as spreadsheets write them: ISO 8601 always, numbers with slashes, dots or hyphens where they can mean one day.

`order` says which of two numbers is the month: `mdy` or `dmy`. Without it a date that could be read both ways is
refused rather than guessed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from badgepress.model import moment, rfc3339

Order = Literal["mdy", "dmy"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
#: A time of day behind a date; with a zone it makes a moment, without one it is left out.
_TIME = re.compile(
    r"[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}))?"
)


class AmbiguousDate(ValueError):
    """The text is a date, in two ways."""


def day_or_moment(text: str, order: Order | None) -> str:
    """`2026-09-14`, or with a time and a zone `2026-09-14T10:00:00Z`.

    Raises AmbiguousDate, or another ValueError that says why it is no date.
    """
    text = text.strip()
    found = _ISO.match(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
    else:
        found = _NUMBERS.match(text)
        if not found:
            raise ValueError("not a date")
        first, second = int(found[1]), int(found[3])
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
        if order is None and first <= 12 and second <= 12 and first != second:
            raise AmbiguousDate(text)
        month_first = order == "mdy" or (order is None and second > 12)
        month, day = (first, second) if month_first else (second, first)
    try:
        on = date(year, month, day)
    except ValueError:
        raise ValueError("no such date") from None
    rest = text[found.end() :]
    return _with_time(on, rest) if rest else on.isoformat()


def _with_time(on: date, rest: str) -> str:
    found = _TIME.fullmatch(rest)
    if not found:
        raise ValueError("not a date")
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such time")
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    if hour > 23 or int(found["minute"]) > 59 or int(found["second"] or 0) > 59:
        raise ValueError("no such time")
    zone = found["zone"]
    if not zone:
        return on.isoformat()
    zone = "Z" if zone.upper() in ("Z", "UTC", "GMT") else f"{zone[:3]}:{zone[-2:]}"
    try:
        written = rfc3339(moment(f"{on.isoformat()}T{hour:02}:{found['minute']}:{found['second'] or '00'}{zone}"))
    except ValueError:
        raise ValueError("no such time") from None
    return written.removesuffix("T00:00:00Z")
