"""Runs `python -m tests.fuzz --inputs N --seconds S --guided S`: millions of mutated inputs, then atheris's.

Exits 1 when an input raised, took longer than ten seconds or made a changed badge valid; the input is printed in
base64. Exits 1 as well when less was tried than was asked for: the seconds were used up before the inputs were, or
atheris is not installed or tried nothing. What was tried is counted and printed in every case.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from math import ceil
from pathlib import Path
from time import monotonic
from types import FrameType

from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDED = ("png", "svg", "json", "jwt", "bitstring")
PATIENCE = 10


@dataclass(frozen=True)
class Outcome:
    """The result of one target: inputs tried, seconds taken, and failures (input and exception)."""

    target: str
    inputs: int
    seconds: float
    failure: tuple[bytes, str] | None = None


class Hang(Exception):
    """Raised when an input takes too long."""


def fuzz(target: str, inputs: int, seed: int, until: float) -> Outcome:
    """Try so many inputs on a target in this process, at most until that moment of the monotonic clock."""
    one = TARGETS[target]
    make = Mutator(one.samples(), seed)
    began = monotonic()
    data = b""
    done = 0
    before = signal.signal(signal.SIGALRM, _hang)
    try:
        while done < inputs:
            data = make()
            if done % 64 == 0:
                if monotonic() > until:
                    break
                signal.alarm(PATIENCE)
            one.run(data)
            done += 1
    except Exception as error:
        return Outcome(target, done, monotonic() - began, (data, f"{type(error).__name__}: {error}"))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return Outcome(target, done, monotonic() - began)


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang(f"more than {PATIENCE} seconds")


def spread(inputs: int, seconds: float, jobs: int, seed: int) -> list[Outcome]:
    """Run all targets by their shares, split among the processes, and sum up the results of each target."""
    until = monotonic() + seconds
    work = [
        (name, max(1, ceil(inputs * target.share / jobs)), seed * 1000 + part)
        for name, target in TARGETS.items()
        for part in range(jobs)
    ]
    with ProcessPoolExecutor(jobs) as pool:
        pieces = list(pool.map(fuzz, *zip(*work, strict=True), repeat(until)))
    return [_sum([piece for piece in pieces if piece.target == name]) for name in TARGETS]


def _sum(pieces: list[Outcome]) -> Outcome:
    failure = next((piece.failure for piece in pieces if piece.failure), None)
    return Outcome(pieces[0].target, sum(one.inputs for one in pieces), sum(one.seconds for one in pieces), failure)


def guided(seconds: float) -> tuple[int, bool]:
    """Let atheris search each of its targets in turn. Return how many inputs it tried, and whether all passed."""
    fine, total = True, 0
    for name in GUIDED:
        with tempfile.TemporaryDirectory(prefix="badgepress-fuzz-") as folder:
            corpus = Path(folder) / "corpus"
            corpus.mkdir()
            for number, sample in enumerate(TARGETS[name].samples()):
                (corpus / str(number)).write_bytes(sample)
            limits = [f"-max_total_time={max(1, int(seconds / len(GUIDED)))}", f"-timeout={PATIENCE}"]
            told = ["-print_final_stats=1", f"-artifact_prefix={folder}/", str(corpus)]
            command = [sys.executable, "-m", "tests.fuzz.guided", name, *limits, *told]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            tried = next(
                (line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "0"
            )
            print(f"  {name:<10} {int(tried):>9,} inputs")
            total += int(tried)
            if done.returncode or not int(tried):
                fine = False
                print(done.stderr[-3000:], file=sys.stderr)
    return total, fine


def installed() -> bool:
    """Return whether atheris is installed; it has wheels only for some platforms."""
    return importlib.util.find_spec("atheris") is not None


def main() -> int:
    """Fuzz, print the results, and exit with 0 only if everything passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many, over all targets")
    parser.add_argument("--seconds", type=float, default=60, help="at most, for those inputs")
    parser.add_argument("--guided", type=float, default=0, metavar="SECONDS", help="for atheris, besides")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = monotonic()
    outcomes = spread(given.inputs, given.seconds, given.jobs, given.seed)
    for one in outcomes:
        rate = one.inputs / max(one.seconds, 1e-9)
        print(f"  {one.target:<10} {one.inputs:>9,} inputs {rate:>9,.0f} per second and process")
    total = sum(one.inputs for one in outcomes)
    print(f"{total:,} inputs in {monotonic() - began:.0f} s")
    failed = [one for one in outcomes if one.failure]
    for one in failed:
        data, why = one.failure or (b"", "")
        print(f"{one.target}: {why}\n  input: {base64.b64encode(data).decode()}", file=sys.stderr)
    fine = not failed
    if total < given.inputs and not failed:
        print(f"only {total:,} of {given.inputs:,} inputs in the time given", file=sys.stderr)
        fine = False
    if given.guided and not installed():
        print("atheris is not installed: nothing was tried that is guided by what it reaches", file=sys.stderr)
        fine = False
    elif given.guided:
        print(f"guided by what they reach, {given.guided:.0f} s:")
        more, went_well = guided(given.guided)
        total, fine = total + more, fine and went_well
    print(f"{total:,} inputs in all")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
