"""Dates of Open Badges 2.0: both halves agree with each other and with the validator core on random texts.

The 1EdTech validator core parses dates with aniso8601, and checks for a zone with its own pattern.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aniso8601
import pytest

from badgepress.openbadges.moments import moment
from badgepress.verify.isodates import dated, older
from tests.verifier.asking import Browser

QUICK, HEAVY, LONG = 2_000, 50_000, 1_000_000
TIERS = [
    QUICK,
    pytest.param(HEAVY, marks=pytest.mark.heavy),
    pytest.param(LONG, marks=pytest.mark.long),
]
AT_ONCE = 5_000
_ZONE = re.compile(r".*[+-](?:\d{4}|\d{2}|\d{2}:\d{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def half() -> Iterator[Browser]:
    with Browser() as asked:
        yield asked


def by_the_core(text: str) -> datetime | None:
    """The validator core's result for a date, cut to the millisecond."""
    try:
        found: datetime = aniso8601.parse_datetime(text)
    except Exception:  # as the core itself does
        return None
    if not (text.endswith("Z") or _ZONE.fullmatch(text)):
        return None
    try:
        there = found.astimezone(UTC)
    except OverflowError:
        return None
    return there.replace(microsecond=there.microsecond // 1000 * 1000)


def well_formed(chance: random.Random) -> str:
    """A date in one of the ISO 8601 forms, usually with an existing day and time."""
    year = f"{chance.choice([1, 1970, 2000, 2015, 2020, 2026, 9999, chance.randint(1, 9999)]):04}"
    month, day = f"{chance.randint(1, 12):02}", f"{chance.choice([1, 28, 29, 30, 31, chance.randint(1, 31)]):02}"
    week, weekday = f"W{chance.choice([1, 52, 53, chance.randint(0, 54)]):02}", str(chance.randint(0, 8))
    ordinal = f"{chance.choice([1, 60, 365, 366, chance.randint(0, 367)]):03}"
    parts = chance.choice([[month, day], [month], [], [week], [week, weekday], [ordinal]])
    dash = chance.choice(["-", "" if parts != [month] else "-"])
    hour = f"{chance.choice([0, 23, chance.randint(0, 24)]):02}"
    clock = [hour, *(f"{chance.randint(0, 60):02}" for _ in range(chance.randint(0, 2)))]
    fraction = chance.choice(["", "", f"{chance.choice('.,')}{chance.randint(0, 10 ** chance.randint(1, 12))}"])
    ahead, minutes = f"{chance.choice([0, 14, 23, chance.randint(0, 24)]):02}", f"{chance.choice([0, 30, 60]):02}"
    zone = chance.choice(
        ["Z", "Z", "", *(sign + ahead + rest for sign in "+-" for rest in ("", minutes, f":{minutes}"))]
    )
    return f"{dash.join([year, *parts])}T{chance.choice([':', '']).join(clock)}{fraction}{zone}"


def spoiled(text: str, chance: random.Random) -> str:
    """The text with a character changed, removed or added."""
    at = chance.randrange(len(text) + 1)
    sign: str = chance.choice(["", *"0123456789-:.,TWZ+ tz\u2212\u0661\n"])
    return text[:at] + sign + text[at + chance.randint(0, 1) :]


#: The core accepts, and we do not: hour 24, which RFC 3339 lacks, and week 53 in years without one. We accept, and the
#: core does not: the zone -00:00, and fractions of the last minute or hour. Some of its forms take second 60.
_LONG = re.compile(r"[.,]\d{10}")
_APART = re.compile(r".*T24.*|.*W53.*|.*-00(?::?00)?|.*T(?:..:?59|23)[.,].*|.*:?60[.,].*")


@pytest.mark.parametrize("count", TIERS)
def test_dates_in_every_form(count: int, half: Browser) -> None:
    chance, read, refused = random.Random(count), 0, 0
    for begin in range(0, count, AT_ONCE):
        texts = [well_formed(chance) for _ in range(min(AT_ONCE, count - begin))]
        whole = len(texts)
        texts += [spoiled(text, chance) for text in texts]
        ours = [dated(text) for text in texts]
        assert half.call("dated", texts) == ours
        for number, (text, made) in enumerate(zip(texts, ours, strict=True)):
            when, said = moment(made), by_the_core(text)
            is_apart = _APART.fullmatch(text) or moment(text)
            # We ignore the digits of a fraction after the ninth, which make up to 4 microseconds of an hour: cut to the
            # millisecond, that may be one more.
            if when and said and _LONG.search(text) and said - when == timedelta(milliseconds=1):
                said = when
            assert when is None or is_apart or when == said, (text, made, said)
            if number < whole and said is not None and not is_apart:
                assert when == said, (text, made, said)
            read, refused = read + (when is not None), refused + (when is None)
    assert read > count / 4
    assert refused > count / 4
    print(f"{read + refused:,} dates in the forms of ISO 8601, of which {read:,} are moments")


def test_dates_of_version_1(half: Browser) -> None:
    numbers: list[Any] = [
        0,
        1370217600,
        253_402_300_799,
        253_402_300_800,
        -1,
        1.5,
        True,
        None,
        [],
        "2013-06-03",
        "2013-02-30",
        "x",
    ]
    ours = [None if (when := older(one)) is None else (when - _EPOCH) // timedelta(milliseconds=1) for one in numbers]
    assert half.call("older", numbers) == ours
    assert [one is not None for one in ours] == [True, True, True, *[False] * 6, True, False, False]
