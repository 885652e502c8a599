"""Both verifiers say the same of badges that nobody thought of."""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from badgepress.bundle import ensure_bundle
from tests import node
from tests.verifier.mutants import mutants, token_mutants
from tests.verify.test_vectors import NAMES, load, run

pytestmark = pytest.mark.heavy
SCRIPTS = Path(__file__).resolve().parent


@pytest.mark.parametrize("seed", range(4))
def test_python_and_browser_say_the_same(seed: int, tmp_path: Path) -> None:
    ensure_bundle()
    vectors = [load(name) for name in NAMES]
    both = chain(mutants(vectors, seed, 300), token_mutants(vectors, seed, 200))
    made = {f"{number:04}": one for number, one in enumerate(both)}
    for name, vector in made.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(vector), "utf-8")
    done = node.run(["node", "reports.mjs", str(tmp_path)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    verdicts: Counter[str] = Counter()
    for name, theirs in json.loads(done.stdout).items():
        report, asked = run(made[name])
        verdicts[report.verdict] += 1
        assert theirs == {"report": report.as_dict(), "fetched": asked}, made[name]["input"]
    # Enough of them hold, so that equal hashes were needed for equal answers.
    assert min(verdicts["valid"], verdicts["invalid"], verdicts["unverified"]) >= 10
