"""Take a lock file: wait for it, say who has it, and give up after a time."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import orjson

from badgepress.errors import LockError, Problem, problem, refusal
from badgepress.lock.system import excludes, is_still, open_file, try_lock, unlock

#: How many seconds a command waits for another one before it gives up.
PATIENCE = 60.0
#: The hint after waiting that long.
LONGER = "run again when it has finished; to wait longer, use --wait SECONDS or BADGEPRESS_WAIT"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25
_LONGEST_NOTE = 1_000

Found = TypeVar("Found")
Tell = Callable[[str], None]
"""Called with a message on what we are waiting for, once for each holder."""


def quiet(words: str) -> None:
    """Ignore the message: nobody is watching."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a lock, as the lock file says: command, process id, machine. All empty if the file does not say."""

    command: str = ""
    process: int = 0
    machine: str = ""

    def __str__(self) -> str:
        if not self.command:
            return "another badgepress"
        elsewhere = f" on {self.machine}" if self.machine != socket.gethostname() else ""
        return f"`badgepress {self.command}` (process {self.process}{elsewhere})"


@dataclass(frozen=True, slots=True)
class Taken:
    """A lock file that we hold. `left` is the note of an earlier holder that did not release it, or None."""

    path: Path
    handle: int
    left: Holder | None

    def let_go(self, *, clean: bool = True, remove: bool = False) -> None:
        """Release the lock. Unless `clean`, its note stays, so that the next holder cleans up.

        With `remove`, the file is removed too, which only its holder may do.
        """
        if clean:
            with contextlib.suppress(OSError):
                os.ftruncate(self.handle, 0)
        is_left = remove and not _remove(self.path)
        unlock(self.handle)
        os.close(self.handle)
        if is_left:  # Windows cannot remove an open file; if somebody else has opened it by now, it stays
            _remove(self.path)


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a lock: for which command, how many seconds to wait, whom to tell, and the problem to raise.

    `busy` is raised if somebody else has the lock all the time; its `file` is how messages name the locked thing.
    """

    command: str
    wait: float
    tell: Tell
    busy: Problem

    @property
    def shown(self) -> str:
        """How messages name the locked thing."""
        return self.busy.place.file


def take(path: Path, request: Request) -> Taken:
    """Lock the file, creating it if necessary; its folder must exist.

    Raises LockError with the request's `busy` problem after `wait` seconds, `no-locking` if locks do not work there,
    `not-a-lock` or `cannot-write`.
    """

    def attempt() -> Taken | Holder:
        try:
            handle = open_file(path)
        except OSError as error:
            raise cannot_write(path, request.shown, error) from error
        try:
            if _is_mine(handle, path, request):
                left = _note(handle)
                _sign(handle, request.command)
                return Taken(path, handle, left)
            holder = _note(handle)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return holder or Holder()

    return _patiently(attempt, request)


def share(path: Path, request: Request) -> int | None:
    """Take a shared lock, which keeps out anybody who would `take` the file. Writes nothing.

    Returns an open handle for `let_go`, or None if there is no file or it cannot be locked. Raises LockError with the
    request's `busy` problem after `wait` seconds.
    """

    def attempt() -> int | Holder | None:
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            return None
        try:
            if try_lock(handle, shared=True):
                return handle
            holder = _note(handle)
        except OSError:
            os.close(handle)
            return None
        os.close(handle)
        return holder or Holder()

    return _patiently(attempt, request)


def let_go(handle: int) -> None:
    """Release the lock that `share` returned."""
    unlock(handle)
    os.close(handle)


def _patiently(attempt: Callable[[], Found | Holder], request: Request) -> Found:
    """Repeat an attempt while it returns a Holder, for as long as the request says; return its other result."""
    until = time.monotonic() + request.wait
    announced: Holder | None = None
    pause = _FIRST_PAUSE
    while isinstance(found := attempt(), Holder):
        if time.monotonic() >= until:
            raise _busy(request, found)
        if found != announced:
            request.tell(f"waiting for {found}")
            announced = found
        time.sleep(min(pause, max(0.0, until - time.monotonic())))
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return found


def _is_mine(handle: int, path: Path, request: Request) -> bool:
    try:
        if not try_lock(handle) or not is_still(handle, path):
            return False
        excluding = excludes(path)
    except OSError as error:
        raise _no_locking(request.shown, refusal(error)) from error
    if not excluding:
        raise _no_locking(request.shown, "two processes can lock one file at the same time")
    return True


def _note(handle: int) -> Holder | None:
    """Read who wrote the note in the lock file; None if it is empty, an unknown Holder if it is unreadable."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        raw = os.read(handle, _LONGEST_NOTE)
    except OSError:
        return None
    if not raw:
        return None
    try:
        note = orjson.loads(raw)
        return Holder(str(note["command"])[:40], int(note["process"]), str(note["machine"])[:80])
    except (ValueError, TypeError, KeyError):
        return Holder()


def _sign(handle: int, command: str) -> None:
    """Note in the file who has the lock. Omits arguments, which may contain an address. Skipped on a full disk."""
    note = {"command": command, "process": os.getpid(), "machine": socket.gethostname()}
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, orjson.dumps(note) + b"\n")


def _busy(request: Request, holder: Holder) -> LockError:
    return LockError(replace(request.busy, got=str(holder)))


def _no_locking(shown: str, reason: str) -> LockError:
    message = f"files cannot be locked here, so two commands could overwrite each other's work: {reason}"
    hint = "keep the programme on a local disk, or on a network file system that supports locks"
    return LockError(problem("no-locking", message, file=shown, hint=hint))


def cannot_write(path: Path, shown: str, error: OSError) -> LockError:
    """Return the error for a lock file that cannot be created or opened."""
    if error.errno in (errno.ELOOP, errno.EINVAL, errno.EISDIR):
        message, hint = "Badgepress did not create this lock file", "remove it, then run again"
        return LockError(problem("not-a-lock", message, file=f"{shown}/{path.parent.name}/{path.name}", hint=hint))
    hint = "nothing was changed; free some space or fix the permissions, then run again"
    return LockError(problem("cannot-write", f"cannot write: {refusal(error)}", file=shown, hint=hint))
