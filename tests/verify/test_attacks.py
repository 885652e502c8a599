"""Badges that attack the verifier get the right verdict, quickly, and without the requests they hope for."""

from __future__ import annotations

import time

import pytest

from badgepress import verify
from badgepress.openbadges.moments import moment
from tests.vectors.hostile import DIDS, Attack, attacks
from tests.vectors.world import LIST, NOW, ORG, ORG_URL, documents
from tests.verify.world import Told

CHECKED_AT = moment(NOW)
LOCAL = ("http://localhost/", "http://localhost:9/")


@pytest.mark.parametrize("attack", list(attacks()), ids=lambda attack: attack.name)
def test_attack(attack: Attack) -> None:
    assert CHECKED_AT
    told = Told(documents())
    began = time.monotonic()
    report = verify(attack.data, now=CHECKED_AT, fetch=told, trusted=[ORG])
    # Generous, for slow machines. Without the limits it would take minutes or all memory.
    assert time.monotonic() - began < 10
    if attack.ends == "valid":
        assert report.verdict == "valid", report.sentence
        assert told.asked == [ORG_URL, LIST]
    else:
        assert attack.ends in [check.code for check in report.checks if check.outcome in ("failed", "unknown")]
        # The fetch finds an issuer on this machine, but refuses it by default.
        assert all(address.startswith(LOCAL) for address in told.asked)
    shown = [report.title, report.sentence, *report.notes]
    shown += [text for check in report.checks for text in (check.sentence, check.hint)]
    assert max(map(len, shown)) < 2000
    assert not any(sign in text for text in shown for sign in "\u202e\u2066\u200b\0")


def test_there_are_enough_odd_dids() -> None:
    assert len(set(DIDS)) >= 20
