"""What the reader tells about a programme, and the broken programmes of tests/invalid.

`python -m tests.read.told` writes every expected.txt anew; read the difference before it is kept.
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
#: Cases of what is told by `check` alone, for it is no mistake.
THOROUGH = {"hard-to-find", "missing-alt", "stale-schemas", "unaligned-skill"}
INVALID = Path(__file__).resolve().parent.parent / "invalid"


def problems_of(root: Path, shown: str = "badges", *, thorough: bool = False) -> list[Problem]:
    """All problems of a programme: of its own files, of its awards, between them, and of files beside them."""
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
    """The same as text, one message after the other."""
    return "".join(f"{one}\n" for one in problems_of(root, thorough=case in THOROUGH))


def cases() -> list[str]:
    """The names of the broken programmes: each is the code of an error."""
    return sorted(entry.name for entry in INVALID.iterdir() if entry.is_dir() and entry.name != "_base")


def lay_out(case: str, into: Path) -> Path:
    """The broken programme as a folder: the base, what the case lays over it, less what it takes away."""
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
