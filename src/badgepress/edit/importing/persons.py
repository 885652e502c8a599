"""Tell apart people whom an address does not identify: those who share one, and those who have none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from badgepress.edit.importing.held import Holders
from badgepress.edit.importing.lookup import Lookup
from badgepress.model import BadgeClass
from badgepress.read.quoting import folded

Policy = Literal["deny", "allow", "replace"]
#: The values of --duplicates: a policy, or `shared`, which lets people share an address and otherwise means `deny`.
DuplicatesOption = Policy | Literal["shared"]


def policy_of(badge: BadgeClass, chosen: DuplicatesOption | None) -> Policy:
    """Return the policy chosen for this import, else the class's, else `deny`. A class's `deny` beats `allow`."""
    if chosen == "shared":
        return "deny"
    policy = chosen or badge.repeat or "deny"
    return "deny" if policy == "allow" and badge.repeat == "deny" else policy


def may_share(badge: BadgeClass, chosen: DuplicatesOption | None) -> bool:
    """Return whether two people at one address may each have the badge, by the class or by this import."""
    if chosen == "shared":
        return badge.repeat != "deny"
    return badge.repeat == "allow" or policy_of(badge, chosen) == "allow"


def how_to_share(badge: BadgeClass) -> str:
    """Return a hint on how two people at one address can each have the badge."""
    if badge.repeat == "deny":
        return f"the badge class '{badge.slug}' says `repeat: deny`; only `repeat: allow` gives each person a badge"
    return f"--duplicates shared gives each person a badge, as does `repeat: allow` in the badge class '{badge.slug}'"


@dataclass(frozen=True, slots=True)
class Person:
    """How an import identifies somebody. `who` identifies the person and never appears in a repr.

    `shares`: somebody with another name used the address first. `told_apart`: `who` is enough to identify the person; a
    name alone is not.
    """

    who: str = field(repr=False)
    shares: bool = False
    told_apart: bool = True


class Persons:
    """Identifies people row by row. At a shared address, the first name gets the address itself."""

    def __init__(self, holders: Holders) -> None:
        self._holders = holders
        self._first: Lookup | None = None

    def at_address(self, address: str, name: str, badge: str, *, shared: bool) -> Person:
        """Return the person with that name at an address; with `shared`, other names there are other people."""
        if not shared or not name:
            return Person(address)
        self._first = self._first or Lookup()
        known = self._first.all((address, badge))
        first: str = known[0] if known else self._holder(address, badge) or name
        if not known:
            self._first.add((address, badge), first)
        if folded(first) == folded(name):
            return Person(address)
        return Person(f"{address} {folded(name)}", shares=True)

    def _holder(self, address: str, badge: str) -> str:
        """Return the name of whoever has the address itself, as far as the existing awards tell.

        Without a pepper, an award without a name may be that person's, and those with a name somebody else's.
        """
        held = self._holders.awards(address, badge, lambda one: False)
        if not self._holders.ties and not all(one.name for one in held):
            return ""
        return next((name for one in held if (name := one.name)), "")


def by_name(name: str, apart: str) -> Person:
    """Return a person without an address; `apart` is the sheet's value that tells people with one name apart."""
    return Person(f"name {folded(name)} {apart}".strip(), told_apart=bool(apart))
