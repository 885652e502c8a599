"""An award as an import would have it: found in a sheet or in a badge of elsewhere, checked, not yet decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from badgepress.errors import Place, Problem
from badgepress.model import Award


@dataclass(frozen=True, slots=True)
class Candidate:
    """One award to be.

    `data` are its keys as they are written, `award` the same as the model reads it. `who` tells persons apart within
    the import; `address` is empty where none is known, and `marks` are what else the award could be found by; none of
    them is in a repr. `dated` is False where the source names no day. `given` are the paths the source has a word on.
    `group` is the source: awards of one group and badge make a cohort. `shares` is whether somebody of another name had
    the address first, `told_apart` whether `who` is enough to know a person by.
    """

    place: Place
    award: Award
    data: Mapping[str, Any] = field(repr=False)
    who: str = field(repr=False)
    address: str = field(repr=False)
    dated: bool
    given: frozenset[str]
    group: int
    marks: frozenset[str] = field(default=frozenset(), repr=False)
    shares: bool = False
    told_apart: bool = True

    @property
    def badge(self) -> str:
        """The class it is of."""
        return self.award.assertion.badge

    @property
    def name(self) -> str:
        """Whom it names; empty where it names nobody."""
        return self.award.assertion.recipient.name or ""

    @property
    def issued(self) -> datetime:
        """When it was earned."""
        return self.award.assertion.issued

    def problem(self, code: str, message: str, *, got: str = "", expected: str = "", hint: str = "") -> Problem:
        """What is wrong with it, at its place."""
        return Problem(self.place, code, message, got, expected, hint)
