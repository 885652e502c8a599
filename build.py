"""The door: `python build.py` is `badgepress build`; in a fresh checkout it makes `.venv` first, as `make` does."""

from __future__ import annotations

import runpy
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"


def door(arguments: list[str]) -> int:
    """Run `badgepress build` here when it is installed, else in `.venv`; returns the exit code."""
    if find_spec("badgepress"):
        from badgepress.cli import main

        return main(["build", *arguments])
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this file may have an older one
        sys.exit("badgepress needs Python 3.11 or newer")
    if Path(sys.prefix) == VENV:
        sys.exit("badgepress is not installed in .venv\n  hint: remove the folder .venv and start again")
    python, ready = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"), VENV / "ready"
    if not ready.exists() or ready.stat().st_mtime < (HERE / "pyproject.toml").stat().st_mtime:
        print("setting up .venv", file=sys.stderr)
        no_secrets = runpy.run_path(str(HERE / "src/badgepress/environment.py"))["for_builders"]()
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], env=no_secrets, check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--editable", str(HERE)], env=no_secrets, check=True)
        ready.touch()
    return subprocess.run([str(python), str(HERE / "build.py"), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(door(sys.argv[1:]))
