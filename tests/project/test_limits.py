"""Numbers that Python and the browser's code share stand in one file, with their reasons, and nowhere else."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from badgepress.model import limits as authored
from badgepress.openbadges import limits
from tests.project.sources import ROOT

PYTHON, BROWSER = ROOT / "src/badgepress", ROOT / "src/verifier"
ROOMS = ("openbadges", "verify", "words")
#: The limits, the code that has them in Python, and the code that has them in the browser.
SHARED = [
    pytest.param(limits, [PYTHON / one for one in ROOMS], [BROWSER / one for one in ROOMS], id="verifier"),
    pytest.param(authored, [PYTHON], [ROOT / "src/forms"], id="forms"),
]
#: Numbers of the file that mean other things as well: milliseconds in a second, bytes read at once, ports of a host.
COMMON = {1000, 2000, 4096, 8192, 65_536}
#: Caches of Python's own, whose sizes show nowhere.
CACHES = {"resolver.py"}
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d_]*(?![\w.])")
_PRODUCT = re.compile(r"\d[\d_]*(?: \* \d[\d_]*)+")


def given(module: ModuleType) -> dict[str, int]:
    found: dict[str, int] = json.loads(Path(module.__file__ or "").with_suffix(".json").read_text("utf-8"))
    return found


def sources(homes: Sequence[Path], ending: str) -> dict[Path, str]:
    found = [file for home in homes for file in sorted(home.rglob(f"*.{ending}"))]
    return {file: file.read_text("utf-8") for file in found if file.stem != "limits" and file.name not in CACHES}


@pytest.mark.parametrize("module", [limits, authored])
def test_each_limit_is_a_number_with_its_reason(module: ModuleType) -> None:
    tree, numbers = ast.parse(Path(module.__file__ or "").read_text("utf-8")), given(module)
    reasons = {
        one.target.id: ast.get_docstring(ast.Module([reason], [])) or ""
        for one, reason in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and not one.target.id.startswith("_")
    }
    assert list(reasons) == list(numbers)
    for name, reason in reasons.items():
        assert reason.endswith("."), name
        assert getattr(module, name) == numbers[name]
        assert type(numbers[name]) is int


@pytest.mark.parametrize(("module", "python", "browser"), SHARED)
def test_each_limit_is_used_on_both_sides(module: ModuleType, python: list[Path], browser: list[Path]) -> None:
    for homes, ending in ((python, "py"), (browser, "ts")):
        named = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(sources(homes, ending).values())))
        assert set(given(module)) - named == set(), ending


def test_no_limit_is_typed_again() -> None:
    """Small numbers mean many things, so only those in the thousands are looked for, outside comments and texts."""
    large = {value for value in given(limits).values() if value >= 1000} - COMMON
    typed = []
    python, browser = ([home / one for one in ROOMS] for home in (PYTHON, BROWSER))
    for file, text in (sources(python, "py") | sources(browser, "ts")).items():
        bare = re.sub(r'"""(?:.|\n)*?"""|/\*(?:.|\n)*?\*/|(?:#|//) .*|"[^"\n]*"', "", text)
        numbers = [int(one.replace("_", "")) for one in _NUMBER.findall(bare)]
        products = [eval(one) for one in _PRODUCT.findall(bare)]
        typed += [f"{file.relative_to(ROOT)}: {number}" for number in {*numbers, *products} & large]
    assert typed == []
