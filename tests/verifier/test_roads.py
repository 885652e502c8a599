"""`ordinary.ts` and the JSON-LD library read documents at random alike, or only the library reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import node

HERE = Path(__file__).resolve().parent
HEAVY = 2_000
LONG = 100_000


@pytest.mark.parametrize(
    "count", [pytest.param(HEAVY, marks=pytest.mark.heavy), pytest.param(LONG, marks=pytest.mark.long)]
)
def test_both_roads_lead_to_the_same_statements(count: int) -> None:
    done = node.run(["node", "roads.mjs", str(count), str(count)], HERE)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    print(f"{said['tried']:,} documents; {said['read']:,} of them read by both roads, alike")
    assert said["tried"] == count
    assert said["read"] > count / 10
