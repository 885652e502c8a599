"""One build at a time: a lock on the programme's folder that the system lets go when a process dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import SignError, problem

try:
    import fcntl
except ImportError:  # Windows has no flock; there two builds at once are the user's to avoid.
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the programme while signing and building. Raises SignError `busy` when another run does."""
    if fcntl is None or not folder.is_dir():
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SignError(
            problem(
                "busy",
                "another badgepress is working on this programme",
                file=str(folder),
                hint="wait for it to end, then run again",
            )
        ) from None
    finally:
        os.close(handle)
