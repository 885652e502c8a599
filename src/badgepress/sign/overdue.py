"""Status lists that nobody signed again in time: whatever should have run each week did not."""

from __future__ import annotations

from datetime import datetime, timedelta

from badgepress.errors import Problem, problem
from badgepress.model import Program, add_duration, moment
from badgepress.sign.status import kept_numbers, path_of, read_signed
from badgepress.sign.store import FOLDER

#: A list is signed again in its last third; a run each week, a day late, comes in time for that.
_WEEKLY = timedelta(days=8)


def overdue(program: Program, now: datetime) -> list[Problem]:
    """A warning for each list that a weekly run would have signed again by now."""
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
    verb = "lapsed" if until <= now else "was about to lapse"
    return problem(
        "refresh-overdue",
        f"status list {number} {verb}: no weekly run has signed it again",
        file=f"{program.shown}/{FOLDER}/status/{path_of(program, number).name}",
        got=f"valid until {until:%Y-%m-%d}",
        hint="GitHub stops schedules in a repository without commits for 60 days, GitLab when their owner leaves: "
        "enable the schedule again; or have a machine of your own run `badgepress publish` each week",
        severity="warning",
    )
