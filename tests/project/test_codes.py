"""Every code that a problem can have is met by a test: as `[code]` of a message, or as a text of its own."""

from __future__ import annotations

import re
from pathlib import Path

from tests.project.sources import ROOT, problems_told

TESTS = ROOT / "tests"
KINDS = {".py", ".txt", ".json", ".ts"}
_MET = re.compile(r"""(?:\[|["'])([a-z0-9]+(?:-[a-z0-9]+)*)(?:\]|["':])""")


def met() -> set[str]:
    """What tests, broken programmes and vectors name."""
    found: set[str] = set()
    for path in _files(TESTS):
        found.update(_MET.findall(path.read_text("utf-8")))
    return found


def _files(folder: Path) -> list[Path]:
    here = Path(__file__).resolve()
    found = [path for path in sorted(folder.rglob("*")) if "node_modules" not in path.parts]
    return [path for path in found if path.suffix in KINDS and path.resolve() != here]


def test_every_code_is_met_by_a_test() -> None:
    codes = {one.code for one in problems_told() if one.code}
    assert len(codes) > 150
    assert sorted(codes - met()) == []
