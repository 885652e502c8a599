"""Runs several processes that give random commands to one programme at the same time.

`python -m tests.build.side_by_side FOLDER PROCESSES COMMANDS SECONDS SEED`: FOLDER is as `cases.beginning` makes it.
Each process gives COMMANDS, or as many as SECONDS allow, and writes what they reported to FOLDER/../told/N.json: a list
of `[arguments, code, out, err]`. Without SECONDS no site is built, for that takes long.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import sys
import time
from datetime import timedelta
from pathlib import Path

from badgepress.cli import main as badgepress
from tests.build.cases import HEAD, NOW

_ID = re.compile(r"^  - id: ([a-z0-9]+)$|^  - \{id: ([a-z0-9]+)", re.MULTILINE)
_WEIGHTS = {
    "award": 4,
    "cohort": 6,
    "import": 3,
    "revoke": 2,
    "suspend": 2,
    "lift": 1,
    "renew": 2,
    "reissue": 2,
    "erase": 1,
    "badge new": 1,
    "key rotate": 1,
    "build": 1,
    "schemas": 1,
}


class Worker:
    """One process: its chance, its number, and how many commands it gave."""

    def __init__(self, folder: Path, number: int, seed: int, *, builds: bool) -> None:
        self.folder, self.number = folder, number
        self.chance = random.Random(seed * 1000 + number)
        self.weights = {kind: weight for kind, weight in _WEIGHTS.items() if builds or kind != "build"}
        self.count = 0
        self.started = time.time()

    def name(self, part: int = 0) -> str:
        """Return a name that no other command uses."""
        return f"P{self.number}x{self.count}x{part}"

    def now(self, later: int = 0) -> tuple[str, str]:
        """Return a moment that advances with the clock."""
        seconds = int(time.time() - self.started) + later
        return "--now", f"{NOW + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"

    def key(self) -> tuple[str, str]:
        """Write a file with all keys that exist now, and return its option."""
        file = self.folder / f"keys-{self.number}.key"
        keys = [self.folder / "issuer.key", *sorted(self.folder.glob("new-*.key"))]
        file.write_text("".join(one.read_text() for one in keys))
        file.chmod(0o600)
        return "--key", str(file)

    def some_award(self) -> str:
        """Return any award of the programme."""
        found = []
        for path in (self.folder / "badges/assertions").rglob("*.yml"):
            with contextlib.suppress(OSError):
                text = path.read_text("utf-8")
                found += [path.stem] if "awards:" not in text else [a or b for a, b in _ID.findall(text)]
        return self.chance.choice(sorted(found))

    def arguments(self) -> tuple[str, ...]:
        """Return the next command."""
        self.count += 1
        kind = self.chance.choices(list(self.weights), list(self.weights.values()))[0]
        badge = self.chance.choice(["data-practice", "data-foundations"])
        if kind in ("award", "cohort"):
            cohort = ("--cohort", self.chance.choice(["autumn", "spring"])) if kind == "cohort" else ()
            return "award", badge, "--name", self.name(), *cohort, *self.now()
        if kind == "import":
            sheet = self.folder / f"sheet-{self.number}-{self.count}.csv"
            people = [self.name(part) for part in range(3)]
            sheet.write_text(HEAD + "".join(f"{badge},{one}@example.org,{one},,2026-09-01\n" for one in people))
            return "import", str(sheet), "--name", "people", *self.now()
        if kind == "badge new":
            fields = ("--name", self.name(), "--description", "Some badge.", "--criteria", "Do it.")
            return "badge", "new", self.name().lower(), *fields
        if kind == "key rotate":  # a key ends in a second in which it signs nothing
            return "key", "rotate", "guild", "--out", str(self.folder / f"new-{self.name()}.key"), *self.now(1)
        if kind == "build":
            return "build", "--jobs", "1", "--out", str(self.folder / "site"), *self.key(), *self.now()
        if kind == "schemas":
            return ("schemas",)
        signing = self.key() if self.chance.random() < 0.7 else ()
        more = {"lift": ("--lift",), "erase": ("--yes",), "reissue": ("--reason", self.name())}.get(kind, ())
        return "suspend" if kind == "lift" else kind, self.some_award(), *more, *signing, *self.now()

    def work(self, commands: int, seconds: float) -> list[tuple[tuple[str, ...], int, str, str]]:
        """Run so many commands, or as many as the time allows, and return their reports."""
        told = []
        while self.count < commands or time.time() - self.started < seconds:
            arguments, out, err = self.arguments(), io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = badgepress(list(arguments))
            told.append((arguments, code, out.getvalue(), err.getvalue()))
        return told


def main(folder: Path, processes: int, commands: int, seconds: float, seed: int) -> None:
    """Start the processes, all at once, and wait for them."""
    os.chdir(folder)
    results = folder.parent / "told"
    results.mkdir()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                told = Worker(folder, number, seed, builds=seconds > 0).work(commands, seconds)
                (results / f"{number}.json").write_text(json.dumps(told))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("a process failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
