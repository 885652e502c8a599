"""Every error code of importing appears in a test."""

from __future__ import annotations

import ast
import re

from tests.project.sources import FIRST, PLAIN, ROOT, SOURCES, makers_of, told

IMPORTING = ("read/sheets", "edit/importing", "cli/importing.py")
TESTS = ("edit", "read", "cli", "sheets/broken")


def test_every_code_appears_in_a_test() -> None:
    codes: set[str] = set()
    for part in IMPORTING:
        path = SOURCES / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(file.read_text("utf-8"))
            makers = makers_of(tree, {maker.name: maker for maker in (FIRST, PLAIN)})
            codes.update(one.code for one in told(tree, "import", makers))
    assert len(codes) > 40
    texts = [path.read_text("utf-8", "replace") for part in TESTS for path in (ROOT / "tests" / part).glob("*.*")]
    met = set(re.findall(r"\[([a-z0-9-]+)\]", "".join(texts))) | set(re.findall(r'"([a-z0-9-]+)"', "".join(texts)))
    assert codes - met == set()
