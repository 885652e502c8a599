"""Edit authored YAML without touching comments or the order of keys.

Each edit is first worked out as a value (`Change`), then shown to the user, and only then applied.
"""

from badgepress.edit.awards import (
    Erasure,
    erase,
    identity,
    join_cohort,
    lift,
    new_award,
    reissue,
    renew,
    revoke,
    suspend,
)
from badgepress.edit.badges import new_badge
from badgepress.edit.change import Change, apply
from badgepress.edit.issuers import new_issuer
from badgepress.edit.rotation import retire_key, rotate_key

__all__ = [
    "Change",
    "Erasure",
    "apply",
    "erase",
    "identity",
    "join_cohort",
    "lift",
    "new_award",
    "new_badge",
    "new_issuer",
    "reissue",
    "renew",
    "retire_key",
    "revoke",
    "rotate_key",
    "suspend",
]
