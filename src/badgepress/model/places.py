"""Places: countries, the regions of UN M49, and a programme's own regions (`regions.yml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

from pydantic import Field

from badgepress.model.base import Country, Label
from badgepress.model.countries import COUNTRIES
from badgepress.model.demand import PlaceCode
from badgepress.model.translated import Translated


class Region(Translated):
    """One entry of `regions.yml`: a region of the organisation's own, of countries and of other regions."""

    TEXTS: ClassVar[tuple[str, ...]] = ("name",)

    slug: str = Field(alias="<file>")
    name: Label
    countries: tuple[Country, ...] = Field(default=(), max_length=300)
    regions: tuple[PlaceCode, ...] = Field(default=(), max_length=100)


@dataclass(frozen=True)
class Places:
    """The regions of a programme. `m49` maps a code of UN M49, such as `419`, to the countries and regions right below
    it. `own` holds the programme's own regions by slug.
    """

    m49: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: Mapping[str, Region] = field(default_factory=dict)

    def is_known(self, code: str) -> bool:
        """Whether a code is a country, a region of UN M49 or an own region."""
        return code in COUNTRIES or code in self.m49 or code in self.own

    def below(self, code: str) -> tuple[str, ...]:
        """Return the countries and regions right below a region; nothing for a country."""
        if code in self.own:
            region = self.own[code]
            return (*region.countries, *region.regions)
        return self.m49.get(code, ())

    def countries_of(self, code: str) -> frozenset[str]:
        """Return all countries of a region, or a country itself. A circle among regions ends where it began."""
        known = self._countries.get(code)
        if known is None:
            known = self._countries[code] = frozenset(self._inside(code))
        return known

    def countries_in(self, codes: Iterable[str]) -> frozenset[str]:
        """Return all countries of several places."""
        return frozenset().union(*(self.countries_of(code) for code in codes))

    def told_in(self, language: str) -> Places:
        """Return the places with the names of own regions in a language, where translations exist."""
        return replace(self, own={slug: region.told_in(language) for slug, region in self.own.items()})

    @cached_property
    def _countries(self) -> dict[str, frozenset[str]]:
        return {}

    def _inside(self, code: str) -> set[str]:
        seen: set[str] = set()
        ahead = [code]
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead += self.below(one)
        return seen & COUNTRIES
