"""A programme of one's own: in an empty folder, or in place of the sample in a clone of this repository.

Worked out as a value (`Start`), shown, and only then put in place, all of it or nothing.
"""

from badgepress.edit.start.place import put
from badgepress.edit.start.start import Start, host_files, start
from badgepress.edit.start.texts import Beginning, setting_up, slug_of

__all__ = ["Beginning", "Start", "host_files", "put", "setting_up", "slug_of", "start"]
