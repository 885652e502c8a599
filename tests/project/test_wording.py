"""Changing what the verifier or a page says touches catalogues and nothing else: no test, vector or page repeats it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from badgepress.words.catalogues import catalogue
from tests import words

#: Shorter texts are words that anybody may use.
LONG = 24
READ = {".py", ".mjs", ".md", ".txt", ".yml"}
#: Made from the catalogue, or from the messages of the command line (tests/project/reference.py).
MADE = re.compile(r"<!-- made: .*?<!-- end -->", re.DOTALL)


def said(entry: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its path, except labels of the page, counts and nouns."""
    if isinstance(entry, str):
        yield path, entry
    elif isinstance(entry, dict):
        for name, inner in entry.items():
            if name not in ("label", "counted", "check", "outcome", "kind"):
                yield from said(inner, f"{path}.{name}".lstrip("."))


def shown() -> Iterator[tuple[str, str]]:
    """Every text of the pages' catalogue with its key."""
    for key, entry in words.english().items():
        yield from ((key, form) for form in entry.forms)


@cache
def parts() -> dict[str, str]:
    """The longest part of each English text between its places, with the path of the text."""
    texts = [*said(catalogue("en")), *shown()]
    found = {max(re.split(r"\{[a-z_]+\}", text), key=len).strip(): path for path, text in texts}
    return {part: path for part, path in found.items() if len(part) >= LONG}


def repeated(text: str) -> Iterator[str]:
    """The paths of the texts that stand in it word for word."""
    return (path for part, path in parts().items() if part in text)


def test_no_test_and_no_page_repeats_a_sentence(root: Path) -> None:
    found = []
    for folder in ("tests", "docs"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in READ and "node_modules" not in file.parts:
                text = MADE.sub("", file.read_text("utf-8", "replace"))
                found += [f"{file.relative_to(root)}: {path}" for path in repeated(text)]
    assert found == []


def test_no_vector_expects_a_sentence(root: Path) -> None:
    found = []
    for file in sorted((root / "tests" / "vectors").rglob("*.json")):
        vector = json.loads(file.read_text("utf-8"))
        expect = vector.get("expect") if isinstance(vector, dict) else None
        found += [f"{file.name}: {path}" for path in repeated(json.dumps(expect, ensure_ascii=False))]
    assert found == []


def test_a_sentence_would_be_found() -> None:
    assert len(parts()) > 190
    whole = catalogue("en")["format-ok"]["sentence"]
    assert list(repeated(f"assert said == {whole!r}")) == ["format-ok.sentence"]
    assert list(repeated(words.page("offline_network"))) == ["offline_network"]


def imported(file: Path) -> set[Path]:
    """The modules that a TypeScript module imports, at once or later; types alone are not asked for."""
    text = re.sub(r"^import type .*$", "", file.read_text("utf-8"), flags=re.MULTILINE)
    named = re.findall(r'(?:from |import |import\()"(\.{1,2}/[^"]+)\.js"', text)
    return {(file.parent / f"{name}.ts").resolve() for name in named}


def reached(*first: Path) -> set[Path]:
    """These modules and all that they import, however far down."""
    found: set[Path] = set()
    left = list(first)
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            left += imported(file)
    return found


def test_the_browsers_checks_say_nothing_and_its_words_check_nothing(root: Path) -> None:
    """As import-linter holds it for Python: `verify` below `words`."""
    home = (root / "src" / "verifier").resolve()
    checking = reached(*(home / "verify" / f"{name}.ts" for name in ("verify", "packed", "pages")))
    assert len(checking) > 40
    assert [file.name for file in checking if file.parent.name == "words"] == []
    telling = {file.name for file in reached(home / "words" / "telling.ts")}
    assert telling <= {"telling.ts", "cleaning.ts", "report.ts", "moments.ts", "jsons.ts", "limits.ts"}
