"""Accidents in the middle of a build: kills, full disks, folders that refuse, clocks that jump, workers that die.

After each of them the old site is whole, no line of the store is lost, no index is given twice, and the next build
repairs what is left. Other accidents have tests of their own: kills at a given file operation in test_killed.py, every
other command in test_stopped.py, damaged caches in test_damaged.py, several commands at once in test_side_by_side.py.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from badgepress.build import run
from badgepress.errors import BadgepressError, errors
from badgepress.model import moment
from tests.build import accidents
from tests.build.accidents import AT, KEY, TOLD, Before, in_child, options, started
from tests.build.test_killed import tree

KINDS = {"first light": (False, True), "first whole": (False, False), "more awards": (True, True)}


def known(tmp_path: Path, cache: Path, kind: str, cohorts: int = 6) -> Before:
    """A programme before its first build, or with a site and lines, and awards that wait."""
    is_built, is_light = KINDS[kind]
    program = accidents.programme(tmp_path / "start/badges", cohorts, light=is_light)
    if is_built:
        run(options(program, cache))
        accidents.more(program, "late", cohorts)
        late = program / "assertions/2026/spring.yml"
        late.write_text(late.read_text() + "  - id: zz9new\n    recipient: {name: Noor Haddad}\n")
    return accidents.before(tmp_path, program, cache)


@pytest.fixture
def cache(cache_home: Path) -> Path:
    """Where pictures are kept: no accident is about drawing them."""
    return cache_home / "badgepress"


def killed_often(tmp_path: Path, cache: Path, kind: str, jobs: int, times: int, chance: random.Random) -> Counter[str]:
    """Kill builds at random moments and check each. Return how they ended."""
    start = known(tmp_path, cache, kind)
    program = start.fresh(tmp_path / "timed")
    process = started(program, cache, jobs)
    began = time.monotonic()
    assert process.communicate()[1] == ""
    lasts = time.monotonic() - began
    told = Counter[str]()
    for turn in range(times):
        program = start.fresh(tmp_path / "now")
        process = started(program, cache, jobs)
        # one part of the time each, so that a few kills are spread over the whole build
        time.sleep(lasts * (turn + chance.random()) / times)
        ended = "killed" if accidents.kill_group(process) else "done"
        accidents.assert_held(start, program)
        changed = "stored" if accidents.store(program) != start.store else "nothing stored"
        skipped = accidents.assert_repaired(start, program, cache)
        told[f"{ended}, {changed}{', indexes skipped' if skipped else ''}"] += 1
        shutil.rmtree(tmp_path / "now")
    print(f"{kind}, {jobs} jobs, {lasts:.1f} s: {dict(sorted(told.items()))}")
    return told


@pytest.mark.heavy
@pytest.mark.parametrize(("kind", "jobs"), [("first light", 1), ("first whole", 1), ("more awards", 2)])
def test_killed_at_a_random_moment(tmp_path: Path, cache: Path, kind: str, jobs: int) -> None:
    told = killed_often(tmp_path, cache, kind, jobs, 2, random.Random(15))
    assert sum(count for ended, count in told.items() if ended.startswith("killed")) > 0


@pytest.mark.long
def test_killed_at_two_hundred_random_moments(tmp_path: Path, cache: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}")
    told = Counter[str]()
    for number, (kind, jobs) in enumerate((kind, jobs) for kind in KINDS for jobs in (1, 2)):
        told += killed_often(tmp_path / str(number), cache, kind, jobs, 34, random.Random(seed + number))
    assert sum(told.values()) >= 200
    assert sum(count for ended, count in told.items() if ended.startswith("killed")) > 150


def assert_refused(start: Before, program: Path, cache: Path, ended: tuple[int, list[str]], codes: set[str]) -> str:
    """Check a build that met an error of the system, and the build after it. Return how it ended."""
    code, told = ended
    assert code in (0, TOLD), told
    assert set(told) <= codes, told
    accidents.assert_held(start, program)
    assert sorted(one.name for one in program.parent.iterdir() if one.name.startswith(".")) == []
    assert code == 0 or tree(program.parent / "site") == start.site
    stored = accidents.store(program) != start.store
    skipped = accidents.assert_repaired(start, program, cache)
    assert not skipped or stored
    said = told[0] if told else "done"
    return f"{said}{', stored' if stored else ''}{', indexes skipped' if skipped else ''}"


DISK = {"disk-full", "cannot-write"}


def full_often(tmp_path: Path, cache: Path, kind: str, chosen: float, chance: random.Random) -> Counter[str]:
    """Let the disk be full from the n-th new file on, and for files above a size, for a share of all n and sizes."""
    start = known(tmp_path, cache, kind, cohorts=2)
    program = start.fresh(tmp_path / "counted")
    count = accidents.counted(lambda: run(options(program, cache)))
    made = [one for part in ("site", "badges/issued") for one in (program.parent / part).rglob("*") if one.is_file()]
    steps = [*range(1, count + 1)]
    sizes = sorted({one.stat().st_size - 1 for one in made} | {0})
    stops = [accidents.full_from(at) for at in _some(steps, chosen, chance)]
    stops += [accidents.no_longer_than(size) for size in _some(sizes, chosen, chance)]
    told = Counter[str]()
    for stop in stops:
        program = start.fresh(tmp_path / "now")
        ended = in_child(lambda program=program: run(options(program, cache)), stop)  # type: ignore[misc]
        told[assert_refused(start, program, cache, ended, DISK)] += 1
        shutil.rmtree(tmp_path / "now")
    # only what fails while lines are stored may cost indexes
    assert [ended for ended in told if ended.startswith("disk-full,")] == []
    print(f"{kind}, {count} steps, {len(sizes)} sizes: {dict(sorted(told.items()))}")
    return told


def _some(all_of: list[int], share: float, chance: random.Random) -> list[int]:
    return sorted(chance.sample(all_of, max(1, round(len(all_of) * share))))


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["first light", "more awards"])
def test_the_disk_is_full(tmp_path: Path, cache: Path, kind: str) -> None:
    told = full_often(tmp_path, cache, kind, 0.02, random.Random(15))
    assert sum(count for ended, count in told.items() if ended.startswith("disk-full")) > 0


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_the_disk_is_full_at_every_step(tmp_path: Path, cache: Path, kind: str) -> None:
    told = full_often(tmp_path, cache, kind, 1, random.Random())
    assert any(ended.startswith("cannot-write") for ended in told), "the store never met the full disk"


@pytest.mark.parametrize(
    ("days", "warns"),
    [
        (-400, False),
        pytest.param(-40, True, marks=pytest.mark.heavy),
        pytest.param(-1, False, marks=pytest.mark.heavy),
        (3, True),
        pytest.param(3000, True, marks=pytest.mark.heavy),
    ],
)
def test_the_clock_is_wrong_for_one_build(tmp_path: Path, cache: Path, days: int, warns: bool) -> None:
    """A build signs at one moment, so a clock that jumps during it changes nothing; one between builds may."""
    start = known(tmp_path, cache, "more awards", cohorts=1)
    program = start.fresh(tmp_path / "now")
    wrong = replace(options(program, cache), now=AT + timedelta(days=days))
    if days < -300:  # before the issuer had a key
        with pytest.raises(BadgepressError) as caught:
            run(wrong)
        assert [one.code for one in errors(caught.value.problems)] == ["key-window"]
        assert accidents.store(program) == start.store
        assert tree(program.parent / "site") == start.site
    else:
        assert run(wrong).issued > 0
        accidents.assert_held_lines(start, program)
    warned = run(options(program, cache, out="no-key", key=False)).warnings
    assert ("status-list-not-signed" in {one.code for one in warned}) is warns
    run(options(program, cache))
    accidents.assert_held_lines(start, program)
    assert accidents.without_index(program) == accidents.without_index(start.clean / "badges")
    for path in (program / "issued/status").glob("[0-9]*.json"):
        document = json.loads(path.read_bytes())
        assert moment(document["validFrom"]) <= AT < moment(document["validUntil"])
    assert [one.code for one in run(options(program, cache)).warnings] == []


@pytest.mark.parametrize("what", ["beside the site", "store"])
def test_a_folder_is_read_only(tmp_path: Path, cache: Path, what: str) -> None:
    start = known(tmp_path, cache, "more awards", cohorts=1)
    program = start.fresh(tmp_path / "now")
    store = program / "issued"
    shut = (
        [program.parent] if what == "beside the site" else [store, *(one for one in store.rglob("*") if one.is_dir())]
    )
    for folder in shut:
        folder.chmod(0o555)
    ended = in_child(lambda: run(options(program, cache)), accidents.without_rights)
    for folder in shut:
        folder.chmod(0o755)
    assert ended == (TOLD, ["cannot-write"])
    assert accidents.store(program) == start.store
    assert assert_refused(start, program, cache, ended, {"cannot-write"}) == "cannot-write"


def test_the_site_is_a_mount_point(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = known(tmp_path, cache, "more awards", cohorts=1)
    program = start.fresh(tmp_path / "now")
    with monkeypatch.context() as patch:
        patch.setattr(os.path, "ismount", lambda path: Path(path).name == "site")
        with pytest.raises(BadgepressError) as caught:
            run(options(program, cache))
    ended = TOLD, [one.code for one in caught.value.problems]
    assert assert_refused(start, program, cache, ended, {"out-not-replaceable"}) == "out-not-replaceable"


@pytest.mark.parametrize(
    "phase", [pytest.param("reading", marks=pytest.mark.long), pytest.param("signing", marks=pytest.mark.heavy)]
)
def test_a_worker_is_killed_for_its_memory(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    start = known(tmp_path, cache, "more awards", cohorts=40)
    program = start.fresh(tmp_path / "now")
    monkeypatch.setitem(sys.modules[run.__module__].__dict__, "WORTH_PROCESSES", 0)
    phases: list[str] = []

    def kill_one(name: str, count: int) -> None:
        if name:
            phases.append(name)
        elif phases[-1].startswith(phase):
            for worker in multiprocessing.active_children()[:1]:
                os.kill(worker.pid or 0, signal.SIGKILL)

    with pytest.raises(BadgepressError) as caught:
        run(options(program, cache, jobs=2), kill_one)
    assert phases[-1].startswith(phase)
    ended = TOLD, [one.code for one in caught.value.problems]
    assert assert_refused(start, program, cache, ended, {"worker-died"}) == "worker-died"


@pytest.mark.heavy
def test_builds_of_one_programme_at_once(tmp_path: Path, cache: Path) -> None:
    """Two with the key and one without: one signs, the others wait for it and find nothing to do."""
    start = known(tmp_path, cache, "more awards")
    program = start.fresh(tmp_path / "now")
    builds = [started(program, cache, jobs, key) for jobs, key in ((1, str(KEY)), (2, str(KEY)), (1, ""))]
    assert [(one.communicate()[1], one.returncode) for one in builds] == [("", 0)] * 3
    run(options(program, cache))
    assert accidents.store(program) == start.issued
    assert tree(program.parent / "site") == start.made
    assert not accidents.assert_repaired(start, program, cache)


#: What a build may hold at 100,000 awards, in kB.
MOST_MEMORY = 600 * 1024
#: Ways to break a file of awards.
BROKEN = (
    b"badge: [\n",
    b"\xff\xfe\x00",
    b"",
    b"badge: no-such-badge\nissued: 2026-06-01\nrecipient: {name: Ada}\n",
    b"badge: data-practice\nissued: 2026-13-01\nrecipient: {name: Ada}\n",
)


@pytest.mark.parametrize(
    ("files", "size"),
    [pytest.param(400, 5, marks=pytest.mark.heavy), pytest.param(100_000, 1, marks=pytest.mark.long)],
)
def test_one_file_in_a_hundred_is_broken(tmp_path: Path, cache: Path, files: int, size: int) -> None:
    program = accidents.programme(tmp_path / "here/badges", files, size=size)
    process = started(program, cache, 1)
    assert process.communicate()[1] == ""
    site, store = tree(program.parent / "site"), accidents.store(program)
    whole = {}
    chosen = random.Random(15).sample(sorted((program / "assertions/made").iterdir()), files // 100)
    for number, path in enumerate(chosen):
        whole[path] = path.read_bytes()
        path.write_bytes(BROKEN[number % len(BROKEN)])
    process = started(program, cache, 1)
    peak, said = process.communicate()
    print(f"{files} files: {int(peak) // 1024} MB")
    assert process.returncode == 1
    assert int(peak) < MOST_MEMORY
    named = Counter(re.findall(r"^error\[[a-z0-9-]+\]: badges/(assertions/[^:]*)", said, re.MULTILINE))
    assert set(named) == {path.relative_to(program).as_posix() for path in chosen}, said[:2000]
    assert "Traceback" not in said
    assert tree(program.parent / "site") == site
    assert accidents.store(program) == store
    for path, data in whole.items():
        path.write_bytes(data)
    process = started(program, cache, 1)
    assert process.communicate()[1] == ""
    assert tree(program.parent / "site") == site
    assert accidents.store(program) == store
