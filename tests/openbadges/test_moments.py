"""Moments: one rule for signed dates, in composing, auditing and verifying, and another for dates people write."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from badgepress import model
from badgepress.errors import CredentialError
from badgepress.openbadges import proof
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.openbadges.moments import moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-14T08:00:00Z", datetime(2026, 9, 14, 8, tzinfo=UTC)),
        ("2026-09-14T08:00:00.1234567+05:30", datetime(2026, 9, 14, 2, 30, 0, 123000, tzinfo=UTC)),
        ("2026-09-14T08:00:00-01:00", datetime(2026, 9, 14, 9, tzinfo=UTC)),
        ("2026-09-14", None),
        ("2026-09-14T08:00:00", None),
        ("2026-09-14T08:00Z", None),
        ("2026-09-14 08:00:00Z", None),
        ("2026-09-14T08:00:60Z", None),
        ("2026-09-14T24:00:00Z", None),
        ("2026-09-31T08:00:00Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("2026-09-14T08:00:00+15:00", None),
        ("2026-09-14T08:00:00+01:60", None),
        ("२०२६-09-14T08:00:00Z", None),
        (20260914, None),
    ],
)
def test_moments(text: Any, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize("created", ["2026-02-31T08:00:00Z", "12026-01-01T08:00:00Z", "2026-01-01T08:00:00+99:00"])
def test_invalid_moments_are_not_signed(created: str) -> None:
    key = SecretKey.from_seed(bytes(32))
    with pytest.raises(CredentialError) as caught:
        proof.sign({}, key, verification_method="did:web:a.example#k", created=created)
    assert [one.code for one in caught.value.problems] == ["bad-proof"]


def test_only_one_module_has_a_pattern_for_moments(root: Path) -> None:
    """Only sheets, Open Badges 2.0 and dates people write have other forms."""
    pattern = re.compile(r"T\]? ?\]?\(?(?:\?:)?(?:\[01\]|\\d)")
    found = {file.name for file in (root / "src/badgepress").rglob("*.py") if pattern.search(file.read_text("utf-8"))}
    assert found == {"moments.py", "isodates.py"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-14", datetime(2026, 9, 14, tzinfo=UTC)),
        ("2026-09-14 08:00z", datetime(2026, 9, 14, 8, tzinfo=UTC)),
        ("2026-09-14t08:00:30+02:00", datetime(2026, 9, 14, 6, 0, 30, tzinfo=UTC)),
    ],
)
def test_authored_moments(text: str, expected: datetime) -> None:
    assert model.moment(text) == expected
    assert re.fullmatch(model.base.MOMENT, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-09-31", "no such date"),
        ("0000-01-01", "no such date"),
        ("0001-01-01T00:00+01:00", "no such date"),
        ("2026-09-14T08:00", "a time needs a zone"),
        ("\u0968\u0966\u0968\u096c-09-14", "a date looks like"),
        ("2026-9-14", "a date looks like"),
    ],
)
def test_implausible_dates(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        model.moment(text)
