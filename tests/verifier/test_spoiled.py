"""Both verifiers say the same of drawings and texts that are spoiled in the way they are written."""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from badgepress.bundle import ensure_bundle
from tests import node
from tests.verifier.spoiled import svg_mutants, text_mutants
from tests.verify.test_vectors import run

SCRIPTS = Path(__file__).resolve().parent
HEAVY = [pytest.param(seed, 2500, marks=pytest.mark.heavy) for seed in range(1, 4)]


@pytest.mark.parametrize(("seed", "count"), [(0, 300), *HEAVY])
def test_python_and_browser_say_the_same(seed: int, count: int, tmp_path: Path) -> None:
    ensure_bundle()
    both = chain(svg_mutants(seed, count), text_mutants(seed, count // 2))
    made = {f"{number:04}": one for number, one in enumerate(both)}
    for name, vector in made.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(vector), "utf-8")
    done = node.run(["node", "reports.mjs", str(tmp_path)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    ended: Counter[str] = Counter()
    for name, theirs in json.loads(done.stdout).items():
        report, asked = run(made[name])
        ended[next((check.code for check in report.checks if check.outcome == "failed"), "none")] += 1
        assert theirs == {"report": report.as_dict(), "fetched": asked}, made[name]["input"]
    # Enough of them are read, and enough are not.
    assert min(ended["none"], ended["format-missing"], ended["parse-bad-image"], ended["parse-bad-json"]) >= 3
