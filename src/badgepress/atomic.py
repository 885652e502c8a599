"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

#: How the files beside their targets end while they are being written; what a killed run leaves.
BESIDE = ".new"


def replace(path: Path, data: bytes) -> None:
    """Put `data` at `path`: beside it first, safe on the disk, then over it in one step.

    The folder is made where it is missing; an existing file keeps its mode. Raises OSError, and
    leaves then what was there.
    """
    replace_all([(path, data)])


def replace_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Several files at once: all of them beside their places before the first is moved over.

    Raises OSError, and leaves then everything as it was: a disk that fills up is met while nothing
    is in its place, and what was moved already is put back.
    """
    with staged(files) as new:
        moved: list[tuple[Path, bytes | None]] = []
        try:
            for path, _ in files:
                old = path.read_bytes() if len(files) > 1 and path.exists() else None
                os.replace(new[path], path)
                moved.append((path, old))
        except OSError:
            with contextlib.suppress(OSError):
                _put_back(moved)
            raise


def create(path: Path, data: bytes, mode: int) -> None:
    """A new file, whole or not at all, with its mode from the first moment on. Its folder has to be there.

    Raises FileExistsError where there is one already, else OSError.
    """
    new = beside(path)
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(new, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links: not over another file either, but not in one step
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
            os.replace(new, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(new)


def create_all(files: Mapping[Path, bytes]) -> None:
    """Several new files, all of them or none, with the folders they need. Raises FileExistsError, else OSError.

    A run that is killed leaves some of them whole, and at most one half-written beside its place, which the next run
    removes: that is for commands that take no lock and leave what is there as it is.
    """
    made: list[Path] = []
    try:
        for path, data in files.items():
            made += folders(path.parent)
            create(path, data, 0o644)
            made.append(path)
    except OSError:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def forget(paths: Iterable[Path]) -> None:
    """Remove what a killed `create` of these files left beside them, though they are whole."""
    for path in paths:
        with contextlib.suppress(OSError):
            beside(path).unlink()


def beside(path: Path) -> Path:
    """Where `create` writes a file first. Always the same name, so that the next run removes what a killed one left:
    it may hold a secret."""
    return path.with_name(f".{path.name}{BESIDE}")


@contextlib.contextmanager
def staged(files: Sequence[tuple[Path, bytes]]) -> Iterator[dict[Path, str]]:
    """Every file beside its place, safe on the disk, by its place: what is done with them is the block's.

    On an OSError what was made for them is taken away again, folders included.
    """
    made: list[Path] = []
    new: dict[Path, str] = {}
    try:
        for path, data in files:
            made += folders(path.parent)
            new[path] = _written(path, data)
        yield new
    except OSError:
        for name in new.values():
            with contextlib.suppress(OSError):
                os.unlink(name)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _written(path: Path, data: bytes) -> str:
    """A file beside `path` with the data, safe on the disk."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, new = tempfile.mkstemp(prefix=".", suffix=BESIDE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(new, mode)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    return new


def folders(folder: Path) -> list[Path]:
    """Make the folder and those above it that are missing; which they were, the uppermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
    return missing[::-1]


def _put_back(moved: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, old in moved:
        if old is None:
            path.unlink()
        else:
            os.replace(_written(path, old), path)
