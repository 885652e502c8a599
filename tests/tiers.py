"""How many examples a property tries: few before each commit, many in the long run."""

from __future__ import annotations

import os

#: How many times as many as `make test` tries. `make long` sets it.
TIMES = int(os.environ.get("BADGEPRESS_EXAMPLES", "1"))


def examples(quick: int) -> int:
    """The number for this run."""
    return quick * TIMES
