"""Says how long something holds: from the latest moment that made it so until the next one that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Window(NamedTuple):
    """A span of time in microseconds since 1970: `since` is part of it, `until` is not."""

    since: int = -(1 << 62)
    until: int = 1 << 62

    def holds(self, now: datetime) -> bool:
        """Return whether a moment is inside."""
        return self.since <= _number(now) < self.until

    def within(self, other: Window) -> Window:
        """Return the time that both have in common."""
        return Window(max(self.since, other.since), min(self.until, other.until))


ALWAYS = Window()


def around(now: datetime, moments: Iterable[datetime]) -> Window:
    """Return the window between two of these moments in which `now` is: what happens at a moment has happened then."""
    at = _number(now)
    since, until = ALWAYS
    for moment in moments:
        number = _number(moment)
        if number <= at:
            since = max(since, number)
        else:
            until = min(until, number)
    return Window(since, until)


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
