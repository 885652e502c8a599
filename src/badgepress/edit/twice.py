"""Check whether a recipient already has a badge, while the e-mail address is known: files keep only salted hashes."""

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
    """Return a warning `repeated-award` if somebody with this `email`, `did` or `earner` holds the badge at `now`.

    Skips awards that cannot be read. Raises ReadError instead if the class says `repeat: deny`.
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
    problems = [_twice(found[0], policy)] if found else []
    if errors(problems):
        raise ReadError(*problems)
    return problems


def _held(program: Program, badge: str) -> Iterator[Held]:
    for file in program.files:
        for award in load_awards(file, program)[0]:
            if award.assertion.badge == badge:
                yield Held(award, file, program.ends(award.assertion))


def _twice(held: Held, policy: str | None) -> Problem:
    earlier, badge = held.award.id, held.award.assertion.badge
    message = f"this recipient already has the badge '{badge}', as award '{earlier}'"
    hint = f"remove one of the two; or, if both are intended, write `repeat: allow` in the badge class '{badge}'"
    if policy == "replace":
        hint = f"revoke the old award, which this one replaces: `badgepress revoke {earlier} --reason replaced`"
    if policy == "deny":
        hint = f"the badge class '{badge}' says `repeat: deny`; revoke the other award first, or renew it"
    place = held.award.place("badge")
    return Problem(place, "repeated-award", message, hint=hint, severity="error" if policy == "deny" else "warning")
