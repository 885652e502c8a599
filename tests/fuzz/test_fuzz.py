"""Fuzzes briefly on every run, and fully in the long run."""

from __future__ import annotations

import platform
import subprocess
import sys
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import ROOT, fuzz, main
from tests.fuzz.targets import TARGETS
from tests.tiers import examples


@pytest.mark.parametrize("target", TARGETS)
def test_a_taste(target: str) -> None:
    inputs = 40 if target in ("verify", "parse") else 400
    outcome = fuzz(target, inputs, 7, monotonic() + 60)
    assert outcome.failure is None
    assert outcome.inputs == inputs


@pytest.mark.parametrize("target", TARGETS)
def test_good_inputs_are_fine(target: str) -> None:
    for sample in TARGETS[target].samples():
        TARGETS[target].run(sample)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=examples(30), deadline=None)
@given(data=st.binary(max_size=400))
def test_anything_at_all(target: str, data: bytes) -> None:
    TARGETS[target].run(data)


def test_the_instrument_sees_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise KeyError("x")

    monkeypatch.setitem(TARGETS, "png", type(TARGETS["png"])(broken, lambda: [b"x"], 1))
    outcome = fuzz("png", 10, 1, monotonic() + 5)
    assert outcome.failure
    assert outcome.failure[1] == "KeyError: 'x'"


def test_too_few_inputs_are_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz", "--inputs", "1000", "--seconds", "0", "--jobs", "1"])
    assert main() == 1
    told = capsys.readouterr()
    assert "only 0 of 1,000 inputs" in told.err
    assert "0 inputs in all" in told.out


def test_a_missing_guide_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz", "--inputs", "12", "--seconds", "60", "--jobs", "1", "--guided", "1"])
    monkeypatch.setattr("tests.fuzz.__main__.installed", lambda: False)
    assert main() == 1
    assert "atheris is not installed" in capsys.readouterr().err


def test_shares_are_of_a_whole() -> None:
    assert sum(target.share for target in TARGETS.values()) == pytest.approx(1)


@pytest.mark.heavy
def test_many_inputs() -> None:
    assert tried(40_000, guided=10) >= 40_000


@pytest.mark.long
def test_a_million_inputs() -> None:
    assert tried(1_000_000, guided=300) >= 1_000_000


def tried(inputs: int, guided: int) -> int:
    """Runs so many inputs and, where there are wheels of its guide, so many seconds of guided ones; how many it was."""
    command = [sys.executable, "-m", "tests.fuzz", "--inputs", str(inputs), "--seconds", "1200"]
    # on these platforms it is a dependency of the tests (pyproject.toml), so a missing one fails
    if sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 15):
        command += ["--guided", str(guided)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.split()[-4].replace(",", ""))
