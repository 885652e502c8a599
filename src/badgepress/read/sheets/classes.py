"""Whether the cells of a column name badge classes: it then says which badge a row is for, whatever it is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

#: What stands between several badges in one cell, as forms write what was ticked.
_BETWEEN = re.compile(r"[,;|/\n+]")


def _none(_: str) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Classes:
    """What is known of the programme's classes: `called` gives the slugs that a text can mean, `fixed` is that of
    `--badge`, empty without one."""

    called: Callable[[str], Collection[str]] = _none
    fixed: str = ""

    def are_named(self, cells: Iterable[str]) -> bool:
        """Whether a column says which badge its rows are for: half of its filled cells name classes, and two do or it
        has one alone. A column in which every cell names the badge of `--badge` adds nothing, and is none.
        """
        filled = Counter(cell for cell in cells if cell)
        meant = {cell: self._meant(cell) for cell in filled}
        named, total = sum(count for cell, count in filled.items() if meant[cell]), filled.total()
        if not named or named * 2 < total or (named == 1 and total > 1):
            return False
        return not self.fixed or not all(said and all(self.fixed in slugs for slugs in said) for said in meant.values())

    def _meant(self, cell: str) -> list[Collection[str]]:
        """The slugs of each badge that a cell names; nothing where any part of it names none."""
        whole = self.called(cell)
        if whole:
            return [whole]
        parts = [self.called(part.strip()) for part in _BETWEEN.split(cell) if part.strip()]
        return parts if all(parts) else []


#: Nothing is known of any class.
NO_CLASSES = Classes()
