"""A Firefox without a window, driven by its own protocol, Marionette: it loads a page, is handed files, and is read.

The Playwright that drives Chromium here speaks only to Firefoxes of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("firefox", "firefox-esr")
STARTS_WITHIN = 90
#: Nothing of the profile's own may go over the network, and a page from a disk is told so.
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.manage-offline-status": False,
    "toolkit.telemetry.enabled": False,
}


def system() -> Path | None:
    """The system's Firefox; BADGEPRESS_FIREFOX names another."""
    found = os.environ.get("BADGEPRESS_FIREFOX") or next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


class Firefox:
    """One session. Commands are those of WebDriver, as `WebDriver:Navigate`."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb", buffering=0)
        self._count = 0
        self._read()
        self.say("WebDriver:NewSession")

    def say(self, command: str, **parameters: Any) -> Any:
        """The answer to a command; RuntimeError when it fails."""
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _, _, error, answer = self._read()
        if error:
            raise RuntimeError(f"{command}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and answer.keys() == {"value"} else answer

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function's body returns in the page, or what its promise comes to."""
        return self.say("WebDriver:ExecuteScript", script=script, args=list(arguments))

    def go_offline(self) -> None:
        """As *Work Offline* in the menu."""
        self.say("Marionette:SetContext", value="chrome")
        self.run("Services.io.offline = true;")
        self.say("Marionette:SetContext", value="content")

    def choose(self, selector: str, file: Path) -> None:
        """Choose one file in a field for files, which would add it to those of before."""
        (element,) = self.say("WebDriver:FindElement", using="css selector", value=selector).values()
        self.say("WebDriver:ElementClear", id=element)
        self.say("WebDriver:ElementSendKeys", id=element, text=str(file))

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            one = self._stream.read(1)
            if not one:
                raise RuntimeError("Firefox has gone")
            size += one
        left, parts = int(size[:-1]), []
        while left:
            parts.append(self._stream.read(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))


@contextmanager
def started(executable: Path, profile: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own, until the end of the block."""
    profile.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join([*lines, f'user_pref("marionette.port", {port});\n']), "utf-8")
    command = [executable, "--headless", "--marionette", "--remote-allow-system-access", "--profile", profile]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ | {"HOME": str(profile)}, **quiet) as process:  # type: ignore[call-overload]
        try:
            with _connected(port) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _connected(port: int) -> socket.socket:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=STARTS_WITHIN)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
