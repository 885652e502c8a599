"""Both verifiers agree on SVGs and texts with syntax errors."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from tests.verifier.agreeing import agreed
from tests.verifier.spoiled import svg_mutants, text_mutants

HEAVY = [pytest.param(seed, 2500, marks=pytest.mark.heavy) for seed in range(1, 4)]


@pytest.mark.parametrize(("seed", "count"), [(0, 300), *HEAVY])
def test_python_and_browser_agree(seed: int, count: int, tmp_path: Path) -> None:
    both = chain(svg_mutants(seed, count), text_mutants(seed, count // 2))
    ended = Counter(
        next((check.code for check in report.checks if check.outcome == "failed"), "none")
        for report in agreed(both, tmp_path)
    )
    # Make sure that enough are readable and enough are not.
    assert min(ended["none"], ended["format-missing"], ended["parse-bad-image"], ended["parse-bad-json"]) >= 3
