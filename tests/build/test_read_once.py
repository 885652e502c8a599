"""Tests that a build reads each file of awards once, and makes the same site whether it keeps them or not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import reading, sign
from badgepress.build import Built, Options, check, run, trial
from badgepress.errors import BadgepressError, ReadError
from tests.build import counting
from tests.build.counting import COUNTED, counted, told

AT = datetime(2026, 11, 22, tzinfo=UTC)
NEW = "badge: data-foundations\nissued: 2026-03-02\nrecipient: {name: %s}\n"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work as with a programme that is too large to keep in memory."""
    monkeypatch.setattr(reading, "KEPT", 0)
    monkeypatch.setattr(sys.modules["badgepress.build"], "WORTH_PROCESSES", 0)


def once(found: dict[str, dict[str, int]]) -> None:
    for kind in COUNTED:
        again = {what: count for what, count in found[kind].items() if count > 1 and "/status/" not in what}
        assert again == {}, kind


def sample(root: Path, sample_site: Path, cache_home: Path, tmp_path: Path, now: datetime, jobs: int) -> str:
    """Build the sample again in the same place, and return the counts as text."""
    out = Path(shutil.copytree(sample_site, tmp_path / "site"))
    built: list[Built] = []

    def again() -> Built:
        cache = cache_home / "badgepress"
        options = Options(root / "badges", out, now, templates=root / "templates", jobs=jobs, cache=cache)
        built.append(run(options))
        return built[0]

    found = counted(again)
    print(told(found))
    once({kind: dict(some) for kind, some in found.items()})
    assert len(found["yaml"]) >= 90
    assert len(found["line"]) >= 129
    assert built[0].awards >= 127
    # no handbook is built here
    assert built[0].changed == 0
    before, after = files(sample_site), files(out)
    assert {name: data for name, data in before.items() if not name.startswith("handbook/")} == after
    return told(found)


@pytest.mark.heavy
def test_the_sample_is_read_once(
    root: Path, sample_site: Path, cache_home: Path, tmp_path: Path, now: datetime
) -> None:
    sample(root, sample_site, cache_home, tmp_path, now, 1)


@pytest.mark.heavy
@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_sample_is_read_once_in_every_way(
    root: Path,
    sample_site: Path,
    cache_home: Path,
    tmp_path: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    is_streamed: bool,
) -> None:
    if is_streamed:
        streamed(monkeypatch)
    sample(root, sample_site, cache_home, tmp_path, now, jobs)


def test_counts_can_fail(root: Path, tmp_path: Path) -> None:
    """Count two builds, which read everything twice."""
    program = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))

    def twice() -> Built:
        for _ in range(2):
            found = check(Options(program, tmp_path / "site", AT))
        assert found
        return Built(0, 0, 0, 0, 0, 0, ())

    found = counting.counted(twice)
    assert set(found["yaml"].values()) == {2}


@pytest.fixture
def program(root: Path, tmp_path: Path) -> Path:
    """A programme with issued awards in several files."""
    folder = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))
    for name in ("aa1", "bb2", "cc3"):
        (folder / f"assertions/{name}.yml").write_text(NEW % name)
    return folder


@pytest.fixture
def options(program: Path, tmp_path: Path, sample_key: Path, cache_home: Path) -> Callable[..., Options]:
    ring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})

    def made(name: str = "site", *, key: bool = False) -> Options:
        keyring = ring if key else sign.Keyring()
        return Options(program, tmp_path / name, AT, keyring, cache=cache_home / "badgepress")

    return made


@pytest.mark.heavy
def test_both_ways_make_the_same_site_and_sign_the_same(
    program: Path, options: Callable[..., Options], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(options("first", key=True))
    (program / "assertions/dd4.yml").write_text(NEW % "dd4")
    cohort = program / "assertions/ee5.yml"
    cohort.write_text("badge: data-foundations\nissued: 2026-03-02\nawards:\n  - {id: ee5, recipient: {name: A}}\n")
    before = tmp_path / "before"
    shutil.copytree(program, before)
    kept = run(options("preview")), run(options("kept", key=True))
    issued = files(program / "issued")
    shutil.rmtree(program)
    shutil.copytree(before, program)
    streamed(monkeypatch)
    other = run(options("preview-streamed")), run(options("streamed", key=True))
    assert files(program / "issued") == issued
    assert files(tmp_path / "streamed") == files(tmp_path / "kept")
    assert files(tmp_path / "preview-streamed") == files(tmp_path / "preview")
    assert other == kept
    assert kept[1].issued == 2


@pytest.mark.parametrize("is_streamed", [False, True])
def test_all_problems_are_reported_and_the_old_site_stays(
    program: Path, options: Callable[..., Options], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_streamed: bool
) -> None:
    run(options(key=True))
    before = files(tmp_path / "site")
    (program / "assertions/bb2.yml").write_text(NEW % "bb2" + "unheard: of\n")
    (program / "assertions/cc3.yml").write_text("issued: 2026-03-02\n")
    line = program / "issued/aa1.jsonl"
    line.write_bytes(line.read_bytes().replace(b'"aa1"', b'"aa2"'))
    if is_streamed:
        streamed(monkeypatch)
    with pytest.raises(ReadError) as caught:
        run(options(key=True))
    codes = {one.code for one in caught.value.problems}
    assert {"unknown-key", "missing-key", sign.TAMPERED} <= codes
    assert files(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


@pytest.mark.parametrize("is_streamed", [False, True])
def test_undrawable_names_are_reported_after_errors(
    program: Path, options: Callable[..., Options], monkeypatch: pytest.MonkeyPatch, is_streamed: bool
) -> None:
    run(options(key=True))
    own = program.parent / "templates"
    own.mkdir()
    (own / "award.html").write_text("{{ absent.absent }}")
    if is_streamed:
        streamed(monkeypatch)
    problems, _ = trial(replace(options(), templates=own))
    assert [one.code for one in problems if one.severity == "error"] == ["bad-template"]
    with pytest.raises(BadgepressError) as caught:
        run(replace(options(), templates=own))
    assert [one.code for one in caught.value.problems] == ["bad-template"]
    (program / "assertions/cc3.yml").write_text("issued: 2026-03-02\n")
    with pytest.raises(ReadError) as other:
        run(replace(options(), templates=own))
    assert "missing-key" in {one.code for one in other.value.problems}
