"""The words of the pages in one language, with its dates, numbers and plurals.

What is said stands in the catalogues (`templates/locale/<language>.po`, see catalogue.py); how dates and numbers
are written is the CLDR's, by way of Babel. Nothing here depends on the machine's own language or zone.
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
#: English without a country is the world's: `14 September 2026`, as the verifier writes it too.
_WORLD = "en_001"
_DURATIONS = ("years", "months", "weeks", "days", "hours", "minutes")


class NoWords(LookupError):
    """A page asks for words that no catalogue has, or does not fill one of their places."""


class Plural(NamedTuple):
    """The forms of a text that counts, and the rule that gives a number's form."""

    forms: tuple[str, ...]
    choose: Callable[[int], int]


def locale_of(language: str) -> Locale:
    """How the language writes dates and numbers; the world's English where that is unknown."""
    for tag in lookup(language):
        if tag != DEFAULT:
            try:
                return Locale.parse(tag, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
    return Locale.parse(_WORLD)


class Words:
    """What pages say in `language`, a tag of BCP 47; made by `Catalogues.words`."""

    def __init__(self, language: str, texts: Mapping[str, str], plurals: Mapping[str, Plural]) -> None:
        self.language = language
        self._texts, self._plurals = texts, plurals
        self._locale = locale_of(language)
        self._date = lru_cache(maxsize=4096)(self._long_date)

    def say(self, key: str, **values: object) -> str:
        """The words for `key` with its places filled; NoWords when there are none."""
        try:
            text = self._texts[key]
            return text.format(**values) if values else text
        except KeyError as error:
            raise NoWords(f"no words for {error} in '{self.language}'") from None

    def many(self, count: float, one: str, more: str) -> str:
        """The words that count: of the key `one`, whose plural is `more`, the form that the number takes."""
        plural = self._plurals.get(one)
        if plural is None:
            raise NoWords(f"no words for {one!r} and {more!r} in '{self.language}'")
        form = plural.forms[plural.choose(int(count))] if count == int(count) else plural.forms[-1]
        return form.format(count=self.number(count))

    def term(self, kind: str, value: str) -> str:
        """The words for a standard's term (`type`, `Course`); the term itself, less `ext:`, where there are none."""
        return self._texts.get(f"{kind}_{value}", value.removeprefix("ext:"))

    def day(self, value: datetime) -> str:
        """The day in UTC as the language writes it: `14 September 2026`."""
        return self._date(value.astimezone(UTC).date())

    def _long_date(self, value: date) -> str:
        return format_date(value, "long", self._locale)

    def number(self, value: float) -> str:
        """`1,234` or `1.234` or `1 234`."""
        return format_decimal(value, locale=self._locale)

    def countries(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """(code, name) of countries, by their names."""
        names = self._locale.territories
        return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: (folded(one[1]), one[0]))

    def period(self, parts: Mapping[str, int]) -> str:
        """`2 years and 6 months` of duration parts."""
        counted = [(parts[name], f"duration_{name[:-1]}", f"duration_{name}") for name in _DURATIONS if name in parts]
        return format_list([self.many(*one) for one in counted], "standard", self._locale)
