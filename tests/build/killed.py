"""Builds a programme and dies at the n-th file operation: `python killed.py PROGRAM OUT KEY N [N …]`.

Forks once per N, so that the imports are paid once. Prints, per N, whether the child died (`killed`)
or finished first (`done`).
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from badgepress import sign
from badgepress.build import Options, run

_CHANGES = ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod")


def die_at(count: int) -> None:
    """Kill this process, without a chance to clean up, at its `count`-th change to the file system."""
    left = count

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if event in _CHANGES or writes:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main(program: Path, out: Path, key: Path, counts: list[int]) -> None:
    """Fork a build per count, one after the other."""
    keyring = sign.load_keyring({"BADGEPRESS_KEY": key.read_text()})
    for count in counts:
        child = os.fork()
        if child == 0:
            die_at(count)
            run(Options(program, out, datetime(2026, 11, 22, tzinfo=UTC), keyring))
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (0, -signal.SIGKILL):
            sys.exit(f"the build failed with {code} at {count}")
        print(count, "killed" if code else "done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), [int(count) for count in sys.argv[4:]])
