"""Every command that writes, killed at any moment or met by a full disk: the old state or the new one, and the same
command again ends it."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from badgepress import lock
from badgepress.build import Options, check
from badgepress.cli import cli
from badgepress.errors import errors
from tests.build import cases, stopped
from tests.build.cases import CASES, Case

#: How often commands are killed, and how often they find the disk full, in all: in the heavy run and in the long one.
HEAVY_KILLS, HEAVY_FULL = len(CASES), len(CASES)
LONG_KILLS, LONG_FULL = 600, 300
_CODE = re.compile(r"^error\[([a-z-]+)\]", re.MULTILINE)
#: Commands that write no file of the programme.
READERS = {
    "bake",
    "certificate",
    "check",
    "key new",
    "key show",
    "doctor",
    "serve",
    "templates diff",
    "templates list",
    "unbake",
    "verify",
}
#: It wants a repository, so its own tests stop it.
ELSEWHERE = {"publish"}


@dataclass
class Runner:
    """The process that runs commands and stops them, and where it does."""

    process: subprocess.Popen[str]
    ready: Path
    folder: Path
    environment: dict[str, str]
    told: Counter[str] = field(default_factory=Counter)

    def fresh(self, case: Case) -> Path:
        """Return a new folder with only the programme that the case needs."""
        shutil.rmtree(self.folder, ignore_errors=True)
        folder = Path(shutil.copytree(self.ready, self.folder / "here"))
        case.prepare(folder / "badges")
        return folder

    def run(self, folder: Path, case: Case, stop: tuple[str, int] | None = None) -> dict[str, Any]:
        """Run the command in that folder and return its answer."""
        job = {"folder": str(folder), "arguments": case.arguments, "environment": self.environment, "stop": stop}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert "Traceback" not in answer["err"], answer["err"]
        return answer


@pytest.fixture
def runner(tmp_path: Path, cache_home: Path) -> Iterator[Runner]:
    (tmp_path / "said").mkdir()
    (tmp_path / "ready").mkdir()
    cases.beginning(tmp_path / "ready")
    command = [sys.executable, "-m", stopped.__name__, str(tmp_path / "said")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=cases.ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        environment = {**cases.ENVIRONMENT, "XDG_CACHE_HOME": str(cache_home), "HOME": str(tmp_path / "home")}
        yield Runner(process, tmp_path / "ready", tmp_path / "run", environment)
        assert process.stdin
        process.stdin.close()


def authored(program: Path) -> dict[str, bytes]:
    """What people wrote, or commands for them: every file but the issued ones, those of the lock, and leftovers."""
    found = {}
    for path in sorted(program.rglob("*")):
        below = path.relative_to(program).as_posix()
        if path.is_file() and not below.startswith(("issued/", f"{lock.FOLDER}/")) and not below.endswith(".new"):
            found[below] = path.read_bytes()
    return found


def assert_whole(program: Path) -> None:
    """Check that no line of the store and no list is incomplete."""
    for path in (program / "issued").rglob("*.json*"):
        if path.name.endswith(".new"):
            continue
        raw = path.read_bytes()
        assert raw.endswith(b"\n"), path
        for line in raw.splitlines() if path.suffix == ".jsonl" else [raw]:
            json.loads(line)


def assert_sound(program: Path, site: Path) -> None:
    """Check that `check` finds no problems and that the stopped command left nothing behind."""
    found, _ = check(Options(program, site, cases.NOW, shown="badges"))
    assert [str(one) for one in errors(found)] == []
    left = [path for path in program.parent.rglob("*") if path.name.endswith(".new") or "scratch-" in path.name]
    left += list(program.parent.glob(".site*"))
    assert left == []
    assert not lock.unfinished(program, "badges")


@contextmanager
def mended(folder: Path) -> Iterator[Path]:
    """Yield a copy of the programme after the next holder of the lock has cleaned up."""
    copy = Path(shutil.copytree(folder, folder.with_name("copy")))
    with lock.hold(copy / "badges", "look"):
        yield copy / "badges"
    shutil.rmtree(copy)


@dataclass(frozen=True)
class States:
    """What is authored before a command and after it, and how many steps it takes to stop it at."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    steps: dict[str, int]


def states(runner: Runner, case: Case) -> States:
    folder = runner.fresh(case)
    before = authored(folder / "badges")
    assert case.name in ("init", "schemas") or not case.is_done(folder / "badges")
    answer = runner.run(folder, case)
    assert answer["code"] == 0, answer
    assert case.is_done(folder / "badges")
    return States(before, authored(folder / "badges"), answer["count"])


def stop_and_again(runner: Runner, case: Case, known: States, stop: tuple[str, int]) -> None:
    """Stop the command, check the state, run it again, and check again."""
    folder = runner.fresh(case)
    program = folder / "badges"
    answer = runner.run(folder, case, stop)
    was = "killed" if answer["code"] == -9 else "done" if answer["code"] == 0 else "full"
    runner.told[f"{case.name}: {was}"] += 1
    where = (case.name, stop, answer)
    if stop[0] == "kill":
        assert answer["code"] in (-9, 0), where
    else:
        assert answer["code"] in (1, 0), where
        assert answer["code"] == 0 or _CODE.search(answer["err"]), where
    assert_whole(program)
    with mended(folder) as copy:
        if case.same:
            assert authored(copy) in (known.before, known.after), where
        else:
            assert authored(copy) == known.before or case.is_done(copy), where
    if answer["code"] == 0:
        assert case.is_done(program), where
    again = runner.run(folder, case)
    codes = set(_CODE.findall(again["err"]))
    assert again["code"] == 0 or codes <= set(case.already), (where, again)
    if codes == {"key-file-exists"}:
        # the key already exists and is named, else the command would make another
        for key in (folder / "new.key", folder.parent / "acme.key"):
            key.unlink(missing_ok=True)
        if authored(program) == known.before:
            assert runner.run(folder, case)["code"] == 0
            assert case.is_done(program)
        return
    assert case.is_done(program), (where, again)
    assert_sound(program, folder / "site")


def tried(runner: Runner, some: list[Case], kills: int, full: int, seed: int) -> None:
    """Stop all cases about equally often, at random moments."""
    chance = random.Random(seed)
    for case in some:
        known = states(runner, case)
        for how, times in (("kill", kills), ("full", full)):
            share = -(-times // len(some))
            steps = [chance.randint(1, known.steps[how]) for _ in range(share)]
            for at in steps:
                stop_and_again(runner, case, known, (how, at))
        stop_and_again(runner, case, known, ("limit", 0))
    print(f"{sum(runner.told.values())} commands stopped: {dict(sorted(runner.told.items()))}")


def test_every_command_is_stopped() -> None:
    def named(group: Any, before: str = "") -> Iterator[str]:
        for name, command in group.commands.items():
            yield from named(command, f"{name} ") if hasattr(command, "commands") else [f"{before}{name}"]

    given = [case.arguments for case in CASES]
    stopped_here = {name for name in named(cli) for words in given if words[: len(name.split())] == tuple(name.split())}
    assert set(named(cli)) - READERS - ELSEWHERE == stopped_here


@pytest.mark.parametrize(
    "name", ["import", *(pytest.param(name, marks=pytest.mark.heavy) for name in ("erase", "resolve"))]
)
def test_several_files_are_one_change(runner: Runner, name: str) -> None:
    case = next(one for one in CASES if one.name == name)
    known = states(runner, case)
    for at in range(5, known.steps["kill"], max(1, known.steps["kill"] // 3)):
        stop_and_again(runner, case, known, ("kill", at))


@pytest.mark.heavy
def test_commands_that_are_stopped(runner: Runner) -> None:
    tried(runner, list(CASES), HEAVY_KILLS, HEAVY_FULL, seed=1)


@pytest.mark.long
def test_commands_that_are_stopped_often(runner: Runner) -> None:
    tried(runner, list(CASES), LONG_KILLS, LONG_FULL, seed=random.SystemRandom().randrange(1 << 30))
