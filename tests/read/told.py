"""Collects the problems of a programme, and lays out the broken programmes of tests/invalid.

`python -m tests.read.told` rewrites every expected.txt; review the diff before you commit it.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from badgepress.errors import Place, Problem, in_order
from badgepress.read import check_ids, load_awards, read_program
from badgepress.read.everything import leaks
from badgepress.read.holdings import holding, holding_problems

NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: Cases that only `check` reports, because they are not mistakes.
THOROUGH = {"hard-to-find", "missing-alt", "stale-schemas", "unaligned-skill"}
INVALID = Path(__file__).resolve().parent.parent / "invalid"


def problems_of(root: Path, shown: str = "badges", *, thorough: bool = False) -> list[Problem]:
    """Return all problems of a programme: in its files, in and between its awards, and in other files."""
    program, problems = read_program(root, shown=shown, thorough=thorough)
    rows = []
    pairs: list[tuple[str, Place]] = []
    for file, whole in [(file, program) for file in program.files] if program else []:
        awards, more = load_awards(file, whole)
        problems += more
        pairs += [(award.id, award.place("id")) for award in awards]
        rows += [holding(whole, award) for award in awards]
    if program:
        problems += [*holding_problems(program, rows, NOW), *leaks(root, shown, program.contacts)]
    return in_order([*problems, *check_ids(pairs)])


def told(root: Path, case: str = "") -> str:
    """Return the problems as text, one message after another."""
    return "".join(f"{one}\n" for one in problems_of(root, thorough=case in THOROUGH))


def cases() -> list[str]:
    """Return the names of the broken programmes. Each is an error code."""
    return sorted(entry.name for entry in INVALID.iterdir() if entry.is_dir() and entry.name != "_base")


def lay_out(case: str, into: Path) -> Path:
    """Write a broken programme to a folder: the base, with the case's files added and its absent files removed."""
    root = into / "badges"
    shutil.copytree(INVALID / "_base" / "badges", root)
    if (INVALID / case / "badges").is_dir():
        shutil.copytree(INVALID / case / "badges", root, dirs_exist_ok=True)
    absent = INVALID / case / "absent.txt"
    for name in absent.read_text(encoding="utf-8").split() if absent.exists() else ():
        (root / name).unlink()
    return root


if __name__ == "__main__":
    for name in cases():
        with tempfile.TemporaryDirectory() as folder:
            (INVALID / name / "expected.txt").write_text(told(lay_out(name, Path(folder)), name), encoding="utf-8")
