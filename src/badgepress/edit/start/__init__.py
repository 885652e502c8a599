"""Start a new programme: in an empty folder, or instead of the sample in a clone of this repository.

It is first worked out as a value (`Start`), then shown to the user, and only then written, all of it or nothing.
"""

from badgepress.edit.start.place import put
from badgepress.edit.start.start import Start, host_files, start
from badgepress.edit.start.texts import Beginning, setting_up, slug_of

__all__ = ["Beginning", "Start", "host_files", "put", "setting_up", "slug_of", "start"]
