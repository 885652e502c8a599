"""Locks for a programme and for an output folder, and atomic changes of several files.

    with lock.hold(program, "revoke", wait=60, tell=...) as held:
        ...read, decide...
        held.replace_all([(path, data), ...])

Pass `held` to whatever writes: `edit.apply(held, ...)`, `build.issue(options, held)`, `build.run(..., held)`.
"""

from badgepress.lock.journal import Move
from badgepress.lock.output import hold_output
from badgepress.lock.programme import FOLDER, Held, hold, reading, unfinished
from badgepress.lock.publishing import NOTE, unpublished
from badgepress.lock.taking import PATIENCE, Tell, quiet

__all__ = [
    "FOLDER",
    "NOTE",
    "PATIENCE",
    "Held",
    "Move",
    "Tell",
    "hold",
    "hold_output",
    "quiet",
    "reading",
    "unfinished",
    "unpublished",
]
