"""The two verifiers mirror each other file for file, except where the verifier's README says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.project.sources import ROOT

PYTHON, BROWSER = ROOT / "src/badgepress", ROOT / "src/verifier"
_CELL = re.compile(r"^\| (`.*?) \|", re.MULTILINE)


def modules(home: Path, suffix: str) -> set[str]:
    """The modules of the rooms that both halves have, without their suffix."""
    rooms = ("openbadges", "verify", "words")
    files = [file for room in rooms for file in (home / room).rglob(f"*{suffix}")]
    found = {file.relative_to(home).with_suffix("").as_posix() for file in files}
    return {name for name in found if not name.endswith("__init__")}


def listed(suffix: str) -> set[str]:
    """The file names with this suffix in the first column of the README's tables of exceptions."""
    readme = (BROWSER / "README.md").read_text("utf-8")
    tables = readme.partition("except these.")[2].partition("Imports point down only")[0]
    return {
        Path(name).stem
        for cell in _CELL.findall(tables)
        for name in re.findall(r"`([^`]+)`", cell)
        if name.endswith(suffix)
    }


@pytest.mark.parametrize(
    ("home", "suffix", "other", "others"), [(PYTHON, ".py", BROWSER, ".ts"), (BROWSER, ".ts", PYTHON, ".py")]
)
def test_a_file_without_a_counterpart_is_listed(home: Path, suffix: str, other: Path, others: str) -> None:
    alone = modules(home, suffix) - modules(other, others)
    assert {Path(name).name for name in alone} == listed(suffix)
