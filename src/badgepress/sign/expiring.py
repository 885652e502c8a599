"""Find awards that expire soon, going by the signed `validUntil`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from badgepress.model import Program, moment
from badgepress.sign import store
from badgepress.sign.lines import Line


@dataclass(frozen=True, slots=True, order=True)
class Expiring:
    """An award id, the slug of its badge class, and when it expires."""

    on: datetime
    award: str
    badge: str


def expiring(program: Program, start: datetime, end: datetime) -> list[Expiring]:
    """Return the awards whose newest version expires from `start` up to, not including, `end`; earliest first."""
    found = []
    for name in store.names(program):
        newest: dict[str, Line] = {}
        for line in store.read_lines(program, name)[0]:
            newest[line.id] = line
        for line in newest.values():
            credential = line.credential or {}
            until = credential.get("validUntil")
            if isinstance(until, str) and start <= moment(until) < end:
                achievement = str(credential["credentialSubject"].get("achievement", {}).get("id", ""))
                badge = achievement.removesuffix("/achievement.json").rpartition("/")[2]
                found.append(Expiring(moment(until), line.id, badge))
    return sorted(found)
