"""The state of an award at a given time."""

from __future__ import annotations

import pytest

from badgepress.registry import AwardRow, standing

NOW = "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("state", "expires", "expected"),
    [
        ("active", "", "active"),
        ("active", "2026-11-22T12:00:01Z", "active"),
        ("active", NOW, "expired"),
        ("revoked", "2020-01-01T00:00:00Z", "revoked"),
        ("preview", "2020-01-01T00:00:00Z", "preview"),
    ],
)
def test_only_active_awards_expire(state: str, expires: str, expected: str) -> None:
    row = AwardRow("id", state, "public", "badge", "Badge", "guild", "Guild", expires=expires)
    assert standing(row, NOW) == expected
