"""Publish from a checkout, and die before the n-th step: starting a program (usually git), or changing a file.

`run` forks, so that modules are imported only once.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from badgepress import lock, sign
from badgepress.build import Options, check
from badgepress.checkout import Place
from badgepress.errors import BadgepressError, ReadError, errors
from badgepress.publish import prepare, publish
from badgepress.remote import Remote

_CHANGES = ("os.rename", "os.remove", "subprocess.Popen")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def die_at(count: int) -> None:
    """Kill this process, without a chance to clean up, before its `count`-th step."""
    left = count

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if event in _CHANGES or writes:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


@dataclass(frozen=True)
class Ran:
    """How a run ended: its exit code (negative: the signal that ended it), and its error message."""

    code: int
    said: str


def start(folder: Path, key: Path, branch: str, count: int = 0, *, apart: bool = False) -> int:
    """Fork a run in `folder/checkout` against `folder/remote.git`; return its process id.

    `branch` is the separate branch for issued/, or "". The run dies before its `count`-th step; 0 means never.
    `apart`: it gets its own process group, with the programs that it starts.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if apart:
            os.setsid()
        _publish(folder / "checkout", folder / "remote.git", key, branch, count)
        code = 0
    except BadgepressError as error:
        (folder / "said").write_text(str(error))
    finally:
        os._exit(code)


def run(folder: Path, key: Path, branch: str, count: int = 0) -> Ran:
    """The same, but wait for it to end."""
    (folder / "said").write_text("")
    code = os.waitstatus_to_exitcode(os.waitpid(start(folder, key, branch, count), 0)[1])
    return Ran(code, (folder / "said").read_text())


def _publish(checkout: Path, remote: Path, key: Path, branch: str, count: int) -> None:
    """Do what `badgepress publish` does before the build."""
    keyring = sign.load_keyring({"BADGEPRESS_KEY": key.read_text()})
    options = Options(checkout / "badges", checkout / "site", NOW, keyring, shown="badges")
    place = Place(checkout, Remote(f"file://{remote}"), "main", branch)

    def trial() -> None:
        problems, _ = check(options)
        if errors(problems):
            raise ReadError(*problems)

    if count:
        die_at(count)
    with lock.hold(options.program, "publish", publishes=True) as held:
        prepare(options, place)
        publish(options, place, held, trial)
