"""Taking a lock file: waiting for it with a word, giving up after a time, saying who has it."""

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

#: How long a command waits for another one before it gives up, in seconds.
PATIENCE = 60.0
#: What helps who waited that long.
LONGER = "wait for it to end, then run again; --wait SECONDS, or BADGEPRESS_WAIT, has a command wait longer"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25
_LONGEST_NOTE = 1_000

Found = TypeVar("Found")
Tell = Callable[[str], None]
"""Called with what is waited for, in words, once for each holder."""


def quiet(words: str) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a lock, as the lock file says: a command, its process, its machine. Empty when it does not say."""

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
    """A lock file that is held. `left` is the note of a holder that ended without letting go, if there was one."""

    path: Path
    handle: int
    left: Holder | None

    def let_go(self, *, clean: bool = True, remove: bool = False) -> None:
        """Let the lock go. Unless all is `clean` the note stays, so that the next holder looks for what was left.

        With `remove` the file goes too, which only its holder may do.
        """
        if clean:
            with contextlib.suppress(OSError):
                os.ftruncate(self.handle, 0)
        left = remove and not _removed(self.path)
        unlock(self.handle)
        os.close(self.handle)
        if left:  # Windows removes no file that is open; and none that somebody else has opened meanwhile
            _removed(self.path)


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a lock: for which command, how long to wait, whom to tell, what to say in the end.

    `busy` is the problem when somebody else has the lock all the time; its `file` is how messages name what the lock
    is for.
    """

    command: str
    wait: float
    tell: Tell
    busy: Problem

    @property
    def shown(self) -> str:
        """How messages name what the lock is for."""
        return self.busy.place.file


def take(path: Path, asked: Asked) -> Taken:
    """Lock the file, which is made where it is missing; its folder has to be there.

    Raises LockError with the code that was asked for after `wait` seconds, `no-locking` where locks do not work, and
    `cannot-write`.
    """

    def attempt() -> Taken | Holder:
        try:
            handle = open_file(path)
        except OSError as error:
            raise cannot_write(path, asked.shown, error) from error
        try:
            if _is_mine(handle, path, asked):
                left = _note(handle)
                _sign(handle, asked.command)
                return Taken(path, handle, left)
            holder = _note(handle)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return holder or Holder()

    return _patiently(attempt, asked)


def share(path: Path, asked: Asked) -> int | None:
    """Keep those out who would `take` the file, as an open file to be closed; nothing is written for it.

    None where there is no file, or none that can be locked. Raises LockError as `take` does.
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

    return _patiently(attempt, asked)


def let_go(handle: int) -> None:
    """Close what `share` gave; its lock is gone then."""
    unlock(handle)
    os.close(handle)


def _patiently(attempt: Callable[[], Found | Holder], asked: Asked) -> Found:
    """What an attempt gives; while it names a holder, again and again for as long as was asked."""
    until = time.monotonic() + asked.wait
    told: Holder | None = None
    pause = _FIRST_PAUSE
    while isinstance(found := attempt(), Holder):
        if time.monotonic() >= until:
            raise _busy(asked, found)
        if found != told:
            asked.tell(f"waiting for {found}")
            told = found
        time.sleep(min(pause, max(0.0, until - time.monotonic())))
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return found


def _is_mine(handle: int, path: Path, asked: Asked) -> bool:
    try:
        if not try_lock(handle) or not is_still(handle, path):
            return False
        excluding = excludes(path)
    except OSError as error:
        raise _no_locking(asked.shown, refusal(error)) from error
    if not excluding:
        raise _no_locking(asked.shown, "two processes can lock one file at the same time")
    return True


def _note(handle: int) -> Holder | None:
    """Who wrote the note in the lock file; None when it is empty. What cannot be read is an unknown holder."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        raw = os.read(handle, _LONGEST_NOTE)
    except OSError:
        return None
    if not raw:
        return None
    try:
        said = orjson.loads(raw)
        return Holder(str(said["command"])[:40], int(said["process"]), str(said["machine"])[:80])
    except (ValueError, TypeError, KeyError):
        return Holder()


def _sign(handle: int, command: str) -> None:
    """Say who has it. Arguments are left out, for they may hold somebody's address; on a full disk it stays unsaid."""
    said = {"command": command, "process": os.getpid(), "machine": socket.gethostname()}
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, orjson.dumps(said) + b"\n")


def _busy(asked: Asked, holder: Holder) -> LockError:
    return LockError(replace(asked.busy, got=str(holder)))


def _no_locking(shown: str, reason: str) -> LockError:
    message = f"files cannot be locked here, so two commands at once could lose what one of them wrote: {reason}"
    hint = "keep it on a disk of this machine, or on a network file system that knows locks"
    return LockError(problem("no-locking", message, file=shown, hint=hint))


def cannot_write(path: Path, shown: str, error: OSError) -> LockError:
    """The lock file cannot be made or opened."""
    if error.errno in (errno.ELOOP, errno.EINVAL, errno.EISDIR):
        message, hint = "this is no lock file of ours", "remove it, and run again"
        return LockError(problem("not-a-lock", message, file=f"{shown}/{path.parent.name}/{path.name}", hint=hint))
    hint = "nothing was changed; make room or mend the permissions and run again"
    return LockError(problem("cannot-write", f"cannot write: {refusal(error)}", file=shown, hint=hint))
