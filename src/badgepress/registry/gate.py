"""The one gate for public numbers of people who are not listed.

Every such number is rounded by itself to a multiple of k (`policies.smallest_group`), totals as well as their parts. A
number below k becomes 0, which means "fewer than k". Exact sums beside rounded parts would give the parts away.
"""

from __future__ import annotations


def rounded(people: int, least: int) -> int:
    """Return a number of people as a multiple of `least`, to the nearest from `least` on; 0 for fewer.

    Halves are rounded up.
    """
    return 0 if people < least else (people + least // 2) // least * least
