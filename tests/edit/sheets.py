"""Helpers for importing sheets in tests, and the expected messages for the broken sheets in tests/sheets.

`python -m tests.edit.sheets` rewrites the expected messages in tests/sheets/broken; review the diff before committing.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from badgepress.edit.importing import Import, Options, Pepper, apply_all, import_awards
from badgepress.errors import Problem, ReadError
from badgepress.lock import hold
from badgepress.read.sheets import SheetOptions, read_mapping

ROOT = Path(__file__).resolve().parent.parent.parent
SHEETS = ROOT / "tests" / "sheets"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEPPER = Pepper("a pepper that is no secret at all")
TWIN = "name: {}\ndescription: One of two.\ncriteria: Be there.\n"
#: The first line of every new file of assertions.
SCHEMA = "# yaml-language-server: $schema=https://badges.example.org/schemas/assertion.schema.json\n"
#: Options for importing a broken sheet, for those that need any.
ASKED: dict[str, dict[str, Any]] = {
    "ambiguous-date": {"badge": "data-foundations"},
    "several-badges": {"badge": "data-foundations"},
}


def program_in(folder: Path) -> Path:
    """Copy the minimal programme, and add two badge classes whose names differ only in an accent."""
    root = folder / "badges"
    shutil.copytree(ROOT / "tests/programs/minimal/badges", root)
    (root / "classes/twin-one.yml").write_text(TWIN.format("Data Twin"), "utf-8")
    (root / "classes/twin-two.yml").write_text(TWIN.format("Data Twín"), "utf-8")
    return root


def options(**asked: Any) -> Options:
    """Return import options for tests: a fixed time, a fixed pepper, and the given options."""
    sheets = SheetOptions(
        asked.pop("source", None),
        asked.pop("mapped", SheetOptions().mapped),
        asked.pop("dates", None),
        asked.pop("sheet", None),
        asked.get("badge") is not None,
        person=asked.pop("person", None),
    )
    return replace(Options(NOW, sheets, pepper=PEPPER), **asked)


def imported(root: Path, *files: Path, **asked: Any) -> Import:
    """Import files and write the changes."""
    done = import_awards(root, [(file, file.name) for file in files], options(**asked))
    with hold(root, "import") as held:
        apply_all(held, done.changes)
    return done


def problems_of(root: Path, file: Path, **asked: Any) -> tuple[Problem, ...]:
    """Return the problems of importing a file; write nothing."""
    try:
        return import_awards(root, [(file, file.name)], options(**asked)).problems
    except ReadError as error:
        return error.problems


def cases() -> list[str]:
    """Return the names of the broken sheets. Each is named after the error code it shows."""
    return sorted(file.stem for file in (SHEETS / "broken").glob("*.csv"))


def messages_of(case: str, folder: Path) -> str:
    """Return all messages about a broken sheet, one after the other."""
    root = program_in(folder)
    asked = dict(ASKED.get(case, {}))
    mapping = SHEETS / "broken" / f"{case}.yml"
    if mapping.exists():
        asked["mapped"], problems = read_mapping(mapping, mapping.name)
        assert not problems
    return "".join(f"{one}\n" for one in problems_of(root, SHEETS / "broken" / f"{case}.csv", **asked))


if __name__ == "__main__":
    for name in cases():
        with tempfile.TemporaryDirectory() as scratch:
            (SHEETS / "broken" / f"{name}.txt").write_text(messages_of(name, Path(scratch)), "utf-8")
