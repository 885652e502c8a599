"""Find a Chromium for the browser tests; run as a script, it also gets one when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = "install Debian's `chromium`, or run `.venv/bin/python -m playwright install chromium`"


def system() -> Path | None:
    """The system's own Chromium; BADGEPRESS_CHROMIUM names another."""
    named = os.environ.get("BADGEPRESS_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def playwrights() -> Path | None:
    """The one that Playwright keeps for itself, if it has been installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def arguments() -> list[str]:
    """What Chromium is started with: quiet, and without a sandbox where root may not have one."""
    quiet = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*quiet, "--no-sandbox"] if as_root else quiet


def get() -> bool:
    """Try Playwright's download, then Debian's package when root; True when one of them worked."""
    environment = os.environ | {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment["DEBIAN_FRONTEND"] = "noninteractive"
        commands.append(["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"])
    for command in commands:
        print("getting a browser for the tests:", " ".join(command[-3:]), flush=True)
        done = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
        if done.returncode == 0 and (system() or playwrights()):
            return True
    return False


if __name__ == "__main__" and not (system() or playwrights() or get()):
    # The tests are run all the same: those that need a browser fail and say so.
    print(f"no Chromium found: the browser tests will fail\n  hint: {HINT}", file=sys.stderr)
