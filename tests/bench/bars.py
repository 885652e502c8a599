"""Measures builds by the command against their bars: `python -m tests.bench.bars --awards 10000 --check`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench import spent
from tests.bench.generate import generate, secret_key
from tests.bench.measure import signature

ROOT = Path(__file__).resolve().parent.parent.parent
#: Weight → most signatures per award of a first build, of a rebuild without a key, and of a build with no change.
BARS = {"light": (30, 20, 3), "whole": (110, None, None)}


@dataclass(frozen=True)
class Row:
    """One thing measured: signatures per award, awards per second, MB, and the most signatures it may take."""

    what: str
    signatures: float
    per_second: float
    memory: float
    bar: float | None

    @property
    def met(self) -> bool:
        """Whether the bar is met; without a bar it is."""
        return self.bar is None or self.signatures <= self.bar


def measure(folder: Path, awards: int, weight: str) -> list[Row]:
    """Build a programme three times: first, from `issued/` into a new folder without a key, and with no change."""
    program = generate(folder / "badges", awards, cohort=1000, weight=weight)
    key = {"BADGEPRESS_KEY": secret_key().to_multibase()}
    bars = BARS[weight]
    steps: tuple[tuple[str, str, dict[str, str], float | None], ...] = (
        (f"first build, {weight}, {awards:,}", "site", key, bars[0]),
        (f"rebuild into a new folder without a key, {weight}, {awards:,}", "again", {}, bars[1]),
        (f"nothing changed, {weight}, {awards:,}", "again", {}, bars[2]),
    )
    return [build(what, program, folder / out, environment, awards, bar) for what, out, environment, bar in steps]


def build(what: str, program: Path, out: Path, environment: dict[str, str], awards: int, bar: float | None) -> Row:
    """Build once and return what it took."""
    one = signature()
    command = [sys.executable, "-m", "badgepress", "build", "--program", str(program), "--out", str(out)]
    took = spent.run([*command, "--templates", str(ROOT / "templates"), "--now", "2026-11-22"], environment)
    return Row(what, took.processor / awards / min(one, signature()), awards / took.clock, took.memory, bar)


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| what | signatures per award | awards per second | MB | bar | met |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        bar = ("–", "–") if row.bar is None else (f"≤ {row.bar:g}", "yes" if row.met else "no")
        lines.append(
            f"| {row.what} | {row.signatures:.1f} | {row.per_second:,.0f} | {row.memory:,.0f} | {bar[0]} | {bar[1]} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print the table, and fail with `--check` if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bars")
    parser.add_argument("--awards", type=int, default=10_000)
    parser.add_argument("--weights", nargs="+", choices=list(BARS), default=list(BARS))
    parser.add_argument("--check", action="store_true", help="fail if a bar is not met")
    given = parser.parse_args()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    rows: list[Row] = []
    for weight in given.weights:
        with tempfile.TemporaryDirectory(prefix="badgepress-bench-", dir=memory) as folder:
            rows += measure(Path(folder), given.awards, weight)
    print(table(rows))
    return 1 if given.check and not all(row.met for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
