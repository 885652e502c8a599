"""Defines assertions: one person earned one badge (`assertions/**/<id>.yml`, single or in a cohort)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from badgepress.errors import Place
from badgepress.model.base import (
    Authored,
    AwardId,
    Country,
    Did,
    IdentityHash,
    Label,
    Language,
    Line,
    Moment,
    PersonName,
    Prose,
    Salt,
    Slug,
    WebAddress,
)


class Recipient(Authored):
    """Who earned it; at least one of `identity`, `did` and `name` is given.

    `identity` is `sha256$` and the hex SHA-256 of the e-mail followed by `salt` (OB 2.0 IdentityHash).
    """

    name: PersonName | None = None
    identity: IdentityHash | None = None
    salt: Salt | None = None
    did: Did | None = None
    earner: Slug | None = None
    country: Country | None = None
    unit: Label | None = None
    audience: Label | None = None


class Evidence(Authored):
    """What shows that it was earned."""

    name: Label
    url: WebAddress | None = None
    description: Line | None = None
    narrative: Prose | None = None
    genre: Label | None = None


class Result(Authored):
    """A value for one of the class's `results`."""

    result: Slug
    value: Label
    status: Literal["Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"] | None = None


class Revocation(Authored):
    """Since when and why an award no longer holds."""

    on: Moment
    reason: Line | None = None


class Suspension(Authored):
    """Since when and why an award does not hold for the time being."""

    on: Moment
    reason: Line | None = None


class Reissue(Authored):
    """That the award was issued once more, with corrected claims, in place of the line before."""

    on: Moment
    reason: Line | None = None


class Assertion(Authored):
    """One award as authored; in a cohort the shared keys are already merged in."""

    badge: Slug
    recipient: Recipient
    issued: Moment
    expires: Moment | None = None
    evidence: tuple[Evidence, ...] = ()
    narrative: Prose | None = None
    results: tuple[Result, ...] = ()
    language: Language | None = None
    visibility: Literal["public", "unlisted"] = "public"
    revoked: Revocation | None = None
    suspended: Suspension | None = None
    reissued: tuple[Reissue, ...] = ()

    @property
    def withdrawn(self) -> Literal["", "revoked", "suspended"]:
        """Return why the award does not count, or an empty text. A revocation wins over a suspension."""
        return "revoked" if self.revoked else "suspended" if self.suspended else ""


class CohortMember(Assertion):
    """One entry of a cohort's `awards:` list."""

    id: AwardId = Field()


@dataclass(frozen=True, slots=True)
class Award:
    """An assertion with its id and the places of its keys.

    `places` maps a path below the assertion (`""`, `recipient.name`, `evidence[0].url`) to its place in the file.
    """

    id: str
    assertion: Assertion
    places: Mapping[str, Place]

    def place(self, path: str = "") -> Place:
        """Return the place of a path, or else of the closest thing around it."""
        while path and path not in self.places:
            path = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
        return self.places.get(path, Place())
