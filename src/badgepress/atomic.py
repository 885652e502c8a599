"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

#: How the files beside their targets end while they are being written; what a killed run leaves.
BESIDE = ".new"


def replace(path: Path, data: bytes) -> None:
    """Put `data` at `path`: beside it first, safe on the disk, then over it in one step.

    The folder is made where it is missing; an existing file keeps its mode. Raises OSError, and
    leaves then what was there.
    """
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = 0o644
    try:
        handle, beside = tempfile.mkstemp(prefix=".", suffix=BESIDE, dir=path.parent)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".", suffix=BESIDE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
