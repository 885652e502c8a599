"""Counts how often a build reads and parses its files, in all its processes.

`python -m tests.build.counting` prints the counts of a build of the sample with nothing to change.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from badgepress import parallel
from badgepress.build import Built, Options, run
from badgepress.read import assertions, program
from badgepress.registry import credential as facts
from badgepress.sign import store

NOW = datetime(2026, 12, 1, tzinfo=UTC)
#: Each is called through its module, so that it can be counted: what counts, and what tells one from the other.
COUNTED: dict[str, tuple[Any, str, Callable[..., str]]] = {
    "yaml": (assertions, "parse", lambda raw, shown: shown),
    "settings": (program, "parse", lambda raw, shown: shown),
    "store": (store, "data_of", str),
    "line": (store, "parse", lambda program, raw, shown, number, patterns=None: f"{shown}:{number}"),
    "facts": (facts, "read", lambda credential, base_url: str(credential.get("id")) + str(credential.get("proof"))),
}


def counts(folder: Path, out: Path, *, jobs: int = 1, cache: Path | None = None) -> dict[str, Counter[str]]:
    """Return how often each thing was read, by kind and name."""
    return counted(lambda: run(Options(folder, out, NOW, jobs=jobs, cache=cache)))


def counted(work: Callable[[], Built]) -> dict[str, Counter[str]]:
    """Return the same counts for any work."""
    with tempfile.NamedTemporaryFile("r") as log, contextlib.ExitStack() as stack:
        for patch in _patches(log.name):
            stack.enter_context(patch)
        stack.enter_context(mock.patch.object(parallel, "ProcessPoolExecutor", partial(_pool, log.name)))
        work()
        found: dict[str, Counter[str]] = {kind: Counter() for kind in COUNTED}
        for line in log:
            kind, _, what = line.rstrip("\n").partition("\t")
            found[kind][what] += 1
    return found


def _patches(log: str) -> Iterator[Any]:
    for kind, (module, name, what) in COUNTED.items():
        yield mock.patch.object(module, name, partial(_noted, log, kind, what, getattr(module, name)))


def _noted(log: str, kind: str, what: Callable[..., str], work: Callable[..., Any], *given: Any) -> Any:
    handle = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.write(handle, f"{kind}\t{what(*given)}\n".encode())
    os.close(handle)
    return work(*given)


def _pool(log: str, jobs: int, how: Any, begin: Callable[..., None], given: tuple[Any, ...]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, how, _begin, (log, begin, given))


def _begin(log: str, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    """Start counting in a process that works for the build."""
    for patch in _patches(log):
        patch.start()
    begin(*given)


def told(found: dict[str, Counter[str]]) -> str:
    """Return the counts on one line: how many reads, of how many things."""
    return ", ".join(f"{kind}: {sum(some.values())} for {len(some)}" for kind, some in found.items())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for each in (1, 2):
            sample = Path(sys.argv[1] if len(sys.argv) > 1 else "badges")
            print(f"--jobs {each}: {told(counts(sample, Path(scratch, 'site'), jobs=each, cache=Path(scratch)))}")
