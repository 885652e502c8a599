"""How large a site is, and how large it is thought to become."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import sign, weighing
from badgepress.build import Options, run
from badgepress.hosting import Size
from badgepress.model import Program
from badgepress.read import read_program
from tests.bench.generate import generate, secret_key

ROOT = Path(__file__).resolve().parent.parent.parent
#: How far the estimate may be off.
OFF = 0.15


def program_of(folder: Path) -> tuple[Program, list[sign.Survey]]:
    program, _ = read_program(folder)
    assert program is not None
    return program, [sign.survey(program, sign.contents_of(program, file)) for file in sign.files_to_survey(program)]


@pytest.fixture(scope="module")
def sample() -> tuple[Program, weighing.Tally]:
    program, surveys = program_of(ROOT / "badges")
    return program, weighing.tally(program, surveys)


def with_settings(program: Program, **settings: object) -> Program:
    return replace(program, settings=program.settings.model_copy(update=settings))


def test_every_version_is_counted_and_a_line_weighed(sample: tuple[Program, weighing.Tally]) -> None:
    _, counted = sample
    lines = sum(path.read_bytes().count(b"\n") for path in (ROOT / "badges" / "issued").rglob("*.jsonl"))
    assert sum(counted.versions.values()) + counted.erased == lines
    assert {before for _, before in counted.versions} == {False}, "there is no light_from"
    assert 5000 < counted.line < 7000


def test_awards_that_wait_to_be_signed_are_counted(tmp_path: Path) -> None:
    program, surveys = program_of(generate(tmp_path / "badges", 60))
    counted = weighing.tally(program, surveys)
    assert (sum(counted.versions.values()), counted.line, counted.erased) == (60, 0.0, 0)
    assert weighing.estimate(program, counted).files > 60 * 7


def test_awards_are_told_apart_by_light_from(tmp_path: Path) -> None:
    program, surveys = program_of(generate(tmp_path / "badges", 60))
    start = datetime(2026, 5, 1, tzinfo=UTC)
    counted = weighing.tally(with_settings(program, light_from=start), surveys)
    before = sum(held.issued < start for survey in surveys for held in survey.held)
    assert 0 < before < 60
    assert sum(count for (_, early), count in counted.versions.items() if early) == before


def test_a_light_award_is_estimated_at_two_files(sample: tuple[Program, weighing.Tally]) -> None:
    program, counted = sample
    whole, light = (weighing.estimate(with_settings(program, awards=weight), counted) for weight in ("whole", "light"))
    versions = sum(counted.versions.values())
    assert light.files + 4 * versions < whole.files < light.files + 5 * versions
    assert 85_000 < (whole.bytes - light.bytes) / versions < 160_000
    assert whole.folders == light.folders


def test_own_files_and_the_handbook_count(sample: tuple[Program, weighing.Tally], tmp_path: Path) -> None:
    program, counted = sample
    less = weighing.estimate(program, counted)
    assert weighing.estimate(program, counted, handbook=True).files > less.files
    (tmp_path / "public/guides").mkdir(parents=True)
    (tmp_path / "public/guides/a.pdf").write_bytes(b"x" * 3_000_000)
    (tmp_path / "public/CNAME").write_bytes(b"badges.example.org\n")
    shutil.copytree(ROOT / "tests/programs/minimal/badges", tmp_path, dirs_exist_ok=True)
    small, surveys = program_of(tmp_path)
    size = weighing.estimate(small, weighing.tally(small, surveys))
    assert (size.largest, size.named) == (3_000_000, "guides/a.pdf")


def test_ways_are_the_settings_that_make_less_the_mildest_first(sample: tuple[Program, weighing.Tally]) -> None:
    program, _ = sample
    size = Size(100_000_000, 10_000)

    def ways(one: Program, *versions: tuple[str, bool, int]) -> list[tuple[str, int]]:
        counted = weighing.Tally({(slug, before): count for slug, before, count in versions}, 6000.0)
        return [(way.setting, size.files - way.size.files) for way in weighing.ways(one, counted, size)]

    light = "`awards: light`"
    dated = "`awards: light` and an earlier `light_from`, or none,"
    every = "`awards: light`, and no class with `awards: whole`,"
    start = datetime(2026, 5, 1, tzinfo=UTC)
    both = (("sql-foundations", False, 10), ("sql-foundations", True, 20))
    assert ways(program, ("sql-foundations", False, 10)) == [(light, 50)]
    assert ways(with_settings(program, awards="light"), ("sql-foundations", False, 10)) == []
    assert ways(with_settings(program, light_from=start), *both) == [(light, 50), (dated, 150)]
    assert ways(with_settings(program, awards="light", light_from=start), *both) == [(dated, 100)]
    chosen = {"sql-foundations": program.classes["sql-foundations"].model_copy(update={"awards": "whole"})}
    kept = replace(program, classes={**program.classes, **chosen})
    assert ways(kept, ("sql-foundations", False, 10), ("data-ethics", False, 1)) == [(light, 5), (every, 55)]
    # A class with a PNG of its own has no badge.svg.
    assert ways(program, ("larkmoor-summer-school", False, 10)) == [(light, 40)]


def test_a_built_site_is_measured_in_full(tmp_path: Path) -> None:
    for name, count in (("index.html", 10), ("awards/a/index.html", 200), ("awards/a/badge.png", 3000)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * count)
    assert weighing.measured(tmp_path) == Size(3210, 3, 2, 3000, "awards/a/badge.png")
    (tmp_path / "empty").mkdir()
    assert weighing.measured(tmp_path / "empty") == Size(0, 0)


def test_nothing_is_said_without_a_host(sample: tuple[Program, weighing.Tally]) -> None:
    program, _ = sample
    assert weighing.problems(program, [], built=Size(10**12, 10**9)) == []
    hosted = with_settings(program, host="github-pages")
    assert [one.code for one in weighing.problems(hosted, [], built=Size(10**12, 10**9))] == ["site-too-large"]
    assert weighing.problems(hosted, []) == []


def close(estimated: Size, built: Size) -> None:
    assert abs(estimated.bytes / built.bytes - 1) < OFF, (estimated, built)
    assert abs(estimated.files / built.files - 1) < OFF, (estimated, built)
    assert abs(estimated.folders / built.folders - 1) < OFF, (estimated, built)


@pytest.fixture
def estimated() -> Callable[[Path], Size]:
    """What is estimated of the programme in a folder, with the handbook."""

    def of(folder: Path) -> Size:
        program, surveys = program_of(folder)
        return weighing.estimate(program, weighing.tally(program, surveys), handbook=True)

    return of


@pytest.mark.heavy
def test_the_estimate_is_close_to_the_sample_site(sample_site: Path, estimated: Callable[[Path], Size]) -> None:
    close(estimated(ROOT / "badges"), weighing.measured(sample_site))


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["sample-light", "generated", "generated-light"])
def test_the_estimate_is_close_to_the_built_site(
    name: str, tmp_path: Path, now: datetime, cache_home: Path, estimated: Callable[[Path], Size]
) -> None:
    """What is estimated before anything is signed is as close as what is estimated afterwards."""
    folder, keyring = tmp_path / "badges", sign.Keyring()
    if name == "sample-light":
        shutil.copytree(ROOT / "badges", folder)
    else:
        generate(folder, 1000)
        keyring = sign.Keyring(common=(secret_key(),))
    if name.endswith("light"):
        settings = folder / "program.yml"
        whole = settings.read_text("utf-8").replace("awards: whole\n", "")
        settings.write_text(f"{whole}awards: light\n", "utf-8")
    before = estimated(folder)
    site, cache = tmp_path / "site", cache_home / "badgepress"
    run(Options(folder, site, now, keyring, handbook=ROOT / "mkdocs.yml", cache=cache))
    built = weighing.measured(site)
    close(before, built)
    close(estimated(folder), built)
