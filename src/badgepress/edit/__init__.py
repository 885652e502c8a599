"""Small edits of authored YAML that leave every comment and the order of keys as they were.

An edit is worked out as a value (`Change`), shown, and only then applied.
"""

from badgepress.edit.awards import identity, new_award, reissue
from badgepress.edit.change import Change, apply

__all__ = ["Change", "apply", "identity", "new_award", "reissue"]
