"""Types whose texts may be given in several languages: plain texts in one, and a copy for each of the others.

A value always holds plain texts, so that all that reads it stays as it is; `told_in` gives the copy for a language.
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
    #: The key that says which language the plain texts are in; without one it is the programme's.
    SAID_BY: ClassVar[str] = ""

    _language: str = PrivateAttr(default="")
    _copies: Mapping[str, Self] = PrivateAttr(default_factory=dict)
    _kept: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def in_languages(self, language: str, copies: Mapping[str, Self], kept: Mapping[str, str]) -> Self:
        """This value as one whose texts are in `language`, with copies by their languages.

        `kept` maps the path of a text (`name`, `results[0].name`) to its language, where that is another one.
        """
        made = self.model_copy()
        made._language, made._copies, made._kept = language, dict(copies), dict(kept)
        return made

    @property
    def also_in(self) -> tuple[str, ...]:
        """The languages there are copies for, in the author's order."""
        return tuple(self._copies)

    def told_in(self, language: str) -> Self:
        """The copy for the language or the nearest (`es` for `es-MX`); itself where there is none."""
        for tag in lookup(language):
            if tag == self._language:
                break
            if tag in self._copies:
                return self._copies[tag]
        return self

    def language_of(self, text: str = "name") -> str:
        """The language of one of the texts, by its path; empty where nothing is known about it."""
        return self._kept.get(text, self._language)

    def retold(self, text: str, words: str, language: str) -> Self:
        """A copy with one of its texts replaced by one in a language."""
        made = self.model_copy(update={text: words})
        made._kept = {**self._kept, text: language}
        return made
