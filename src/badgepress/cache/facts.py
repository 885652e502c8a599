"""Knows the contents of files by looking at them: a file whose status is unchanged is not read again.

For each file a digest of its content is kept with its size, times and inode, as git does in its index. A file that was
changed so shortly before it was looked at that a further change might leave the same times is read again the next time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

#: How exact a file's times are at least, in ns: on most file systems some milliseconds, on those that know whole
#: seconds only, up to two seconds.
FINE: Final = 50_000_000
COARSE: Final = 2_500_000_000
_SECOND = 1_000_000_000
_NOTHING = "absent"


class Fact(NamedTuple):
    """A file's status, in bytes and ns, the moment of looking, and the digest of its content.

    For anything but a regular file the digest says what it is.
    """

    mode: int
    size: int
    changed: int
    touched: int
    inode: int
    at: int
    digest: str

    def is_safe(self) -> bool:
        """Return whether any later change would show in the status."""
        latest = max(self.changed, self.touched)
        return latest + (FINE if latest % _SECOND else COARSE) < self.at

    def is_of(self, found: os.stat_result) -> bool:
        """Return whether the file's status is still this."""
        return (self.mode, self.size, self.changed, self.touched, self.inode) == _status(found)


class Facts:
    """What is known of files, by path. `of` looks at each path once, and reads only what it does not know."""

    def __init__(self, known: Mapping[str, Fact] | None = None) -> None:
        self._known = known or {}
        self.found: dict[str, Fact] = {}
        self.fresh = 0

    def of(self, path: str) -> str:
        """Return the digest of the file at a path."""
        if path not in self.found:
            self.found[path] = self._look(path)
        return self.found[path].digest

    def _look(self, path: str) -> Fact:
        at = time.time_ns()
        try:
            found = os.stat(path)
        except OSError:
            return Fact(0, 0, 0, 0, 0, at, _NOTHING)
        known = self._known.get(path)
        if known is not None and known.is_safe() and known.is_of(found):
            return known
        self.fresh += 1
        return Fact(*_status(found), at, _digest(path, found.st_mode))


def _status(found: os.stat_result) -> tuple[int, int, int, int, int]:
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _digest(path: str, mode: int) -> str:
    if not stat.S_ISREG(mode):
        return f"kind {stat.S_IFMT(mode)}"
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.sha256(usedforsecurity=False)).hexdigest()
    except OSError:
        return "unreadable"


def below(folder: Path, without: Iterable[str] = (), skipped: str = "") -> Iterator[tuple[str, str]]:
    """Yield the POSIX path below a folder, and the whole path, of all that is in it; links are named with their aim.

    Folders are yielded with a slash at the end and without a whole path. Names in `without` are left out at every
    depth, and so is the path `skipped`.
    """
    left_out = frozenset(without)
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name in left_out or entry.path == skipped:
                        continue
                    name = prefix + entry.name
                    if entry.is_symlink():
                        yield f"{name}@{os.readlink(entry.path)}", entry.path
                    elif entry.is_dir(follow_symlinks=False):
                        yield f"{name}/", ""
                        waiting.append((f"{name}/", entry.path))
                    else:
                        yield name, entry.path
        except OSError as error:
            yield f"{prefix}?{error.errno}", ""


def digest_of(parts: Iterable[str]) -> str:
    """Return one digest of several texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Return the digest of a regular file of these bytes."""
    return hashlib.sha256(data, usedforsecurity=False).hexdigest()
