"""Reads texts in several languages (`name: {en: …, es: …}`) into one value for each language.

Each language is read as if the file held only its texts, so every rule for a text applies in all languages.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from badgepress.errors import Place, Problem
from badgepress.model.base import LANGUAGE, MOST_LANGUAGES, language_tag
from badgepress.model.languages import MEANT, lookup
from badgepress.model.translated import Translated
from badgepress.read.explained import EXPECTED
from badgepress.read.parts import Parts
from badgepress.read.quoting import plain_key, shown_text
from badgepress.read.typed import typed, typed_at
from badgepress.read.yaml import Document

Model = TypeVar("Model", bound=Translated)


@dataclass(slots=True)
class _Spot:
    """A text that is given as a mapping: its path (`results[0].name`), the keys that lead to it, and the mapping from
    language to (text, path of that text)."""

    path: str
    keys: tuple[str | int, ...]
    given: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def language(self, tag: str, own: str) -> str:
        """Return the language that readers of `tag` see: the tag, one of its fallbacks, or the text's own language."""
        return next((one for one in lookup(tag) if one in self.given), own)


def typed_in_languages(
    model: type[Model], document: Document, *, language: str, slug: str = "", base: str = ""
) -> tuple[Model | None, list[Problem]]:
    """Do what `typed` does for a model with texts in several languages.

    `language` is the programme's language, or empty if unknown. Codes besides those of `typed`: bad-language,
    duplicate-key, missing-own-text.
    """
    data = document.data if not base else document.data.get(base)
    own = language
    if isinstance(data, dict) and model.SAID_BY and isinstance(data.get(model.SAID_BY), str):
        own = named(data[model.SAID_BY])[0]
    problems: list[Problem] = []
    spots = list(_spots(model, data, base, document, problems)) if isinstance(data, dict) else []
    if not spots:
        value, more = typed(model, document, slug=slug, base=base)
        return (value.in_languages(own, {}, {}) if value else None), more
    found = list(dict.fromkeys(tag for spot in spots for tag in spot.given))
    if len(found) > MOST_LANGUAGES:
        return None, [*problems, _too_many(document, spots[0], base, len(found))]
    own = own or next(iter(found), "")
    problems += [_no_own(document, spot, base, own) for spot in spots if own not in spot.given]
    values: dict[str, Model | None] = {}
    for tag in dict.fromkeys([own, *found]):
        values[tag], more = _read(model, document, data, spots, tag, own, slug=slug, base=base)
        problems += more
    value = values.pop(own)
    if value is None or problems:
        return None, problems
    texts = _texts(model, data)
    copies = {tag: one.in_languages(tag, {}, _fallbacks(texts, spots, tag, own)) for tag, one in values.items() if one}
    return value.in_languages(own, copies, {}), []


def lacking(parts: Parts) -> Iterator[Problem]:
    """Warn of each value in several languages that lacks one of the programme's languages."""
    if parts.settings is None:
        return
    wanted = (parts.settings.language, *parts.settings.languages)
    for name, base, value in _values(parts):
        document = parts.documents[name]
        data = document.data.get(base) if base else document.data
        texts = _texts(type(value), data)
        for tag in wanted if value.also_in else ():
            copy = value.told_in(tag)
            missing = [path for path in texts if copy.language_of(path) not in lookup(tag)]
            if missing:
                where = document.place(f"{base}.{missing[0]}" if base else missing[0])
                rest = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
                yield Problem(
                    where,
                    "missing-translation",
                    f"pages in '{tag}' have to show texts in another language",
                    f"no '{tag}' for {', '.join(missing[:4])}{rest}",
                    hint=f"write the text as a mapping, with `{tag}:` in it",
                    severity="warning",
                )


def _values(parts: Parts) -> Iterator[tuple[str, str, Translated]]:
    """Yield (document, path in it, value) for every value that may have texts in several languages."""
    if parts.settings:
        yield "program.yml", "", parts.settings
    yield from ((f"classes/{slug}.yml", "", badge) for slug, badge in sorted(parts.classes.items()))
    yield from ((f"demand/{slug}.yml", "", demand) for slug, demand in sorted(parts.demands.items()))
    yield from (("skills.yml", slug, skill) for slug, skill in sorted(parts.skills.items()))
    yield from (("regions.yml", slug, region) for slug, region in sorted(parts.regions.items()))


def named(key: str) -> tuple[str, str]:
    """Return (language, "") for a valid language tag, else ("", what is wrong with it)."""
    key = key.strip()
    if not re.fullmatch(LANGUAGE, key) or len(key) > 35:
        return "", "not a language tag"
    try:
        return language_tag(key), ""
    except ValueError as error:
        return "", str(error)


def _places(path: str, data: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield (keys, value) for each place in the data where a path such as `results[].name` leads."""
    name, _, rest = path.partition("[].")
    if not isinstance(data, dict) or name not in data:
        return
    if not rest:
        yield (*keys, name), data[name]
    elif isinstance(data[name], list):
        for index, entry in enumerate(data[name]):
            yield from _places(rest, entry, (*keys, name, index))


def _path(keys: tuple[str | int, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def _texts(model: type[Translated], data: Any) -> list[str]:
    """Return the paths of all given texts that could be in several languages."""
    return [_path(keys) for path in model.TEXTS for keys, _ in _places(path, data)]


def _spots(
    model: type[Translated], data: Any, base: str, document: Document, problems: list[Problem]
) -> Iterator[_Spot]:
    for path in model.TEXTS:
        for keys, value in _places(path, data):
            if not isinstance(value, dict):
                continue
            spot = _Spot(_path(keys), keys)
            for key, text in value.items():
                tag, wrong = named(key)
                below = f"{spot.path}.{plain_key(key)}"
                where = document.place(f"{base}.{below}" if base else below)
                if not tag:
                    problems.append(_bad(where, key, wrong))
                elif tag in spot.given:
                    problems.append(Problem(where, "duplicate-key", f"the language '{tag}' is given twice"))
                else:
                    spot.given[tag] = (text, below)
            yield spot


def _too_many(document: Document, spot: _Spot, base: str, count: int) -> Problem:
    where = document.place(f"{base}.{spot.path}" if base else spot.path)
    expected = f"at most {MOST_LANGUAGES}"
    return Problem(where, "out-of-range", "the texts are given in too many languages", f"{count} languages", expected)


def _bad(where: Place, key: str, wrong: str) -> Problem:
    meant = MEANT.get(key.lower().split("-")[0])
    hint = f"did you mean '{meant}'?" if meant else "a text in several languages is a mapping from language to text"
    return Problem(where, "bad-language", wrong, shown_text(key), EXPECTED["bad-language"], hint)


def _no_own(document: Document, spot: _Spot, base: str, own: str) -> Problem:
    where = document.place(f"{base}.{spot.path}" if base else spot.path)
    got = ", ".join(spot.given) or "no language"
    hint = f"add `{own}:`; where a language is missing, its pages show this text"
    return Problem(where, "missing-own-text", "the text is not given in its own language", got, f"'{own}'", hint)


def _read(
    model: type[Model],
    document: Document,
    data: dict[str, Any],
    spots: list[_Spot],
    tag: str,
    own: str,
    *,
    slug: str,
    base: str,
) -> tuple[Model | None, list[Problem]]:
    """Read the value with its texts in one language, or in the nearest one that is given."""
    data = copy.deepcopy(data)
    if model.SAID_BY and (tag != own or model.SAID_BY in data):
        data[model.SAID_BY] = tag
    moved: dict[str, str] = {}
    start = f"{base}." if base else ""
    for spot in spots:
        text, below = spot.given.get(spot.language(tag, own), ("?", spot.path))
        inner: Any = data
        for key in spot.keys[:-1]:
            inner = inner[key]
        inner[spot.keys[-1]] = text
        moved[start + spot.path] = start + below
    plain = document.plain | {to: document.plain[at] for to, at in moved.items() if at in document.plain}

    def place(path: str) -> Place:
        return document.place(moved.get(path, path))

    return typed_at(model, data, place, plain, slug=slug, base=base)


def _fallbacks(texts: list[str], spots: list[_Spot], tag: str, own: str) -> dict[str, str]:
    """Return path → language for the texts that the copy in `tag` has in another language."""
    languages = {spot.path: spot.language(tag, own) for spot in spots}
    return {path: languages.get(path, own) for path in texts if languages.get(path, own) != tag}
