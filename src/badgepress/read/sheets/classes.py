"""Recognises a column whose cells name badge classes: it gives the badge of each row, whatever the column's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

#: Separators between several badges in one cell, as forms write ticked boxes.
_BETWEEN = re.compile(r"[,;|/\n+]")
#: How many different cells are remembered while a column is looked at.
_REMEMBERED = 10_000


def _none(_: str) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Classes:
    """The programme's classes: `called` returns the slugs that a text can mean, and `fixed` is the slug of `--badge`,
    empty if it was not given."""

    called: Callable[[str], Collection[str]] = _none
    fixed: str = ""

    def are_named(self, cells: Iterable[str]) -> bool:
        """Return whether a column names the badge of each row.

        At least half of its filled cells, and at least two unless there is only one, must name classes. A column in
        which every cell names the badge of `--badge` adds nothing and does not count.
        """
        meant = lru_cache(_REMEMBERED)(self._meant)
        named = total = 0
        only_fixed = True
        for cell in filter(None, cells):
            badges = meant(cell)
            total += 1
            named += bool(badges)
            only_fixed = only_fixed and bool(badges) and all(self.fixed in slugs for slugs in badges)
        if not named or named * 2 < total or (named == 1 and total > 1):
            return False
        return not self.fixed or not only_fixed

    def _meant(self, cell: str) -> list[Collection[str]]:
        """Return the slugs of each badge that a cell names; empty if any part of it names none."""
        whole = self.called(cell)
        if whole:
            return [whole]
        parts = [self.called(part.strip()) for part in _BETWEEN.split(cell) if part.strip()]
        return parts if all(parts) else []


#: For sheets that are read without a programme.
NO_CLASSES = Classes()
