"""Import awards from spreadsheets, and from badges issued elsewhere, into new assertion files.

`import_awards` works everything out before anything is written. A person, a badge and a day identify an award, so
importing the same file again changes nothing. No e-mail address is ever written to a file or a message; `people` tells
people apart without them.
"""

from badgepress.edit.importing.explain import Explained, explain
from badgepress.edit.importing.files import apply_all, skipped_file
from badgepress.edit.importing.people import Pepper, load_pepper
from badgepress.edit.importing.persons import DuplicatesOption, Policy
from badgepress.edit.importing.run import Import, Options, are_badges, import_awards

__all__ = [
    "DuplicatesOption",
    "Explained",
    "Import",
    "Options",
    "Pepper",
    "Policy",
    "apply_all",
    "are_badges",
    "explain",
    "import_awards",
    "load_pepper",
    "skipped_file",
]
