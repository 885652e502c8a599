"""Runs a command and tells what it took: processor time with all its children, clock time, and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1


@dataclass(frozen=True)
class Spent:
    """Seconds of the processor and of the clock; MB that all processes held at once (the sum of their RSS)."""

    processor: float
    clock: float
    memory: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> Spent:
    """Run the command in a session of its own. Memory is sampled from /proc, so it is 0 outside Linux."""
    before, started, most = os.times(), time.perf_counter(), 0
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        while (code := process.poll()) is None:
            most = max(most, held(process.pid))
            time.sleep(EVERY)
    finally:
        if process.poll() is None:  # interrupted: a session of its own does not see Ctrl-C
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    clock, after = time.perf_counter() - started, os.times()
    if code:
        raise subprocess.CalledProcessError(code, command)
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(processor, clock, most / 1e6)


def held(session: int) -> int:
    """Return the bytes that all processes of a session hold: the sum of their RSS, so shared pages count again."""
    pages = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[3]) == session:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE")
