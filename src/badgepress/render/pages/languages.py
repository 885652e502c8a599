"""Which pages exist in which languages, and how they refer to each other.

The gallery and the badges have a page in the programme's language at the root, and one below `/<lang>/` in each of
its further languages. All other pages exist once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from badgepress.model import Program, Settings
from badgepress.model.languages import lookup
from badgepress.render.templating.html import direction
from badgepress.words import nearest


class Alternate(NamedTuple):
    """A page in one language: the language's own name for itself, the page's folder below the root, its address."""

    language: str
    name: str
    direction: str
    path: str
    url: str


def languages(settings: Settings) -> tuple[str, ...]:
    """The languages of gallery and badges, the programme's own first."""
    return (settings.language, *settings.languages)


def folder(settings: Settings, language: str) -> str:
    """Where gallery and badges are for readers of a language: `es/`, or an empty text for the root."""
    for tag in lookup(language):
        if tag == settings.language:
            break
        if tag in settings.languages:
            return f"{tag}/"
    return ""


def alternates(program: Program, path: str) -> tuple[Alternate, ...]:
    """The page at `path` (below a language's folder) in each language; none when there is only one."""
    found = languages(program.settings)
    if len(found) == 1:
        return ()
    paths = [(tag, folder(program.settings, tag) + path) for tag in found]
    return tuple(Alternate(tag, autonym(tag), direction(tag), at, program.url(at)) for tag, at in paths)


def verdict(language: str) -> dict[str, str]:
    """`lang` and `dir` of what the verifier's script writes on a page, where it has no words in the page's language."""
    spoken = nearest(language)
    return {} if spoken in lookup(language) else {"lang": spoken, "dir": direction(spoken)}


@lru_cache(maxsize=256)
def autonym(language: str) -> str:
    """What the language calls itself, as it begins a line: `Español`; the tag where nobody knows."""
    try:
        name = Locale.parse(language, sep="-").display_name or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]
