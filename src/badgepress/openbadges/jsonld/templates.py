"""The templates of the shapes that were seen lately."""

from __future__ import annotations

from typing import Final

from badgepress.openbadges.jsonld.bounded import Kept
from badgepress.openbadges.jsonld.shape import Key, Shape, weight
from badgepress.openbadges.jsonld.template import Template

MOST_WEIGHT: Final = 16_000_000
MOST_OF_A_SHAPE: Final = 8


class Templates:
    """What it holds never changes what is found, only how soon: each template says itself which documents it fits.

    `most` bounds what it keeps, in bytes or thereabouts. Of one shape it keeps a few templates, which differ in their
    fixed leaves.
    """

    def __init__(self, most: int = MOST_WEIGHT) -> None:
        self._kept: Kept[tuple[Template, ...]] = Kept(most, _weight)

    def find(self, shape: Shape) -> Template | None:
        """The template for a document of that shape with those leaves, None when there is none yet."""
        for one in self._kept.get(shape.key) or ():
            if one.fits(shape.leaves):
                return one
        return None

    def add(self, shape: Shape, made: Template) -> None:
        """Keep the template that was made from a document of that shape."""
        known = self._kept.get(shape.key) or ()
        self._kept.put(shape.key, (made, *known[: MOST_OF_A_SHAPE - 1]))

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def _weight(key: Key, known: tuple[Template, ...]) -> int:
    return weight(key) + sum(one.weight for one in known)
