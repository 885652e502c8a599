"""Starts a programme: in an empty folder, or in place of the sample in a clone of this repository.

`start` works out the new files as a value (`Start`). After it was shown, `put` writes all of them or none.
"""

from badgepress.edit.start.place import put
from badgepress.edit.start.start import Start, host_files, start
from badgepress.edit.start.texts import Beginning, setting_up, slug_of

__all__ = ["Beginning", "Start", "host_files", "put", "setting_up", "slug_of", "start"]
