"""Tests what a build with a cache reads, keeps and leaves alone."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Built, Options, run
from badgepress.cache.facts import COARSE, Fact, Facts
from badgepress.cache.kept import Kept
from badgepress.read import require_program
from tests.cache.world import World, tree

_opened: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open":
        _opened.append(str(arguments[0]))


def opened(work: Callable[[], Built]) -> tuple[Built, list[str]]:
    """Return what some work came to, and the files that it opened."""
    global _opened
    if not getattr(opened, "hooked", False):
        sys.addaudithook(_hook)  # cannot be taken away again
        opened.hooked = True  # type: ignore[attr-defined]
    _opened = []
    try:
        return work(), _opened
    finally:
        _opened = None


@pytest.fixture
def world(tmp_path: Path, cache_home: Path) -> World:
    made = World(tmp_path, cache_home / "badgepress")
    made.add(1)
    return made


def settled(world: World) -> Options:
    """Build until nothing changes and every file's status is old enough to be trusted."""
    options = world.options(key=True)
    for _ in range(3):
        run(options)
        time.sleep(0.06)
    return options


def test_nothing_changed_reads_no_authored_file_and_leaves_the_site_alone(world: World) -> None:
    options = settled(world)
    before = world.site.stat()
    built, files = opened(lambda: run(options))
    assert built.changed == 0
    assert built.awards == 4
    read = [file for file in files if file.startswith(str(world.base)) and ".lock" not in file]
    assert {Path(file).parent.parent for file in read if ".badgepress" not in file} <= {world.cache / "sites"}
    after = world.site.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_one_new_award_reads_no_other_award(world: World) -> None:
    options = settled(world)
    world.add(2)
    built, files = opened(lambda: run(options))
    assert (built.awards, built.issued) == (5, 1)
    read = {Path(file).name for file in files if file.startswith(str(world.program / "assertions"))}
    read |= {Path(file).name for file in files if file.startswith(str(world.program / "issued/2026"))}
    assert "new2.yml" in read
    assert {name for name in read if not name.startswith("new2") and not name.endswith(".new")} == set()


def test_an_untouched_award_stays_the_same_file(world: World) -> None:
    options = settled(world)
    page = world.site / "awards/k3v9x2/index.html"
    before = page.stat().st_ino
    world.add(2)
    assert run(options).changed
    assert page.stat().st_ino == before


def test_without_the_option_nothing_is_kept(world: World) -> None:
    run(replace(world.options(key=True), reuses=False))
    assert not (world.cache / "sites").exists()


def test_what_is_kept_after_signing_is_what_a_survey_finds(world: World) -> None:
    world.append(0, "reissued: [{on: 2026-11-21}]\nsuspended: {on: 2026-11-22}\n")
    world.append(1, "revoked: {on: 2026-11-21}\n")
    world.join()
    assert run(world.options(key=True)).issued == 6
    (folder,) = (world.cache / "sites").iterdir()
    kept = Kept.opened(folder)
    assert kept is not None
    results = kept.read(kept.entries.values())
    kept.close()
    program = require_program(world.program)
    program = replace(program, shown="badges")
    files = sign.files_to_survey(program)
    assert [one.name for one in files] == sorted(results)
    for file in files:
        found = sign.survey(program, sign.contents_of(program, file))
        assert results[file.name].survey == found


@pytest.mark.heavy
def test_several_processes_keep_and_use_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        world.add(number)
    monkeypatch.setattr(sys.modules["badgepress.build"], "WORTH_PROCESSES", 0)
    world.jobs = 2
    for _ in range(2):
        world.compare(key=True)
    world.add(7)
    world.compare(key=True)
    world.jobs = 1
    world.compare(key=True)


def test_a_file_system_without_links_is_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    world.compare(key=True)
    world.add(2)
    world.compare(key=True)
    world.add(3)
    world.compare(key=True)
    # what was copied is known again
    time.sleep(0.06)
    run(world.options(key=True))
    _, files = opened(lambda: run(world.options(key=True)))
    assert not [file for file in files if "/assertions/" in file]


@pytest.mark.parametrize("folder", ["cache", "cache/sites"])
def test_a_cache_that_cannot_be_written_is_no_error(world: World, folder: str) -> None:
    if os.geteuid() == 0:
        (world.base / folder).mkdir(exist_ok=True)
        shutil.rmtree(world.base / folder)
        (world.base / folder).parent.mkdir(exist_ok=True)
        (world.base / folder).write_text("a file, where a folder should be")
    else:
        (world.base / folder).mkdir(exist_ok=True)
        (world.base / folder).chmod(0o500)
    assert run(world.options(key=True)).awards == 4
    assert run(world.options(key=True)).changed == 0


def test_what_others_may_write_is_not_used(world: World) -> None:
    options = settled(world)
    for file in (world.cache / "sites").rglob("*"):
        if file.is_file():
            file.chmod(0o666)
    _, files = opened(lambda: run(options))
    assert [file for file in files if file.endswith("spring.yml")]


def test_a_file_changed_within_the_same_tick_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text("first")
    found = file.stat()
    facts = Facts()
    old = facts.of(str(file))
    known = facts.found[str(file)]
    assert not known.is_safe()
    # as if another change had left the same times
    file.write_text("other")
    same = Fact(*_status(file), known.at, old)
    assert Facts({str(file): same}).of(str(file)) != old
    late = same._replace(at=found.st_mtime_ns + 10 * COARSE)
    assert late.is_safe()
    assert Facts({str(file): late}).of(str(file)) == old


def _status(file: Path) -> tuple[int, int, int, int, int]:
    found = file.stat()
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def test_changed_bytes_under_old_times_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text("first")
    time.sleep(0.06)
    facts = Facts()
    old = facts.of(str(file))
    before = file.stat()
    time.sleep(0.06)
    file.write_text("other")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    again = Facts(facts.found)
    assert again.of(str(file)) != old


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is Unicode")
def test_a_name_that_is_not_unicode_is_no_error(world: World) -> None:
    Path(os.fsdecode(os.fsencode(world.program) + b"/\xff.yml")).write_text("name: x\n")
    world.compare(key=True)
    world.compare(key=True)


def test_a_removed_site_comes_back(world: World) -> None:
    options = settled(world)
    right = tree(world.site)
    shutil.rmtree(world.site)
    run(options)
    assert tree(world.site) == right
