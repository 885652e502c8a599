"""A need for skills: `demand/<slug>.yml`, such as a product launch, a role or a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from badgepress.model.badge import Level
from badgepress.model.base import SLUG, Authored, Label, Moment, Prose, Slug
from badgepress.model.limits import SLUG_CHARACTERS
from badgepress.model.translated import Translated

#: A country (ISO 3166-1), a region of UN M49, or the slug of an own region.
PLACE = rf"^(?:[A-Z]{{2}}|[0-9]{{3}}|{SLUG[1:-1]})$"
PlaceCode = Annotated[str, StringConstraints(pattern=PLACE, max_length=SLUG_CHARACTERS)]
#: The lowest level that will do. `any` includes badges without a level.
LeastLevel = Literal["any", "Foundational", "Intermediate", "Advanced"]


def least_rank(level: LeastLevel) -> int:
    """Return 0 for `any`, and 1 to 3 for the levels."""
    return 0 if level == "any" else Level(level).rank


class Role(Authored):
    """So many people who each have all of these skills. Places and units are the demand's where it names none."""

    name: Label
    people: int = Field(ge=1, le=1_000_000, strict=True)
    skills: Mapping[Slug, LeastLevel] = Field(min_length=1, max_length=50)
    places: tuple[PlaceCode, ...] = Field(default=(), max_length=300)
    units: tuple[Label, ...] = Field(default=(), max_length=300)


class Demand(Translated):
    """`demand/<slug>.yml`: who is needed, where and by when. Without `places` and `units`, anywhere in any unit."""

    TEXTS: ClassVar[tuple[str, ...]] = ("name", "description")

    slug: str = Field(alias="<file>")
    name: Label
    description: Prose | None = None
    by: Moment
    places: tuple[PlaceCode, ...] = Field(default=(), max_length=300)
    units: tuple[Label, ...] = Field(default=(), max_length=300)
    roles: tuple[Role, ...] = Field(min_length=1, max_length=100)

    def places_of(self, role: Role) -> tuple[str, ...]:
        """Return where people of a role may be; empty means anywhere."""
        return role.places or self.places

    def units_of(self, role: Role) -> tuple[str, ...]:
        """Return the units that people of a role may belong to; empty means any."""
        return role.units or self.units
