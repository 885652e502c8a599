"""A programme of one's own: in an empty folder, or in place of the sample in a clone of this repository.

Worked out as a value (`Start`), shown, and only then put in place, all of it or nothing.
"""

from badgepress.edit.start.place import put
from badgepress.edit.start.plan import Start, start
from badgepress.edit.start.texts import Beginning, slug_of

__all__ = ["Beginning", "Start", "put", "slug_of", "start"]
