"""Writes files completely or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

#: The ending of files that are being written beside their targets. A killed run may leave some.
BESIDE = ".new"
#: The content of a file, or a function that returns it when it is written, so that many files need not be in memory.
Data = bytes | Callable[[], bytes]


def replace(path: Path, data: Data) -> None:
    """Write `data` to `path`: first to a file beside it, synced to disk, then moved over it in one step.

    A missing folder is created; an existing file keeps its mode. Raises OSError, and then the old file is still there.
    """
    replace_all([(path, data)])


def replace_all(files: Sequence[tuple[Path, Data]]) -> None:
    """Write several files: all of them beside their targets before the first is moved.

    Raises OSError, and then everything is as before: a full disk shows before anything is moved, and files that were
    already moved are put back.
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
    """Create a new file, completely or not at all, with its mode from the start. Its folder must exist.

    Raises FileExistsError if the file exists, else OSError.
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
        except OSError:  # a file system without links: still never overwrites, but takes two steps
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
            os.replace(new, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(new)


def create_all(files: Mapping[Path, bytes]) -> None:
    """Create several new files with their folders, all or none. Raises FileExistsError, else OSError.

    If the run is killed, some files are complete and at most one is half-written beside its target; the next run
    removes that one. Meant for commands that take no lock and do not change existing files.
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
    """Remove what a killed `create` left beside these files, even if the files are complete."""
    for path in paths:
        with contextlib.suppress(OSError):
            beside(path).unlink()


def beside(path: Path) -> Path:
    """Return where `create` writes a file first. The name is always the same, so that the next run removes what a
    killed one left, which may hold a secret."""
    return path.with_name(f".{path.name}{BESIDE}")


@contextlib.contextmanager
def staged(files: Iterable[tuple[Path, Data]]) -> Iterator[dict[Path, str]]:
    """Write every file beside its target, synced to disk, and yield target → written file for the block to move.

    On an OSError the new files and folders are removed again.
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


def _written(path: Path, data: Data) -> str:
    """Write the data to a file beside `path`, synced to disk, and return that file."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, new = tempfile.mkstemp(prefix=".", suffix=BESIDE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data() if callable(data) else data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(new, mode)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    return new


def folders(folder: Path) -> list[Path]:
    """Make a folder and its missing parents. Return the new folders, the topmost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
    return missing[::-1]


def put_back(path: Path, data: bytes | None) -> None:
    """Give a file its earlier content, or remove it with None, and its two folders if they are empty.

    Raises OSError.
    """
    if data is not None:
        replace(path, data)
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        path.parent.rmdir()
        path.parent.parent.rmdir()


def _put_back(moved: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, old in moved:
        if old is None:
            path.unlink()
        else:
            os.replace(_written(path, old), path)
