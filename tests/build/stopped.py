"""Runs commands of `badgepress` that are stopped half way: `python stopped.py`, one job a line on standard input.

A job is JSON: `folder` to run in, `arguments`, `environment`, and `stop`: null, or how. `["kill", n]` dies, without a
chance to clean up, at the n-th change of the file system; `["full", n]` finds the disk full from the n-th new file or
folder on; `["limit", 0]` can make files but write nothing into them. Each answer is a line of JSON too: `code` (below 0
for a signal), `out`, `err`, and `count`, how many steps there were to be killed at, and to find the disk full at.

The imports are paid once: each job is a fork.
"""

from __future__ import annotations

import errno
import io
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from badgepress.cli import main

_CHANGES = ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate")


class Stop:
    """Counts the steps of a process, and stops it at one of them."""

    def __init__(self, how: str, at: int) -> None:
        self.how, self.at = how, at
        self.count = {"kill": 0, "full": 0}

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """What Python calls at every event."""
        opens = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if (opens or event == "os.mkdir") and not os.path.lexists(str(arguments[0])):
            self.count["full"] += 1
            if self.how == "full" and self.at <= self.count["full"]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
        if opens or event in _CHANGES:
            self.count["kill"] += 1
            if self.how == "kill" and self.count["kill"] == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def child(job: dict[str, Any], said: Path) -> None:
    """Run the command, its output in files when it has ended; never returns."""
    os.chdir(job["folder"])
    os.environ.update(job["environment"])
    sys.stdout, sys.stderr = out, err = io.StringIO(), io.StringIO()
    how, at = job["stop"] or ("none", 0)
    stop = Stop(how, at)
    tempfile.gettempdir()  # looks for one by writing, once
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    sys.addaudithook(stop)
    code = 99
    try:
        code = main(job["arguments"])
    except BaseException as error:
        err.write(f"Traceback: {error!r}")
    finally:
        stop.how = "over"
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        (said / "out").write_text(out.getvalue(), "utf-8")
        (said / "err").write_text(err.getvalue(), "utf-8")
        (said / "count").write_text(json.dumps(stop.count))
        os._exit(code)


def run(job: dict[str, Any], said: Path) -> dict[str, Any]:
    """The answer to one job."""
    for name in ("out", "err", "count"):
        (said / name).write_text("")
    process = os.fork()
    if process == 0:
        child(job, said)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    texts = {name: (said / name).read_text("utf-8") for name in ("out", "err", "count")}
    return {"code": code, "out": texts["out"], "err": texts["err"], "count": json.loads(texts["count"] or "{}")}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), Path(sys.argv[1]))), flush=True)
