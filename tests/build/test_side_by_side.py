"""Tests several commands at once on one programme: everything that they reported is there in the end."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from badgepress import lock
from badgepress.build import Options, check
from badgepress.errors import errors
from badgepress.model import Award
from badgepress.read import require_program
from tests.build import cases, side_by_side
from tests.build.test_killed import tree

LONG_PROCESSES, LONG_SECONDS = 6, 1200
_CODE = re.compile(r"^error\[([a-z-]+)\]", re.MULTILINE)
#: The errors that a command may give if another was first; anything else is a bug.
_ALREADY = {
    *("award-erased", "award-revoked", "award-suspended", "not-suspended", "unknown-award", "not-issued"),
    *("not-longer", "no-duration", "key-mismatch", "key-window", "key-not-begun"),
}


@dataclass(frozen=True)
class Told:
    """The report of one command."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def kind(self) -> str:
        """The command's name."""
        return " ".join(self.arguments[:2]) if self.arguments[0] in ("key", "badge") else self.arguments[0]


def together(tmp_path: Path, cache_home: Path, processes: int, commands: int, seconds: float, seed: int) -> list[Told]:
    """Everything that was reported by processes that worked on one programme."""
    here = tmp_path / "here"
    here.mkdir()
    cases.beginning(here)
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache_home), "BADGEPRESS_WAIT": "300", "BADGEPRESS_KEY": ""}
    given = [str(here), str(processes), str(commands), str(seconds), str(seed)]
    command = [sys.executable, "-m", side_by_side.__name__, *given]
    environment["PYTHONPATH"] = str(cases.ROOT)
    done = subprocess.run(command, env=environment, cwd=cases.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (seed, done.stderr)
    files = sorted((tmp_path / "told").iterdir())
    return [Told(tuple(a), code, out, err) for file in files for a, code, out, err in json.loads(file.read_text())]


def assert_nothing_lost(here: Path, told: list[Told]) -> Counter[str]:
    """Hold everything that was reported against what is there; how many reports of each kind there were."""
    program = require_program(here / "badges", faultless=True)
    awards, lines = cases.awards(program), cases.lines(program)
    by_name = {one.assertion.recipient.name: one for one in awards.values()}
    done = [one for one in told if one.code == 0]
    for one in told:
        assert one.code in (0, 1), one
        assert "Traceback" not in one.err, one
        if one.code:
            assert set(_CODE.findall(one.err)) <= _ALREADY, one
    erased = [one for one in done if one.kind == "erase"]
    gone = {name for one in erased for name in re.findall(r"P\d+x\d+x\d+", one.out)}
    # a command that could not sign had already written the assertion
    gone |= {name for one in told if one.kind == "erase" for name in re.findall(r"P\d+x\d+x\d+", one.out)}
    for one in done:
        if one.kind == "award":
            name = one.arguments[one.arguments.index("--name") + 1]
            assert name in by_name or name in gone, one
        elif one.kind == "import":
            sheet = Path(one.arguments[1]).read_text("utf-8")
            names = set(re.findall(r",(P\d+x\d+x\d+),", sheet))
            assert f"{len(names)} new awards" in one.out, one
            assert names <= {*by_name, *gone}, one
        elif one.kind == "badge new":
            assert one.arguments[2] in program.classes
        elif one.kind == "key rotate":
            public = re.search(r"public: (z6Mk\w+)", one.out)
            assert public, one
            assert public[1] in {key.public for key in program.issuers["guild"].keys}, one
        elif one.kind in ("revoke", "suspend", "renew", "reissue"):
            assert_still(awards.get(one.arguments[1]), one, told)
    for one in erased:
        assert one.arguments[1] not in awards, one
        assert all(line.credential is None for line in lines if line.id == one.arguments[1]), one
    places = Counter((line.number, line.index) for line in lines)
    assert [place for place, count in places.items() if count > 1] == []
    found, _ = check(Options(program.root, here / "site", cases.NOW, shown="badges"))
    assert [str(one) for one in errors(found)] == []
    files = [path.name for path in here.rglob("*")]
    over = [name for name in files if name.endswith(".new") or name.startswith((".site", "scratch"))]
    assert over == []
    assert not lock.unfinished(program.root, "badges")
    return Counter(f"{one.kind}: {'done' if one.code == 0 else _CODE.findall(one.err)[0]}" for one in told)


def assert_still(award: Award | None, one: Told, told: list[Told]) -> None:
    """Check that a command's effect on an award is there, unless a later one undid it."""
    award_id = one.arguments[1]
    others = [other for other in told if other.arguments[1:2] == (award_id,)]
    if award is None:
        assert any(other.kind == "erase" for other in others), one
        return
    assertion = award.assertion
    if one.kind == "revoke":
        assert assertion.revoked is not None, one
    elif one.kind == "suspend" and "--lift" not in one.arguments:
        lifted = any("--lift" in other.arguments for other in others)
        assert assertion.suspended or lifted, one
    elif one.kind in ("renew", "reissue"):
        again = [other for other in others if other.kind in ("renew", "reissue")]
        shown = [other for other in again if re.search(r"^\+.*\{on: ", other.out, re.MULTILINE)]
        assert len(assertion.reissued) == len(shown), (one, shown)


def test_a_few_commands_at_once(tmp_path: Path, cache_home: Path) -> None:
    told = together(tmp_path, cache_home, 3, 5, 0, seed=7)
    assert_nothing_lost(tmp_path / "here", told)
    assert len(told) == 15


@pytest.mark.heavy
def test_commands_at_once(tmp_path: Path, cache_home: Path) -> None:
    told = together(tmp_path, cache_home, 4, 0, 20, seed=1)
    count = assert_nothing_lost(tmp_path / "here", told)
    print(f"{len(told)} commands of 4 processes: {dict(sorted(count.items()))}")


@pytest.mark.heavy
def test_two_programmes_built_into_one_folder(root: Path, tmp_path: Path, cache_home: Path) -> None:
    programs = [Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / name)) for name in "ab"]
    settings = programs[1] / "program.yml"
    # Two copies of one programme, at one address: the site of another address would be refused (other-site).
    settings.write_text(settings.read_text().replace("Lindenhof Data Guild", "Another Guild"))
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache_home), "BADGEPRESS_KEY": ""}

    def build(program: Path, out: str, *more: str) -> subprocess.Popen[str]:
        arguments = ["build", "--program", str(program), "--out", out, "--jobs", "1", "--now", "2026-11-22", *more]
        command = [sys.executable, "-m", "badgepress", *arguments]
        nowhere, pipe = subprocess.DEVNULL, subprocess.PIPE
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=nowhere, stderr=pipe, text=True)

    alone = []
    for program in programs:
        with build(program, f"site-{program.name}") as process:
            assert "error" not in process.communicate()[1]
        alone.append(tree(tmp_path / f"site-{program.name}"))
    for wait, fine in (("60", {0}), ("0", {0, 1})):
        both = [build(program, "site", "--wait", wait) for program in programs]
        ended = [(process.communicate()[1], process.returncode) for process in both]
        assert {code for _, code in ended} <= fine, ended
        assert all(code == 0 or "error[out-busy]: " in err for err, code in ended), ended
        assert 0 in {code for _, code in ended}
        assert tree(tmp_path / "site") in alone


@pytest.mark.long
def test_commands_at_once_for_long(tmp_path: Path, cache_home: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 30)
    told = together(tmp_path, cache_home, LONG_PROCESSES, 0, LONG_SECONDS, seed)
    count = assert_nothing_lost(tmp_path / "here", told)
    print(f"{len(told)} commands of {LONG_PROCESSES} processes, seed {seed}: {dict(sorted(count.items()))}")
