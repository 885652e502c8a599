"""The vectors are made without the code that they test, so a mistake in it cannot repeat itself in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, at its head or inside a function."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_module_of_the_vectors_imports_the_product(root: Path) -> None:
    files = sorted((root / "tests" / "vectors").rglob("*.py"))
    assert len(files) > 20
    # Other rooms of the tests import the product, so they are closed too.
    found = {(file.name, name) for file in files for name in imported(file)}
    local = {(file, name) for file, name in found if name.partition(".")[0] in ("", "badgepress", "tests")}
    assert [one for one in sorted(local) if not f"{one[1]}.".startswith("tests.vectors.")] == []
