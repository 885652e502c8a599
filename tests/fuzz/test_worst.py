"""Tests that no input costs more than twenty times the most expensive vector, in either verifier (see `worst`).

What is measured is processor time, in the run that measures the yardstick as well. The two verifiers must also say the
same of each case: what is refused for its work is refused by both.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from time import process_time
from typing import Final, NamedTuple

import pytest

from badgepress.bundle import ensure_bundle
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.words import tell
from tests import node
from tests.fuzz.worst import KINDS, LARGEST, case
from tests.vectors.expand import load
from tests.vectors.world import Json
from tests.verify.test_vectors import run

YARDSTICK: Final = "records/fifty"
TIMES: Final = 20
GENERATED: Final = 1_000
_BATCH: Final = 25
_SMALLEST: Final = 10_000
_SCRIPTS: Final = Path(__file__).resolve().parent.parent / "verifier"

# cases in which high costs were first found: these small ones once took seconds, and now almost nothing
KNOWN: Final = (
    "contexts-alternating",
    "contexts-mixed-on-nodes",
    "contexts-nested",
    "nameless-tree",
    "types-many",
)


class Cost(NamedTuple):
    """The cost of a case in units of the yardstick, in Python and in the browser's code."""

    python: float
    browser: float
    name: str


def costs(cases: Iterable[tuple[str, Json]], folder: Path, times: float) -> Iterator[Cost]:
    """Return the cost of each case, after checking that both verifiers agree."""
    ensure_bundle()
    made = dict(cases)
    for name, vector in made.items():
        (folder / f"{name}.json").write_text(json.dumps(vector), "utf-8")
    done = node.run(["node", "costs.mjs", str(folder), YARDSTICK, str(times)], _SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    unit = min(seconds(load(YARDSTICK))[0] for _ in range(3))
    for name, vector in made.items():
        spent, said = seconds(vector)
        if spent > times * unit:
            spent = min(spent, *(seconds(vector)[0] for _ in range(2)))
        assert theirs[name]["fetched"] == said["fetched"], name
        assert theirs[name]["report"] == said["report"], name
        yield Cost(spent / unit, theirs[name]["seconds"] / theirs[""]["seconds"], name)


def seconds(vector: Json) -> tuple[float, Json]:
    """Return the processor time of one verification without caches, and its result."""
    jsonld.forget()
    began = process_time()
    report, asked = run(vector)
    spent = process_time() - began
    return spent, {"report": tell(report, "en").as_dict(), "fetched": asked}


def held(found: Iterable[Cost], times: float) -> list[Cost]:
    """Check that no cost exceeds so many times the yardstick, and list them, the highest first."""
    each = sorted(found, key=lambda one: -max(one.python, one.browser))
    for one in each[:10]:
        print(f"{one.python:6.1f} {one.browser:6.1f}  {one.name}")
    assert [one for one in each if max(one.python, one.browser) > times] == []
    return each


@pytest.mark.heavy
def test_known_cases(tmp_path: Path) -> None:
    assert len(held(costs(((name, case(name, 300_000)) for name in KNOWN), tmp_path, 6), 6)) == len(KNOWN)


@pytest.mark.heavy
def test_every_kind_as_large_as_can_be(tmp_path: Path) -> None:
    made = ((name, case(name, LARGEST)) for name in KINDS)
    assert len(held(costs(made, tmp_path, TIMES), TIMES)) == len(KINDS)


@pytest.mark.long
def test_generated_cases(tmp_path: Path) -> None:
    every: list[Cost] = []
    for batch in range(GENERATED // _BATCH):
        folder = tmp_path / str(batch)
        folder.mkdir()
        every += costs(generated(batch), folder, TIMES)
        for file in folder.iterdir():
            file.unlink()
    print(f"{len(every):,} worst cases of {len(KINDS)} kinds; in units of the dearest vector, in Python and browser:")
    assert len(held(every, TIMES)) == GENERATED


def generated(batch: int) -> Iterator[tuple[str, Json]]:
    """Yield random cases of every size. The most expensive are just below the limits."""
    chance = Random(f"worst {batch}")
    for number in range(_BATCH):
        name = chance.choice(sorted(KINDS))
        size = int(math.exp(chance.uniform(math.log(_SMALLEST), math.log(LARGEST))))
        yield f"{number:03}-{name}-{size}", case(name, size, chance.randrange(10**9))
