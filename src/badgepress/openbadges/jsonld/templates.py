"""A cache of the templates of recent shapes."""

from __future__ import annotations

from typing import Final

from badgepress.openbadges.jsonld.bounded import Bounded
from badgepress.openbadges.jsonld.shape import Key, Shape, weight
from badgepress.openbadges.jsonld.template import Template

MOST_WEIGHT: Final = 16_000_000
MOST_OF_A_SHAPE: Final = 8


class Templates:
    """The cache. It only affects speed, never results: each template checks for itself which documents it fits.

    `most` limits its size, roughly in bytes. It keeps a few templates per shape, which differ in their fixed leaves.
    """

    def __init__(self, most: int = MOST_WEIGHT) -> None:
        self._kept: Bounded[tuple[Template, ...]] = Bounded(most, _weight)

    def find(self, shape: Shape) -> Template | None:
        """The template that fits a document with this shape and these leaves, or None."""
        for one in self._kept.get(shape.key) or ():
            if one.fits(shape.leaves):
                return one
        return None

    def add(self, shape: Shape, made: Template) -> None:
        """Stores a template made from a document of this shape."""
        known = self._kept.get(shape.key) or ()
        self._kept.put(shape.key, (made, *known[: MOST_OF_A_SHAPE - 1]))

    def clear(self) -> None:
        """Drops all templates."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def _weight(key: Key, known: tuple[Template, ...]) -> int:
    return weight(key) + sum(one.weight for one in known)
