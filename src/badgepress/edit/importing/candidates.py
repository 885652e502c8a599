"""A possible award, from a sheet or a badge issued elsewhere: checked, but not yet compared with existing awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from badgepress.errors import Place, Problem
from badgepress.model import Award


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible award.

    `data`: its keys as they would be written; `award`: the same, parsed. `who` identifies the person within the import;
    `address` is the e-mail address or empty; `marks` are other ways to find the person's awards. These three never
    appear in a repr. `dated`: the source gives a day. `given`: the paths that the source has a value for. `group`: the
    number of the source file; awards of one group and badge become a cohort. `shares`: somebody with another name used
    the address first. `told_apart`: `who` is enough to identify a person.
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
        """The slug of its badge class."""
        return self.award.assertion.badge

    @property
    def name(self) -> str:
        """The recipient's name; empty if there is none."""
        return self.award.assertion.recipient.name or ""

    @property
    def issued(self) -> datetime:
        """The date of issue."""
        return self.award.assertion.issued

    def problem(self, code: str, message: str, *, got: str = "", expected: str = "", hint: str = "") -> Problem:
        """Return a problem located at this candidate."""
        return Problem(self.place, code, message, got, expected, hint)
