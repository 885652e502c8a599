"""Tests the benchmark itself: generated programmes are valid and reproducible, and every step is really done."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest

from tests.bench.generate import assertions, generate
from tests.bench.importing import measure as measure_importing
from tests.bench.measure import STEPS, measure
from tests.bench.verifier import python_rates, shapes

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_same_number_gives_the_same_programme(tmp_path: Path) -> None:
    one, other = (generate(tmp_path / name, 60) for name in ("one", "other"))
    files = [sorted(path.relative_to(folder) for path in folder.rglob("*.yml")) for folder in (one, other)]
    assert files[0] == files[1]
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files[0])


@pytest.mark.parametrize("awards", [1, 30, 100])
def test_a_generated_programme_is_sound_and_of_the_size_asked_for(tmp_path: Path, awards: int, now: datetime) -> None:
    from badgepress.build import Options, check

    program = generate(tmp_path / "badges", awards)
    problems, plan = check(Options(program=program, out=tmp_path / "site", now=now))
    assert {one.code for one in problems} <= {"unaligned-skill"}
    assert plan is not None
    assert plan.previewing == awards


def test_cohort_files_hold_no_more_awards_than_asked_for(tmp_path: Path) -> None:
    program = generate(tmp_path, 25, cohort=10, weight="light")
    files = sorted((program / "assertions").rglob("*.yml"))
    assert [file.read_text("utf-8").count("  - id: ") for file in files] == [10, 10, 5]


@pytest.mark.heavy
def test_every_step_is_measured(tmp_path: Path, now: datetime) -> None:
    measured = measure(tmp_path, 30, now, ROOT / "templates", peers=5)
    assert all(measured.seconds[step] > 0 for step in STEPS)
    assert measured.peer_ratio() > 0
    assert len(list((tmp_path / "site" / "awards").glob("*/credential.json"))) == 30
    assert (tmp_path / "site" / "index.html").is_file()


def test_every_way_of_importing_is_measured(tmp_path: Path, now: datetime) -> None:
    measured = measure_importing(tmp_path, now, rows=30)
    assert min(measured.first, measured.again, measured.unpeppered, measured.unpeppered_again) > 0
    cohorts = [path.read_text("utf-8") for path in (tmp_path / "with" / "badges" / "assertions" / "2026").glob("*.yml")]
    assert sum(text.count("  - id: ") for text in cohorts) == 30
    assert "| with a pepper, into an empty folder |" in measured.text()


def test_the_shapes_to_verify_are_all_different() -> None:
    """`shapes` refuses two of one shape."""
    assert len(set(shapes(240))) == 240


def test_python_is_measured_on_shapes_never_seen_and_on_shapes_seen() -> None:
    rates = python_rates(6, plain=2)
    assert min(rates.foreign, rates.known, rates.plain) > 0


def test_a_few_awards_differ_from_the_rest() -> None:
    text = "".join(text for _, text in assertions(random.Random(1), 4_000, 1_000))
    for line in ("    revoked: ", "    expires: ", "    evidence: ", "    language: "):
        assert 0.01 < text.count(line) / 4_000 < 0.07, line
