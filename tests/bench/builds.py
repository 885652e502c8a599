"""Measures builds by the command, in two sizes, to separate start-up from the cost of each award."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import spent
from tests.bench.bars import LIGHT_SIZE, WHOLE_SIZE, Cost, Row, cost
from tests.bench.generate import generate, secret_key
from tests.bench.measure import signature

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = Path("/dev/shm")
DAY = "2026-11-22"
ADDED = 'badge: class-0\nissued: 2026-09-01\nrecipient: {{name: Ada Late, identity: sha256${0}, salt: "00ff00ff"}}\n'


@dataclass(frozen=True)
class Took:
    """What one build took: signatures in all, seconds of the clock, MB."""

    awards: int
    signatures: float
    clock: float
    memory: float


@dataclass(frozen=True)
class Built:
    """A programme built in every way. `disk` and `copied` are seconds of a rebuild on a disk and of `cp -r`."""

    site: Path
    first: Took
    rebuilt: Took | None = None
    unchanged: Took | None = None
    added: Took | None = None
    disk: float = 0
    copied: float = 0


@contextmanager
def scratch(disk: bool = False) -> Iterator[Path]:
    """Yield a temporary folder in memory if the machine has such a place, or on a disk beside this repository."""
    place = ROOT if disk else MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".bench-" if disk else "badgepress-bench-", dir=place) as folder:
        yield Path(folder)


def build(program: Path, out: Path, cache: Path, awards: int, signs: bool = False) -> Took:
    """Build once with a cache of its own, so that nothing of other builds on the machine is used."""
    environment = {"XDG_CACHE_HOME": str(cache)} | (
        {"BADGEPRESS_KEY": secret_key().to_multibase()} if signs else {"BADGEPRESS_KEY": ""}
    )
    one = signature()
    command = [sys.executable, "-m", "badgepress", "build", "--program", str(program), "--out", str(out)]
    took = spent.run([*command, "--templates", str(ROOT / "templates"), "--now", DAY], environment)
    return Took(awards, took.processor / min(one, signature()), took.clock, took.memory)


def measure(folder: Path, awards: int, weight: str, disk: bool = False) -> Built:
    """Build a programme first, again, with one award more, and from `issued/` without a key or a cache."""
    print(f"building {awards:,} {weight} awards …", file=sys.stderr)
    program = generate(folder / "badges", awards, cohort=1000, weight=weight)
    site, cache = folder / "site", folder / "cache"
    first = build(program, site, cache, awards, signs=True)
    if weight == "whole":  # only the first build has a bar
        return Built(site, first)
    build(program, site, cache, awards, signs=True)  # files that are too new are read once more
    unchanged = build(program, site, cache, awards, signs=True)
    late = program / "assertions" / "single" / "lateadded234.yml"
    late.parent.mkdir(parents=True, exist_ok=True)
    late.write_text(ADDED.format("0" * 64), "utf-8")
    added = build(program, site, cache, awards, signs=True)
    again = folder / "again"
    rebuilt = build(program, again, folder / "other-cache", awards)
    shutil.rmtree(again)
    written, copied = on_disk(program, site, awards) if disk else (0.0, 0.0)
    return Built(site, first, rebuilt, unchanged, added, written, copied)


def on_disk(program: Path, site: Path, awards: int) -> tuple[float, float]:
    """Return the clock's seconds of a rebuild on a disk, and of `cp -r` of the same site to the same disk."""
    with scratch(disk=True) as folder:
        started = time.perf_counter()
        subprocess.run(["cp", "-r", str(site), str(folder / "copied")], check=True)
        copied = time.perf_counter() - started
        return build(program, folder / "site", folder / "cache", awards).clock, copied


def split(small: Took | None, large: Took | None) -> Cost:
    """Return the signatures of the start and of each award."""
    if small is None or large is None:
        raise ValueError("whole programmes are built only once")
    return cost((small.awards, small.signatures), (large.awards, large.signatures))


def row(key: str, what: str, small: Took | None, large: Took | None, size: int) -> Row:
    """Return a row for `size` awards, worked out from two sizes."""
    parts = split(small, large)
    assert large is not None
    more = f"{parts.each:.1f} for each award, and start-up by {size:,}; run with {large.awards:,}, start-up included"
    whole = large.signatures / large.awards
    return Row(key, what, parts.at(size), "", more, whole, large.awards / large.clock, large.memory)


def light_rows(small: Built, large: Built) -> list[Row]:
    """Return the rows for light awards."""
    few, many = small.first.awards, large.first.awards
    parts = (
        ("first-light", "first build, light", small.first, large.first),
        ("rebuild-light", "rebuild without key and cache, light", small.rebuilt, large.rebuilt),
        ("nothing-changed", "nothing changed", small.unchanged, large.unchanged),
        ("one-added", "one award added", small.added, large.added),
    )
    rows = [row(key, what, one, other, LIGHT_SIZE) for key, what, one, other in parts]
    grown = cost((few, small.first.memory), (many, large.first.memory))
    most = grown.start + grown.each * LIGHT_SIZE
    rows.append(Row("memory", "peak memory", most, " MB", f"of {LIGHT_SIZE:,}, from {few:,} and {many:,}"))
    rebuilt, copied = large.disk - small.disk, large.copied - small.copied
    ratio = rebuilt / copied if copied > 0 and rebuilt > 0 else None
    more = f"clock, for each award more; {large.disk:.1f} s and {large.copied:.1f} s with {many:,}"
    rows.append(Row("disk", "rebuild on a disk, against cp -r", ratio, " ×", more))
    return rows


def whole_rows(small: Built, large: Built) -> list[Row]:
    """Return the rows for whole awards."""
    return [row("first-whole", "first build, whole", small.first, large.first, WHOLE_SIZE)]


def start_row(folder: Path) -> Row:
    """Build one award of 12 drawn classes: nearly all of that is the start."""
    took = build(generate(folder / "badges", 1, weight="light"), folder / "site", folder / "cache", 1, signs=True)
    more = "12 drawn classes and one award; signatures in all"
    return Row("start", "start-up", took.signatures, "", more, memory=took.memory)
