"""One at a time: the lock of a programme, the lock of an output folder, and changes of several files as one.

    with lock.hold(program, "revoke", wait=60, tell=...) as held:
        ...read, decide...
        held.replace_all([(path, data), ...])

`held` is handed on to whatever writes: `edit.apply(held, ...)`, `build.issue(options, held)`, `build.run(..., held)`.
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
