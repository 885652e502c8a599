"""Both halves agree on which keys are an issuer's, wherever the keys are and whether or not they are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifier.agreeing import agreed
from tests.verify.naming import cases
from tests.verify.whose import may_hold

QUICK, HEAVY, LONG, AT_ONCE = 250, 1_500, 20_000, 2_000


def held(seed: int, count: int, folder: Path) -> int:
    """How many of `count` cases are valid in both halves, after checking that each of those may be."""
    folder.mkdir()
    made = list(cases(seed, count))
    reports = agreed((case.vector for case in made), folder)
    valid = [case for case, report in zip(made, reports, strict=True) if report.verdict == "valid"]
    assert [case.vector["input"] for case in valid if not may_hold(case)] == []
    return len(valid)


def test_both_halves_agree_on_whose_key_it_is(tmp_path: Path) -> None:
    assert held(4, QUICK, tmp_path / "some") > QUICK // 25


@pytest.mark.heavy
def test_both_halves_agree_on_whose_key_it_is_heavy(tmp_path: Path) -> None:
    assert held(5, HEAVY, tmp_path / "more") > HEAVY // 25


@pytest.mark.long
def test_both_halves_agree_on_whose_key_it_is_long(tmp_path: Path) -> None:
    valid = sum(held(100 + turn, AT_ONCE, tmp_path / str(turn)) for turn in range(LONG // AT_ONCE))
    print(f"whose key it is, in both halves: {LONG} cases, {valid} valid")
