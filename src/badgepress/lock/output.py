"""The lock of an output folder: only one build at a time writes a site there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import problem
from badgepress.lock.taking import LONGER, PATIENCE, Request, Tell, quiet, take


@contextlib.contextmanager
def hold_output(out: Path, *, wait: float = PATIENCE, tell: Tell = quiet) -> Iterator[None]:
    """Hold the lock for the folder `out`, which need not exist. The lock is a file beside it, removed afterwards.

    Raises LockError `out-busy` after `wait` seconds, `no-locking`, `not-a-lock` or `cannot-write`.
    """
    busy = problem("out-busy", "another build is writing this output folder", file=str(out), hint=LONGER)
    taken = take(out.with_name(f".{out.name}.lock"), Request("build", wait, tell, busy))
    try:
        yield
    finally:
        taken.let_go(remove=True)
