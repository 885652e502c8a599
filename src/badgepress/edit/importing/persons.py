"""Who a row is about where an address alone does not say it: people who share one, and people who have none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from badgepress.edit.importing.held import Holders
from badgepress.model import BadgeClass
from badgepress.read.quoting import folded

Policy = Literal["deny", "allow", "replace"]
#: What may be said for an import: also `shared`, which lets people share an address and denies all else.
Asked = Policy | Literal["shared"]


def policy_of(badge: BadgeClass, said: Asked | None) -> Policy:
    """What was said for this import, else what the class says, else `deny`. None allows what a class denies."""
    if said == "shared":
        return "deny"
    chosen = said or badge.repeat or "deny"
    return "deny" if chosen == "allow" and badge.repeat == "deny" else chosen


def may_share(badge: BadgeClass, said: Asked | None) -> bool:
    """Whether two people at one address may each have the badge: the class or this import allows it."""
    if said == "shared":
        return badge.repeat != "deny"
    return badge.repeat == "allow" or policy_of(badge, said) == "allow"


def how_to_share(badge: BadgeClass) -> str:
    """What lets two people at one address each have the badge."""
    if badge.repeat == "deny":
        return f"the badge class '{badge.slug}' says `repeat: deny`; only `repeat: allow` gives each a badge"
    return f"--duplicates shared gives each a badge, and so does `repeat: allow` in the badge class '{badge.slug}'"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an import takes somebody for. `who` tells persons apart, and is in no repr.

    `shares` is whether somebody of another name had the address first. `told_apart` is whether `who` is enough to know
    the person by: a name alone is not.
    """

    who: str = field(repr=False)
    shares: bool = False
    told_apart: bool = True


class Persons:
    """Tells persons apart, row by row: an address alone stands for whoever came first."""

    def __init__(self, holders: Holders) -> None:
        self._holders = holders
        self._first: dict[tuple[str, str], str] = {}

    def at_address(self, address: str, name: str, badge: str, *, shared: bool) -> Person:
        """The person of that name at an address, which people share where it is `shared`."""
        if not shared or not name:
            return Person(address)
        first = self._first.get((address, badge)) or self._holder(address, badge) or name
        self._first[address, badge] = first
        if folded(first) == folded(name):
            return Person(address)
        return Person(f"{address} {folded(name)}", shares=True)

    def _holder(self, address: str, badge: str) -> str:
        held = self._holders.awards(address, badge, lambda one: False)
        return next((name for one in held if (name := one.name)), "")


def by_name(name: str, apart: str) -> Person:
    """The person of that name who has no address; `apart` is what the sheet says to tell people of one name apart."""
    return Person(f"name {folded(name)} {apart}".strip(), told_apart=bool(apart))
