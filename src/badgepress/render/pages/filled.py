"""Pages that differ in a few places only: rendered once for all of a kind, and filled.

Of two awards of one class, most pages differ in an id, a name and two dates. Such a page is rendered twice with
stand-ins in those places; what lies between the stand-ins is then the same in both, or the page is left to the
template. Whatever a class's text says, it cannot be taken for a stand-in: it would have to say both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

#: Kinds of pages that are kept. A programme with more of them uses the templates for the rest.
MOST_KINDS = 4096


class Form(NamedTuple):
    """A page in pieces: `texts` has one more than `places`, the names of the values that stand between them."""

    texts: tuple[str, ...]
    places: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page as UTF-8, with each value as it is: what HTML needs escaped is escaped already."""
        parts = [self.texts[0]]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            parts += (values[place], text)
        return "".join(parts).encode()


class Forms:
    """The forms of pages by their kind. A kind has one from its second page on: many have a single page."""

    def __init__(self) -> None:
        self._seen: set[Hashable] = set()
        self._forms: dict[Hashable, Form | None] = {}

    def of(self, kind: Hashable, make: Callable[[], Form | None]) -> Form | None:
        """The form of this kind; None where the template has to make the page."""
        if kind in self._forms:
            return self._forms[kind]
        if kind not in self._seen:
            if len(self._seen) < MOST_KINDS:
                self._seen.add(kind)
            return None
        self._forms[kind] = make()
        return self._forms[kind]


def form(pages: Sequence[str], stand_ins: Sequence[Mapping[str, str]]) -> Form | None:
    """What two renderings of a page with different stand-ins have in common; None where that is not all but these."""
    cut = [_cut(page, names) for page, names in zip(pages, stand_ins, strict=True)]
    return cut[0] if all(one == cut[0] for one in cut) else None


def _cut(page: str, stand_ins: Mapping[str, str]) -> Form:
    names = {text: name for name, text in stand_ins.items()}
    pieces = re.split("(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")", page)
    return Form(tuple(pieces[::2]), tuple(names[piece] for piece in pieces[1::2]))
