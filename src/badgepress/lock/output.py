"""The lock of an output folder: one build at a time puts a site there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import problem
from badgepress.lock.taking import LONGER, PATIENCE, Asked, Tell, quiet, take


@contextlib.contextmanager
def hold_output(out: Path, *, wait: float = PATIENCE, tell: Tell = quiet) -> Iterator[None]:
    """Hold the folder `out`, which need not be there: the lock is a file beside it, and gone afterwards.

    Raises LockError `out-busy` after `wait` seconds, `no-locking`, `not-a-lock` or `cannot-write`.
    """
    busy = problem("out-busy", "another build is writing this output folder", file=str(out), hint=LONGER)
    taken = take(out.with_name(f".{out.name}.lock"), Asked("build", wait, tell, busy))
    try:
        yield
    finally:
        taken.let_go(remove=True)
