"""Locks of the operating system on a file: gone when the process that holds one ends, however it ends.

`flock` where there is one, on Windows `msvcrt.locking`. A file system that does not know such locks, or says yes to
two at once, is found out and refused: a lock that does not exclude is worse than none.
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

    #: Windows keeps others from reading what is locked, so a byte is locked far behind what the file says.
    _FAR = 1 << 30

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Lock the open file now; False when another handle has it. Raises OSError where locking does not work.

        Windows knows no shared locks of this kind: there also a shared one excludes.
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
        """Let the lock go now: Windows takes its time about those of a file that is only closed."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(handle: int, *, shared: bool = False) -> bool:
        """Lock the open file now; False when another handle has it. Raises OSError where locking does not work."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

    def unlock(handle: int) -> None:
        """Nothing: closing the file lets its lock go at once, and not before its other holders did."""


def open_file(path: Path) -> int:
    """The file, made where it is missing, for reading and writing. Raises OSError; a link is not followed."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o644)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return handle


def excludes(path: Path) -> bool:
    """Whether a lock that is held on the file keeps a second handle out. Raises OSError."""
    second = open_file(path)
    try:
        return not try_lock(second)
    finally:
        os.close(second)


def is_still(handle: int, path: Path) -> bool:
    """Whether the open file is still the one at that path: whoever held it may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False
