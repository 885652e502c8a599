"""A badge is valid only if its issuer's own document, or `trusted.yml`, names its key. Tested on random documents."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.verify.naming import Case, cases
from tests.verify.test_vectors import run
from tests.verify.whose import may_be_read, may_hold

WANTED = {
    *("ob3 valid issuer-ok", "ob3 unverified issuer-key-not-named", "ob3 unverified issuer-bad-document"),
    *("ob2 valid issuer-key", "ob2 unverified issuer-key-not-named", "ob2 invalid issuer-key-not-listed"),
    *("ob2 valid issuer-hosted", "ob2 unverified issuer-scope-unsaid", "ob2 invalid issuer-scope"),
}
QUICK, HEAVY, LONG = 400, 3_000, 30_000


def verdict_on(case: Case) -> str:
    """The verdict on one case, after checking that the rules allow it."""
    report, asked = run(case.vector)
    told = (case.vector["input"], case.kid, case.document, case.known)
    assert report.verdict in ("valid", "invalid", "unverified", "expired"), told
    if report.verdict == "valid":
        assert may_hold(case), told
    if report.badge and report.badge.format == "ob3":
        assert set(asked) <= may_be_read(case), told
    return f"{report.badge.format if report.badge else ''} {report.verdict} {report.check('issuer').code}"


def told(seed: int, count: int) -> Counter[str]:
    """How often each verdict occurred in `count` cases."""
    return Counter(verdict_on(case) for case in cases(seed, count))


def test_only_named_keys_count() -> None:
    seen = told(1, QUICK)
    # Make sure that the cases cover everything.
    assert seen.keys() >= WANTED, seen


@pytest.mark.heavy
def test_only_named_keys_count_heavy() -> None:
    told(2, HEAVY)


@pytest.mark.long
def test_only_named_keys_count_long() -> None:
    seen = told(3, LONG)
    print(f"keys and places named or not: {LONG} cases")
    for name, count in seen.most_common():
        print(f"  {count:6} {name}")
