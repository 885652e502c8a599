"""Tests go through the doors that everybody has: what a module keeps to itself may change without them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.project.sources import ROOT

#: Public in Python's library, for all the underscore.
PUBLIC = {"_exit", "_replace"}
#: Why a test may know a private name.
ALLOWED = {
    # PyLD's own method, which openbadges/jsonld/resolver.py overrides: test_pyld.py pins it.
    ("tests/openbadges/test_templates.py", "_expand_iri"),
}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private(tree: ast.AST) -> Iterator[str]:
    """Private names of others that are imported, looked up or put in place of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("badgepress"):
            yield from (one.name for one in node.names if is_private(one.name))
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and ast.unparse(node.value) != "self":
            yield node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "getattr")):
            texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from (one for one in texts if is_private(one))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\bbadgepress(?:\.\w+)*\.(_[a-z]\w*)", node.value)


def test_no_test_knows_a_private_name() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "node_modules" not in path.parts
        for name in private(ast.parse(path.read_text("utf-8")))
    }
    assert {one for one in found if one[1] not in PUBLIC} == ALLOWED
