"""The registry of a programme: its award rows, and what is worked out from them once for all pages that ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from badgepress.model import Program
from badgepress.registry.count import public
from badgepress.registry.people import Person, SkillGraph, people_of
from badgepress.registry.rows import AwardRow


@dataclass(frozen=True)
class Registry:
    """All rows of a programme at a moment `now` (RFC 3339 in UTC). Each part is made when it is first asked for."""

    program: Program
    rows: Sequence[AwardRow]
    now: str

    @cached_property
    def listed(self) -> list[AwardRow]:
        """The awards that pages may list, newest first, without private fields."""
        return public(self.rows)

    @cached_property
    def graph(self) -> SkillGraph:
        """Which skills are broader than which."""
        return SkillGraph(self.program)

    @cached_property
    def people(self) -> list[Person]:
        """Everybody, with private facts. Numbers of them go through the gate before they are published."""
        return people_of(self.program, self.rows)

    @cached_property
    def public_people(self) -> list[Person]:
        """People with a public profile, with nothing but what is public."""
        return people_of(self.program, self.rows, public=True)

    @property
    def least(self) -> int:
        """The smallest group of people that a public number shows."""
        return self.program.settings.policies.smallest_group
