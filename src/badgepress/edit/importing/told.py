"""Collects the problems of an import: the first ones as they are, of the others only what their list needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from badgepress.edit.importing.lookup import Shelf
from badgepress.errors import Place, Problem, errors

#: How many problems an import tells in full.
MOST = 10_000
_Block = list[tuple[str, int, str, str]]
BLOCK = 1_000


class Told:
    """Problems in the order they were found."""

    def __init__(self) -> None:
        self.first: list[Problem] = []
        self._blocks: Shelf[_Block] = Shelf(here=0)
        self._last: _Block = []
        self._row: tuple[str, int | str] | None = None
        self.errors = self.warnings = self.rows = 0
        self._seen_error = False

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems; those of a row come together."""
        for one in problems:
            is_error = one.severity == "error"
            self._seen_error = self._seen_error or is_error
            if len(self.first) < MOST:
                self.first.append(one)
                self._row = row_of(one) if is_error else self._row
            elif is_error:
                self._more(one)
            else:
                self.warnings += 1

    def _more(self, one: Problem) -> None:
        self.errors += 1
        row = row_of(one)
        self.rows += row != self._row
        self._row = row
        self._last.append((one.place.file, one.place.line, one.place.path, one.code))
        if len(self._last) == BLOCK:
            self._blocks.add(self._last)
            self._last = []

    def stops(self) -> bool:
        """Return whether any of them is an error."""
        return self._seen_error

    def others(self) -> Iterator[Problem]:
        """Yield the errors beyond the first problems: with their places and codes, without their sentences."""
        for number in range(len(self._blocks)):
            yield from (_bare(*one) for one in self._blocks[number])
        yield from (_bare(*one) for one in self._last)


@dataclass(frozen=True, slots=True)
class Rest:
    """What an import found beyond the problems that it tells."""

    told: tuple[Told, ...] = ()

    @property
    def errors(self) -> int:
        """How many more errors there are."""
        return sum(one.errors for one in self.told)

    @property
    def warnings(self) -> int:
        """How many more warnings there are."""
        return sum(one.warnings for one in self.told)

    @property
    def rows(self) -> int:
        """How many more rows have errors."""
        return sum(one.rows for one in self.told)

    def others(self) -> Iterator[Problem]:
        """Yield the errors, without their sentences."""
        for one in self.told:
            yield from one.others()


def row_of(one: Problem) -> tuple[str, int | str]:
    """Return what identifies the row of a problem, or the badge of a file with several badges."""
    return one.place.file, one.place.line or one.place.path.partition(":")[0]


def rows_with_errors(problems: Iterable[Problem]) -> int:
    """Return in how many rows the errors among these problems are."""
    return len({row_of(one) for one in errors(list(problems))})


def _bare(file: str, line: int, path: str, code: str) -> Problem:
    return Problem(Place(file, line, path), code, "")
