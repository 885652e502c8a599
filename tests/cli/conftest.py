"""Fixtures that run the program in a folder of its own, without any keys in the environment."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from badgepress.cli import main


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def here(root: Path, tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the minimal programme as `badges/`; it is the working directory."""
    shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BADGEPRESS_KEY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Run:
    """`call("check", "--json")` runs `badgepress check --json` in the current folder."""

    def run(*arguments: str) -> Ran:
        code = main(list(arguments))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def run(here: Path, call: Run) -> Run:
    """The same, in the folder of the minimal programme."""
    return call


def on_full_disk(*arguments: str) -> str:
    """Run a command in a process that cannot write any file, and return its output. It must fail without a crash."""
    done = subprocess.run(
        [sys.executable, "-m", "badgepress", *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert done.returncode == 1, (arguments, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def key_file(here: Path, sample_key: Path) -> Path:
    """The sample key in a file that only its owner can read."""
    file = here / "issuer.key"
    file.write_text(sample_key.read_text())
    file.chmod(0o600)
    return file
