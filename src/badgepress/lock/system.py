"""File locks of the operating system. They are released when the process that holds them ends, however it ends.

Uses `flock`, or `msvcrt.locking` on Windows. A file system that has no such locks, or grants one twice, is detected and
refused: a lock that does not exclude is worse than none.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

_TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    #: On Windows nobody else can read a locked byte, so we lock one far behind the file's content.
    _FAR = 1 << 30

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Try to lock the open file; return False if another handle has it. Raises OSError if locking does not work.

        Windows has no shared locks of this kind, so `shared` ones exclude each other too.
        """
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

    def unlock(handle: int) -> None:
        """Release the lock at once: when a file is just closed, Windows may release its locks later."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Try to lock the open file; return False if another handle has it. Raises OSError if locking does not work."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

    def unlock(handle: int) -> None:
        """Do nothing: closing the file releases its lock, once every process that shares the handle has closed it."""


def open_file(path: Path) -> int:
    """Open a file for reading and writing, creating it if necessary. Raises OSError, also for a symbolic link."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o644)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return handle


def excludes(path: Path) -> bool:
    """Return whether the lock held on the file keeps a second handle out. Raises OSError."""
    second = open_file(path)
    try:
        return not try_lock(second)
    finally:
        os.close(second)


def is_still(handle: int, path: Path) -> bool:
    """Return whether the open file is still the one at `path`: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False
