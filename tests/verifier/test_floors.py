"""The layers of the browser code: imports point down only, as import-linter checks for Python."""

from __future__ import annotations

import re
from pathlib import Path

from tests.project.sources import ROOT

HOME = ROOT / "src" / "verifier"
FORMS = ROOT / "src" / "forms"
#: Each room may import the rooms before it. `words` may only import the report's types from the checks.
FLOORS = ("openbadges", "verify", "words", "page")
#: What the pages under /issue/ may import.
OF_FORMS = {"openbadges", "verify", "page"}
_IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*"(\.[^"]+)"\)?""")


def imported(file: Path) -> set[Path]:
    found = {(file.parent / name).resolve() for name in _IMPORTED.findall(file.read_text("utf-8"))}
    return {one.with_suffix(".ts") if one.suffix == ".js" else one for one in found}


def room(file: Path) -> str:
    return file.relative_to(HOME).parts[0] if file.is_relative_to(HOME) else file.relative_to(ROOT / "src").parts[0]


def test_imports_point_down_only() -> None:
    wrong = []
    for at, name in enumerate(FLOORS):
        files = [one for one in sorted((HOME / name).rglob("*.ts")) if one.parent.name != "entries"]
        assert files
        for file in files:
            known = [one for one in imported(file) if one.suffix == ".ts"]
            wrong += [
                f"{file.relative_to(ROOT)} imports {one.relative_to(ROOT)}"
                for one in known
                if room(one) not in FLOORS[: at + 1]
            ]
            assert all(one.is_file() for one in known), file
    assert wrong == []


def test_forms_only_import_what_they_may() -> None:
    files = sorted(FORMS.glob("*.ts"))
    assert files
    rooms = {room(one) for file in files for one in imported(file) if one.suffix == ".ts"}
    assert rooms - {"forms"} <= OF_FORMS
    below = [one for name in FLOORS for file in (HOME / name).rglob("*.ts") for one in imported(file)]
    assert {room(one) for one in below if one.suffix == ".ts"} >= set(FLOORS)


def test_no_circular_imports() -> None:
    """Except for types, and for modules loaded on demand."""
    needs: dict[Path, set[Path]] = {}
    for name in FLOORS:
        for file in (HOME / name).rglob("*.ts"):
            text = re.sub(r"import type [^;]*;", "", file.read_text("utf-8"))
            text = re.sub(r"""import\("[^"]*"\)""", "", text)
            found = re.findall(r"""from "(\.[^"]+)\.js\"""", text)
            needs[file] = {(file.parent / f"{one}.ts").resolve() for one in found}
    circles = []

    def walk(file: Path, way: tuple[Path, ...]) -> None:
        if file in way:
            circles.append(" → ".join(one.name for one in (*way[way.index(file) :], file)))
            return
        if file in done:
            return
        for one in sorted(needs.get(file, ())):
            walk(one, (*way, file))
        done.add(file)

    done: set[Path] = set()
    for file in sorted(needs):
        walk(file, ())
    assert circles == []
