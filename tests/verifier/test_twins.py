"""Both verifiers give exactly the same report on randomly changed badges.

A failure prints the seed, the smallest scenario found with the same difference, and where the reports differ.
`python -m tests.verifier.test_twins SEED …` shows the scenarios for these seeds.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.expand import load
from tests.verifier.asking import Browser, both, differences
from tests.verifier.mutants import Mutants
from tests.verifier.opened import closed, opened
from tests.verifier.shrinking import smallest
from tests.verify.test_vectors import NAMES

QUICK, HEAVY, LONG = 250, 2_000, 30_000
#: Set another first seed to try others: `BADGEPRESS_SEED=7 make long`.
SEED = int(os.environ.get("BADGEPRESS_SEED", "0"))
Json = dict[str, Any]


@pytest.fixture(scope="module")
def half() -> Iterator[Browser]:
    with Browser() as asked:
        yield asked


@pytest.fixture(scope="module")
def mutants() -> Mutants:
    return Mutants([load(name) for name in NAMES])


@pytest.mark.parametrize(
    ("first", "count"),
    [
        (0, QUICK),
        pytest.param(1_000_000, HEAVY, marks=pytest.mark.heavy),
        pytest.param(2_000_000, LONG, marks=pytest.mark.long),
    ],
)
def test_python_and_browser_agree(first: int, count: int, half: Browser, mutants: Mutants) -> None:
    verdicts: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for seed in range(SEED * 10_000_000 + first, SEED * 10_000_000 + first + count):
        made = mutants(seed)
        ours, theirs = both(closed(made), half)
        if list(differences(ours, theirs)) or "thrown" in ours:
            pytest.fail(_told(seed, made, half), pytrace=False)
        verdicts[ours["report"]["verdict"]] += 1
        codes.update(check["code"] for check in ours["report"]["checks"])
    print(f"{count:,} mutants from seed {first}: {dict(verdicts)}; {len(codes)} codes")
    # Make sure that enough badges are valid, so that hashes mattered, and that enough kinds of failure occur.
    assert min(verdicts["valid"], verdicts["invalid"], verdicts["unverified"]) >= count / 50
    assert len(codes) >= 40


def test_opened_scenarios_close_again(half: Browser) -> None:
    """New signatures are valid exactly where the vectors' signatures were."""
    for name in NAMES[::7]:
        vector = load(name)
        # `opened` keeps only one of two badges in an image.
        if len(str(vector["input"])) > 60_000 or name == "parse/png-two-badges":
            continue
        ours, theirs = both(closed(opened(vector)), half)
        assert ours == theirs, name
        assert ours["report"]["verdict"] == vector["expect"]["verdict"], name


def test_differences_shrink() -> None:
    vector = load("signature/chain-of-two")
    vector["documents"]["https://x.example/"] = {"json": {"odd": ["x"]}}
    found = smallest(opened(vector), lambda made: "odd" in json.dumps(closed(made)))
    assert found["documents"] == {"https://x.example/": {"json": {"odd": []}}}
    assert found["input"]["what"] == {}


def test_a_mutant_is_the_same_for_a_seed(mutants: Mutants) -> None:
    again = Mutants([load(name) for name in NAMES])
    assert [closed(mutants(seed)) for seed in range(20)] == [closed(again(seed)) for seed in range(20)]


def _told(seed: int, made: Json, half: Browser) -> str:
    """A message with the seed, the smallest scenario with a difference in the same places, and the difference."""
    kind = _places(made, half)
    found = smallest(made, lambda one: _places(one, half) == kind)
    vector = closed(found)
    ours, theirs = both(vector, half)
    shown = {name: vector[name] for name in ("input", "documents", "now", "email", "trusted")}
    return "\n".join([f"seed {seed}", json.dumps(shown, indent=1), *differences(ours, theirs)])


def _places(made: Json, half: Browser) -> list[str]:
    found = differences(*both(closed(made), half))
    return [one.split("\n")[0] for one in found][:4]


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent)
    make = Mutants([load(name) for name in NAMES])
    with Browser() as asked:
        for number in map(int, sys.argv[1:]):
            print(_told(number, make(number), asked))
