"""Whether somebody has a badge already, while the address is at hand: later only a hash of it is, salted each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from badgepress.edit.importing.held import Held, Holders
from badgepress.edit.importing.people import Pepper
from badgepress.errors import Problem, ReadError, errors
from badgepress.model import Program
from badgepress.openbadges.identity import mail_form
from badgepress.read import load_awards
from badgepress.read.program import require_program


def had_already(root: Path, badge: str, who: Mapping[str, Any], pepper: Pepper | None, now: datetime) -> list[Problem]:
    """A warning (`repeated-award`) where somebody of that `email`, `did` or `earner` holds the badge on the day.

    Awards that cannot be read are passed over. Raises ReadError where the class says `repeat: deny`.
    """
    program = require_program(root)
    policy = program.classes[badge].repeat
    address = mail_form(who["email"]) if who.get("email") else ""
    if policy == "allow" or not (address or who.get("did") or who.get("earner")):
        return []
    held = [one for one in _held(program, badge) if one.stands_at(now)]
    did = {who["did"]} if who.get("did") else set()
    found = Holders(held, pepper).awards(address, badge, lambda one: True, did)
    found += [one for one in held if who.get("earner") and one.award.assertion.recipient.earner == who["earner"]]
    told = [_twice(found[0], policy)] if found else []
    if errors(told):
        raise ReadError(*told)
    return told


def _held(program: Program, badge: str) -> Iterator[Held]:
    for file in program.files:
        for award in load_awards(file, program)[0]:
            if award.assertion.badge == badge:
                yield Held(award, file, program.ends(award.assertion))


def _twice(held: Held, policy: str | None) -> Problem:
    earlier, badge = held.award.id, held.award.assertion.badge
    message = f"whoever this is for has the badge '{badge}' already, as award '{earlier}'"
    hint = f"take one of the two out again, unless both are meant; `repeat: allow` in the badge class '{badge}' says so"
    if policy == "replace":
        hint = f"the new award takes its place: `badgepress revoke {earlier} --reason replaced`"
    if policy == "deny":
        hint = f"the badge class '{badge}' says `repeat: deny`; revoke the other one first, or renew it"
    place = held.award.place("badge")
    return Problem(place, "repeated-award", message, hint=hint, severity="error" if policy == "deny" else "warning")
