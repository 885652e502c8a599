"""On random documents, `ordinary.ts` gives the same statements as the JSON-LD library, or leaves them to it."""

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
def test_both_ways_give_the_same_statements(count: int) -> None:
    done = node.run(["node", "roads.mjs", str(count), str(count)], HERE)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    print(f"{said['tried']:,} documents; {said['read']:,} of them read by both roads, alike")
    assert said["tried"] == count
    assert said["read"] > count / 10
