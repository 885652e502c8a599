"""Provides the words of the pages in one language, with its dates, numbers and plurals.

The words come from the catalogues (`templates/locale/<language>.po`, see catalogue.py); the formats of dates and
numbers come from the CLDR through Babel. Nothing here depends on the machine's own language or time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from badgepress.model.languages import lookup
from badgepress.read.quoting import folded

DEFAULT = "en"
#: English without a country uses the world's formats: `14 September 2026`. The verifier does the same.
_WORLD = "en_001"
_DURATIONS = ("years", "months", "weeks", "days", "hours", "minutes")


class NoWords(LookupError):
    """A page uses a key that no catalogue has, or does not fill one of its placeholders."""


class Plural(NamedTuple):
    """The forms of a text with a number, and the rule that chooses the form for a number."""

    forms: tuple[str, ...]
    choose: Callable[[int], int]


def locale_of(language: str) -> Locale:
    """Return the formats of dates and numbers in a language; those of world English if unknown."""
    for tag in lookup(language):
        if tag != DEFAULT:
            try:
                return Locale.parse(tag, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
    return Locale.parse(_WORLD)


class Words:
    """The words of pages in `language`, a tag of BCP 47. Made by `Catalogues.words`."""

    def __init__(self, language: str, texts: Mapping[str, str], plurals: Mapping[str, Plural]) -> None:
        self.language = language
        self._texts, self._plurals = texts, plurals
        self._locale = locale_of(language)
        self._date = lru_cache(maxsize=4096)(self._long_date)

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` with its placeholders filled. Raises NoWords."""
        try:
            text = self._texts[key]
            return text.format(**values) if values else text
        except KeyError as error:
            raise NoWords(f"no words for {error} in '{self.language}'") from None

    def many(self, count: float, one: str, more: str) -> str:
        """Return the form for a number of the key `one`, whose plural is `more`. Raises NoWords."""
        plural = self._plurals.get(one)
        if plural is None:
            raise NoWords(f"no words for {one!r} and {more!r} in '{self.language}'")
        form = plural.forms[plural.choose(int(count))] if count == int(count) else plural.forms[-1]
        return form.format(count=self.number(count))

    def term(self, kind: str, value: str) -> str:
        """Return the words for a standard's term (`type`, `Course`); else the term itself without `ext:`."""
        return self._texts.get(f"{kind}_{value}", value.removeprefix("ext:"))

    def day(self, value: datetime) -> str:
        """Return the day in UTC as the language writes it: `14 September 2026`."""
        return self._date(value.astimezone(UTC).date())

    def _long_date(self, value: date) -> str:
        return format_date(value, "long", self._locale)

    def number(self, value: float) -> str:
        """Return a number as the language writes it: `1,234` or `1.234` or `1 234`."""
        return format_decimal(value, locale=self._locale)

    def countries(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Return (code, name) of countries, sorted by name."""
        names = self._locale.territories
        return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: (folded(one[1]), one[0]))

    def period(self, parts: Mapping[str, int]) -> str:
        """Return the parts of a duration as `2 years and 6 months`."""
        counted = [(parts[name], f"duration_{name[:-1]}", f"duration_{name}") for name in _DURATIONS if name in parts]
        return format_list([self.many(*one) for one in counted], "standard", self._locale)
