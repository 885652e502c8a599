"""Defines types with texts in several languages: plain texts in one language, and a copy for each other language.

A value always holds plain texts, so readers need not know about languages. `told_in` returns the copy for a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import PrivateAttr

from badgepress.model.base import Authored
from badgepress.model.languages import lookup


class Translated(Authored):
    """Base of the types whose `TEXTS` an author may write as a mapping from language to text."""

    #: Paths of these texts: `name`, or `results[].name` in each entry of a list.
    TEXTS: ClassVar[tuple[str, ...]] = ()
    #: The key that names the language of the plain texts; if empty, it is the programme's language.
    SAID_BY: ClassVar[str] = ""

    _language: str = PrivateAttr(default="")
    _copies: Mapping[str, Self] = PrivateAttr(default_factory=dict)
    _kept: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def in_languages(self, language: str, copies: Mapping[str, Self], kept: Mapping[str, str]) -> Self:
        """Return this value with its texts marked as `language`, and with copies by their languages.

        `kept` maps the path of a text (`name`, `results[0].name`) to its language if that is a different one.
        """
        made = self.model_copy()
        made._language, made._copies, made._kept = language, dict(copies), dict(kept)
        return made

    @property
    def also_in(self) -> tuple[str, ...]:
        """The languages that have copies, in the author's order."""
        return tuple(self._copies)

    def told_in(self, language: str) -> Self:
        """Return the copy for the language or its nearest fallback (`es` for `es-MX`); the value itself without one."""
        for tag in lookup(language):
            if tag == self._language:
                break
            if tag in self._copies:
                return self._copies[tag]
        return self

    def language_of(self, text: str = "name") -> str:
        """Return the language of one of the texts, by its path; empty if unknown."""
        return self._kept.get(text, self._language)

    def retold(self, text: str, words: str, language: str) -> Self:
        """Return a copy with one of its texts replaced by `words` in a language."""
        made = self.model_copy(update={text: words})
        made._kept = {**self._kept, text: language}
        return made
