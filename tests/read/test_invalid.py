"""Tests one broken programme for every code against the exact messages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from badgepress.read import explained
from tests.read.told import INVALID, cases, lay_out, problems_of, told

ROOT = INVALID.parent.parent
#: Made in test_files.py, test_images.py and test_public.py, because git does not store them well.
MADE_ELSEWHERE = {
    "broken-link",
    "image-too-big",
    "image-too-small",
    "linked-folder",
    "not-a-file",
    "outside-link",
    "public-link",
    "public-too-much",
    "too-large",
    "unreadable",
}


@pytest.mark.parametrize("case", cases())
def test_messages_of_a_broken_programme_are_exact(case: str, tmp_path: Path) -> None:
    expected = (INVALID / case / "expected.txt").read_text(encoding="utf-8")
    assert told(lay_out(case, tmp_path), case) == expected, (
        "renew with `python -m tests.read.told` if this is on purpose"
    )


@pytest.mark.parametrize("case", cases())
def test_broken_programme_has_the_code_it_is_named_for(case: str) -> None:
    assert f"[{case}]: badges/" in (INVALID / case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases())
def test_no_message_holds_an_address_or_a_line_break(case: str, tmp_path: Path) -> None:
    for one in problems_of(lay_out(case, tmp_path)):
        assert "rosa@" not in str(one)
        assert one.place.file
        assert one.hint
        assert "\n" not in f"{one.place}{one.message}{one.got}{one.expected}{one.hint}"
        assert not one.message.endswith(".")


def test_the_base_is_without_problems(tmp_path: Path) -> None:
    assert told(lay_out("_base", tmp_path)) == ""


def test_every_code_has_a_broken_programme_and_a_meaning() -> None:
    table = re.findall(r"^\| `([a-z0-9-]+)` \| \S", (INVALID / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(table) == len(set(table))
    assert set(table) == set(cases()) | MADE_ELSEWHERE
    assert _codes_in_source() - {"bad-value"} == set(table)


def _codes_in_source() -> set[str]:
    """First arguments of the functions that make problems, and the codes of patterns."""
    codes = {row[0] for row in explained.PATTERNS.values()}
    position = {"problem": 0, "_wrong": 0, "refuse": 0, "Fault": 0, "unknown": 0, "wrong": 0, "Problem": 1}
    package = ROOT / "src" / "badgepress"
    read = [path for folder in ("read", "read/pictures") for path in (package / folder).glob("*.py")]
    for file in [*read, package / "model" / "base.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                at = position.get(name)
                if (
                    at is not None
                    and len(node.args) > at
                    and isinstance(code := node.args[at], ast.Constant)
                    and code.value
                ):
                    codes.add(str(code.value))
            elif isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
                # pairs and rows of a code and its words, as in text.py and yaml.py
                first = str(node.elts[0].value)
                if first in ("control-character", "bidi-character", "yaml-alias", "yaml-key"):
                    codes.add(first)
    return codes | {"control-character", "bidi-character"}
