"""Collects the new awards of an import, and the texts of their files, outside memory."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.lookup import Shelf
from badgepress.read.sheets.scratch import Scratch

#: The id of an award, and its keys as they are written.
Draft = tuple[str, Mapping[str, Any]]
#: The most awards in a file that an import writes.
COHORT = 1_000
WAITING = 10_000


class Drafts:
    """New awards by source file and badge, in the order of their rows. A text of names and hashes, no addresses."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, str], list[Draft]] = {}
        self._pieces: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._shelf: Shelf[list[Draft]] = Shelf(here=0)
        self._held = 0
        self._count = 0

    def add(self, candidate: Candidate) -> None:
        """Add an award. Raises OSError if the temporary folder is full."""
        self._count += 1
        self._waiting.setdefault((candidate.group, candidate.badge), []).append((candidate.award.id, candidate.data))
        self._held += 1
        if self._held >= WAITING:
            for key, drafts in self._waiting.items():
                if drafts:
                    self._pieces[key].append(self._shelf.add(drafts))
                    self._waiting[key] = []
            self._held = 0

    def __len__(self) -> int:
        return self._count

    def keys(self) -> list[tuple[int, str]]:
        """Return the number of the source file and the badge of each cohort, in the order of their first rows."""
        return list(self._waiting)

    def cohorts(self, key: tuple[int, str]) -> Iterator[list[Draft]]:
        """Yield the awards of one source file and badge, in lists for one file each."""
        found: list[Draft] = []
        for piece in itertools.chain(
            (self._shelf[number] for number in self._pieces.get(key, ())), [self._waiting[key]]
        ):
            for one in piece:
                found.append(one)
                if len(found) == COHORT:
                    yield found
                    found = []
        if found:
            yield found


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to create, like a `Change` whose text is not in memory."""

    path: Path
    shown: str
    texts: Scratch = field(repr=False, compare=False)
    start: int
    length: int

    def data(self) -> bytes:
        """Return its content."""
        return self.texts.read(self.start, self.length)

    @property
    def text(self) -> str:
        """Its text."""
        return self.data().decode()

    @property
    def added(self) -> str:
        """Its lines, to show to people."""
        return self.text.rstrip("\n")
