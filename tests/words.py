"""What the verifier says, for tests that look for it: taken from the catalogue, so that no test holds a sentence."""

from __future__ import annotations

import re
from typing import Any

from badgepress.verify.report import Text
from badgepress.words import say
from badgepress.words.catalogues import catalogue


def text(path: str, language: str = "en", **values: object) -> str:
    """The text at a path of the catalogue (`note.code`, `verdict.valid.title`), filled with the values."""
    *sections, key = path.split(".")
    if len(sections) == 1 and sections[0] in catalogue(language) and isinstance(_at(path, language), str):
        return say(Text(sections[0], key, values), language)
    found: str = _at(path, language)
    return found


def part(path: str, language: str = "en") -> str:
    """The longest part of that text between its places: what is seen of it whatever fills them."""
    return max(re.split(r"\{[a-z_]+\}", _at(path, language)), key=len).strip()


def _at(path: str, language: str) -> Any:
    found: Any = catalogue(language)
    for name in path.split("."):
        found = found[name]
    return found
