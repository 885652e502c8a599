"""Both verifiers say the same of badges that nobody thought of."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from tests.verifier.agreeing import agreed
from tests.verifier.mutants import mutants, token_mutants
from tests.verify.test_vectors import NAMES, load

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize("seed", range(4))
def test_python_and_browser_say_the_same(seed: int, tmp_path: Path) -> None:
    vectors = [load(name) for name in NAMES]
    both = chain(mutants(vectors, seed, 300), token_mutants(vectors, seed, 200))
    verdicts = Counter(report.verdict for report in agreed(both, tmp_path))
    # Enough of them hold, so that equal hashes were needed for equal answers.
    assert min(verdicts["valid"], verdicts["invalid"], verdicts["unverified"]) >= 10
