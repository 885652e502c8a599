"""Builds programmes up to a million light awards: whether an award costs more in a large programme, and memory."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.bench.bars import Row, table
from tests.bench.builds import Took, build, scratch
from tests.bench.chart import chart
from tests.bench.generate import generate

SIZES = (10_000, 100_000, 1_000_000)


def measure(sizes: Sequence[int] = SIZES) -> list[Took]:
    """Build each size once for the first time, in memory. A million takes some 20 GB there."""
    taken = []
    for awards in sizes:
        print(f"building {awards:,} light awards …", file=sys.stderr)
        with scratch() as folder:
            program = generate(folder / "badges", awards, cohort=1000, weight="light")
            taken.append(build(program, folder / "site", folder / "cache", awards, signs=True))
    return taken


def rows(taken: Sequence[Took]) -> list[Row]:
    """Return a row for each size, and the comparison of the largest with the smallest."""
    found = [
        Row("", f"first build, light, {one.awards:,}", None, "", f"{one.clock:,.1f} s", *_run(one)) for one in taken
    ]
    small, large = taken[0], taken[-1]
    ratio = (large.signatures / large.awards) / (small.signatures / small.awards)
    what = f"time per award, {large.awards:,} against {small.awards:,}"
    found.append(Row("million", what, ratio, " ×", "processor, start-up included"))
    keys = {100_000: "memory", 1_000_000: "memory-million"}
    for one in taken:
        found.append(Row(keys.get(one.awards, ""), f"peak memory, {one.awards:,}", one.memory, " MB"))
    return found


def text(taken: Sequence[Took], when: str, machine: str) -> str:
    """Return the result as Markdown with its chart."""
    drawn = chart(
        [(one.awards, one.clock) for one in taken],
        "Seconds of a first build against the number of awards",
        "awards (light, first build)",
        "seconds",
    )
    return f"\n{when}, {machine}.\n\n{table(rows(taken))}\n{drawn}\n"


def _run(one: Took) -> tuple[float, float, float]:
    return one.signatures / one.awards, one.awards / one.clock, one.memory
