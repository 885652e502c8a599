"""Tests what the benchmark says: the table, which bars are broken, the chart, and a whole run at a tiny size."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.bench import bars
from tests.bench.bars import BARS, NOT_YET, Bar, Row, broken, cost, excuses, table
from tests.bench.builds import Took
from tests.bench.chart import chart
from tests.bench.million import rows, text

ROOT = Path(__file__).resolve().parent.parent.parent


def test_two_sizes_tell_the_start_and_each_award_apart() -> None:
    parts = cost((1_000, 1_500.0), (3_000, 2_500.0))
    assert (parts.start, parts.each) == (1_000.0, 0.5)
    assert parts.at(100) == 10.5
    assert cost((10, 5.0), (20, 4.0)).each == 0.0


def test_a_limit_is_kept_from_the_right_side() -> None:
    assert Bar(3).met(3)
    assert not Bar(3).met(3.1)
    assert Bar(6, least=True).met(6)
    assert not Bar(6, least=True).met(5.9)


def test_the_table_has_a_line_for_each_row_and_says_what_is_missing() -> None:
    made = table([Row("hugo", "pages", None, "", "not installed"), Row("first-light", "first", 31.04, per_second=1234)])
    assert "| pages (not installed) | – | – | – | – | ≥ 1 | – |" in made
    assert "| first | 31.0 | – | 1,234 | – | ≤ 30 | no |" in made


def test_only_a_bar_that_should_be_met_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "NOT_YET", {"first-light": "the list is long"})
    found = [Row("first-light", "first", 99), Row("one-added", "one", 99), Row("disk", "disk", None), Row("", "x", 9)]
    assert [row.key for row in broken(found)] == ["one-added"]
    assert excuses(found) == "\nNot met yet:\n\n- first: the list is long\n"


def test_bars_not_met_yet_exist() -> None:
    assert set(NOT_YET) <= set(BARS)


def test_the_chart_is_an_svg_with_a_dot_for_each_size() -> None:
    drawn = ElementTree.fromstring(chart([(10, 0.5), (100, 4), (1_000, 50)], "a < b", "awards", "seconds"))
    dots = [float(one.get("cx", 0)) for one in drawn.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(dots) == 3
    assert dots[1] - dots[0] == pytest.approx(dots[2] - dots[1], abs=0.2)


def test_the_million_is_compared_with_the_smallest_size() -> None:
    taken = [Took(10_000, 300_000, 9, 300), Took(1_000_000, 45_000_000, 950, 1_500)]
    assert {row.key: row.met for row in rows(taken) if row.key} == {"million": False, "memory-million": True}
    assert "<svg" in text(taken, "2026-11-22", "two processors")


@pytest.mark.heavy
def test_a_tiny_run_comes_to_its_end() -> None:
    sizes = ["--light", "20", "40", "--whole", "10", "20", "--awards", "20", "40"]
    said = bench(*sizes, "--no-verifier", "--no-rivals")
    assert {f"| {one} (" for one in ("first build, light", "one award added", "start-up")} <= {
        line.partition("(")[0] + "(" for line in said.splitlines()
    }


@pytest.mark.heavy
def test_a_tiny_million_draws_its_chart() -> None:
    before = (ROOT / "docs" / "benchmarks.md").read_bytes()
    assert "<polyline" in bench("--million", "--sizes", "10", "20")
    assert (ROOT / "docs" / "benchmarks.md").read_bytes() == before


def bench(*arguments: str) -> str:
    """Run the benchmark and return what it prints; a step may grow by chance in so small a programme."""
    command = [sys.executable, "-m", "tests.bench", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout
