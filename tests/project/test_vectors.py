"""The vectors are made without the code that they test, and both halves read the same out of their files."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import node
from tests.vectors.expand import FOLDER, edited, load, names


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, at its head or inside a function."""
    for part in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(part, ast.Import):
            yield from (alias.name for alias in part.names)
        elif isinstance(part, ast.ImportFrom):
            yield part.module or ""


def test_no_module_of_the_vectors_imports_the_product(root: Path) -> None:
    files = sorted((root / "tests" / "vectors").rglob("*.py"))
    assert len(files) > 20
    # Other rooms of the tests import the product, so they are closed too.
    found = {(file.name, name) for file in files for name in imported(file)}
    local = {(file, name) for file, name in found if name.partition(".")[0] in ("", "badgepress", "tests")}
    assert [one for one in sorted(local) if not f"{one[1]}.".startswith("tests.vectors.")] == []


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({}, {"a": [1, {"b": 2}], "c/d": 3}),
        ({"set": {"/a/1/b": 4, "/c~1d": None}}, {"a": [1, {"b": 4}], "c/d": None}),
        ({"set": {"/a/2": 5, "/e": {"copy": "it"}, "/e/f": 7}}, {"a": [1, {"b": 2}, 5], "c/d": 3, "e": {"f": 7}}),
        ({"set": {"/a/0": 6}, "remove": ["/a/1", "/c~1d"]}, {"a": [6]}),
    ],
)
def test_edits_set_and_then_remove(edits: dict[str, Any], expected: dict[str, Any]) -> None:
    document, badges = {"a": [1, {"b": 2}], "c/d": 3}, {"it": {"f": 6}}
    assert edited(document, edits, badges) == expected
    assert (document, badges) == ({"a": [1, {"b": 2}], "c/d": 3}, {"it": {"f": 6}})


def test_both_readers_expand_the_vectors_alike() -> None:
    script = 'import("./expand.mjs").then(async ({ loadVectors }) => console.log(JSON.stringify(await loadVectors())))'
    done = node.run(["node", "-e", script], FOLDER)
    assert done.returncode == 0, done.stderr
    theirs = dict(json.loads(done.stdout))
    assert list(theirs) == names()
    # JavaScript has one kind of number, so these two say something else there.
    assert {name for name in names() if json.dumps(theirs[name], sort_keys=True) != _text(name)} == {
        "format/bad-number",
        "status/index-point",
    }


def _text(name: str) -> str:
    return json.dumps(load(name), sort_keys=True)
