"""Reads dates as spreadsheets write them: ISO 8601, and numbers with slashes, dots or hyphens that mean one day only.

Month names may be English, German, French or Spanish, with or without a weekday before them. Japanese dates use their
own characters.

`order` says which of two numbers is the month: `mdy` or `dmy`. Without it, a date that could be read both ways is
refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal

from badgepress.model import moment, rfc3339

Order = Literal["mdy", "dmy"]
#: What the dates of a column show: one order, or both.
Settled = Order | Literal["mixed"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
#: A time of day after a date. With a zone it makes a moment; without one it is dropped.
_TIME = re.compile(
    r"[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s?(?P<zone>[Zz]|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}))?"
)
_JAPANESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_WEEKDAY = re.compile(r"[^\W\d_]{2,11}\.?,?\s+(?=\d)|[^\W\d_]{2,11},\s+(?=[^\W\d_])")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+)?([^\W\d_]{3,10})\.?,?[\s-]+(?:de\s+|del\s+)?(\d{4})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_PERIOD = re.compile(
    r"(?:Q[1-4]|[1-4]Q|T[1-4])[ /-]?\d{4}|\d{4}[ /-]?Q[1-4]|\d{4}[-/.](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.]\d{4}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月|(?P<word>[^\W\d_]{3,10})\.?,?[ -](?:de\s+|del\s+)?\d{4}",
    re.IGNORECASE,
)
#: Each month in four languages, in full and abbreviated, without accents.
_MONTHS = (
    "january jan januar jaenner janner janvier janv enero ene",
    "february feb februar fevrier fevr fev febrero",
    "march mar marz maerz mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}


class AmbiguousDate(ValueError):
    """Raised for a date that can be read in two ways."""


def day_or_moment(text: str, order: Order | None) -> str:
    """Return `2026-09-14`, or with a time and a zone `2026-09-14T10:00:00Z`.

    Raises AmbiguousDate, or another ValueError that says why the text is not a date.
    """
    text = text.strip()
    found = _ISO.match(text) or _JAPANESE.match(text)
    named = None if found else _named(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
    elif named:
        (year, month, day), found = named
        text = found.string
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


def mark_of(text: str) -> str:
    """Return the separator between the numbers of a date: a slash, a dot or a hyphen."""
    found = _NUMBERS.match(text.strip())
    return found[2] if found else ""


def orders_of(texts: Iterable[str]) -> dict[str, Settled]:
    """Return the order of day and month that a column's dates show, by the separator of the dates: `/`, `.` or `-`.

    A date that can be read in only one way settles the order. If two such dates disagree, the result is `mixed`, and
    dates that can be read both ways stay ambiguous.
    """
    orders: dict[str, Settled] = {}
    for text in texts:
        found = _NUMBERS.match(text.strip())
        if found and found[2] in "/.-":
            first, second = int(found[1]), int(found[3])
            order: Settled | None = "mdy" if second > 12 >= first > 0 else "dmy" if first > 12 >= second > 0 else None
            if order is not None and orders.setdefault(found[2], order) != order:
                orders[found[2]] = "mixed"
    return orders


def is_date(text: str) -> bool:
    """Return whether a text is a date, even an ambiguous one."""
    try:
        day_or_moment(text, None)
    except AmbiguousDate:
        return True
    except ValueError:
        return False
    return True


def is_period(text: str) -> bool:
    """Return whether a text is a month or a quarter: without a day, no award can be signed with it."""
    found = _PERIOD.fullmatch(text.strip())
    return found is not None and (not found["word"] or _plain(found["word"]) in _MONTH)


def _named(text: str) -> tuple[tuple[int, int, int], re.Match[str]] | None:
    """Return (year, month, day) and the match of a date with the name of its month. A weekday is skipped."""
    weekday = _WEEKDAY.match(text)
    rest = text[weekday.end() :] if weekday and _plain(weekday[0].rstrip(" ,.")) not in _MONTH else text
    found = _DAY_FIRST.match(rest)
    if found and (month := _MONTH.get(_plain(found[2]))):
        return (int(found[3]), month, int(found[1])), found
    found = _MONTH_FIRST.match(rest)
    if found and (month := _MONTH.get(_plain(found[1]))):
        return (int(found[3]), month, int(found[2])), found
    return None


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))


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
    zone = _zone(zone)
    try:
        written = rfc3339(moment(f"{on.isoformat()}T{hour:02}:{found['minute']}:{found['second'] or '00'}{zone}"))
    except ValueError:
        raise ValueError("no such time") from None
    return written.removesuffix("T00:00:00Z")


def _zone(text: str) -> str:
    """Return `GMT+1` as `+01:00`."""
    text = text.upper().removeprefix("UTC").removeprefix("GMT")
    if text in ("", "Z"):
        return "Z"
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{text[0]}{hours.zfill(2)}:{minutes}"
