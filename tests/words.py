"""What the verifier and the pages say, for tests that look for it: from the catalogues, so no test holds a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from badgepress.render.locale.catalogue import Catalogues, Entry, read
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


TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def pages() -> Catalogues:
    """The catalogues of the pages, `templates/locale/`."""
    return Catalogues([TEMPLATES])


@cache
def english() -> Mapping[str, Entry]:
    """Every entry of the pages' English catalogue."""
    found, problems = read(TEMPLATES / "locale" / "en.po")
    assert found is not None, problems
    return found.entries


def page(key: str, language: str = "en", **values: object) -> str:
    """What the pages say for a key of their catalogue (`og_award`), filled with the values."""
    return pages().words(language).say(key, **values)


def _at(path: str, language: str) -> Any:
    found: Any = catalogue(language)
    for name in path.split("."):
        found = found[name]
    return found
