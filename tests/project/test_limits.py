"""The limits that both verifiers share stand in one file, with a reason each, and nowhere else."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from badgepress.openbadges import limits
from tests.project.sources import ROOT

GIVEN = json.loads((ROOT / "src/badgepress/openbadges/limits.json").read_text("utf-8"))
PYTHON, BROWSER = ROOT / "src/badgepress", ROOT / "src/verifier"
ROOMS = ("openbadges", "verify", "words")
#: Numbers of the file that mean other things as well: milliseconds in a second, bytes read at once, ports of a host.
COMMON = {1000, 2000, 4096, 8192, 65_536}
#: Caches of Python's own, whose sizes show nowhere.
CACHES = {"resolver.py"}
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d_]*(?![\w.])")
_PRODUCT = re.compile(r"\d[\d_]*(?: \* \d[\d_]*)+")


def sources(home: Path, ending: str) -> dict[Path, str]:
    found = [file for room in ROOMS for file in sorted((home / room).rglob(f"*.{ending}"))]
    return {file: file.read_text("utf-8") for file in found if file.stem != "limits" and file.name not in CACHES}


def test_each_limit_is_a_number_with_its_reason() -> None:
    tree = ast.parse(Path(limits.__file__).read_text("utf-8"))
    reasons = {
        one.target.id: ast.get_docstring(ast.Module([reason], [])) or ""
        for one, reason in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and not one.target.id.startswith("_")
    }
    assert list(reasons) == list(GIVEN)
    for name, reason in reasons.items():
        assert reason.endswith("."), name
        assert getattr(limits, name) == GIVEN[name]
        assert type(GIVEN[name]) is int


def test_each_limit_is_used_by_both_verifiers() -> None:
    for home, ending in ((PYTHON, "py"), (BROWSER, "ts")):
        named = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(sources(home, ending).values())))
        assert set(GIVEN) - named == set(), ending


def test_no_limit_is_typed_again() -> None:
    """Small numbers mean many things, so only those in the thousands are looked for, outside comments and texts."""
    large = {value for value in GIVEN.values() if value >= 1000} - COMMON
    typed = []
    for file, text in (sources(PYTHON, "py") | sources(BROWSER, "ts")).items():
        bare = re.sub(r'"""(?:.|\n)*?"""|/\*(?:.|\n)*?\*/|(?:#|//) .*|"[^"\n]*"', "", text)
        numbers = [int(one.replace("_", "")) for one in _NUMBER.findall(bare)]
        products = [eval(one) for one in _PRODUCT.findall(bare)]
        typed += [f"{file.relative_to(ROOT)}: {number}" for number in {*numbers, *products} & large]
    assert typed == []
