"""Find status lists that were not signed again in time, which means that the weekly run did not happen."""

from __future__ import annotations

from datetime import datetime, timedelta

from badgepress.errors import Problem, problem
from badgepress.model import Program, add_duration, moment
from badgepress.sign.status import kept_numbers, path_of, read_signed
from badgepress.sign.store import FOLDER

#: A list is signed again in the last third of its validity. A weekly run gets a day's grace.
_WEEKLY = timedelta(days=8)


def overdue(program: Program, now: datetime) -> list[Problem]:
    """Return a warning for each list that a weekly run would have signed again by now."""
    whole = add_duration(now, program.settings.policies.status_valid_for) - now
    found = []
    for number in sorted(kept_numbers(program)):
        signed, _ = read_signed(program, number)
        if signed is None:
            continue
        until = moment(signed.document["validUntil"])
        if until - now < max(timedelta(), whole / 3 - _WEEKLY):
            found.append(_late(program, number, until, now))
    return found


def _late(program: Program, number: int, until: datetime, now: datetime) -> Problem:
    verb = "has expired" if until <= now else "is about to expire"
    return problem(
        "refresh-overdue",
        f"status list {number} {verb}: no weekly run has renewed it",
        file=f"{program.shown}/{FOLDER}/status/{path_of(program, number).name}",
        got=f"valid until {until:%Y-%m-%d}",
        hint="enable the schedule again (GitHub stops it after 60 days without commits, GitLab when its owner leaves), "
        "or run `badgepress publish` each week on a machine of your own",
        severity="warning",
    )
