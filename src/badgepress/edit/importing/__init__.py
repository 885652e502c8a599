"""Importing: awards from spreadsheets, and from badges of elsewhere, into new assertion files.

`import_awards` works out everything before anything is written. An award is told from another by its person, its
badge and its day, so importing the same file again changes nothing. No address reaches a file or a message; `people`
says how persons are told apart without.
"""

from badgepress.edit.importing.explain import Explained, explain
from badgepress.edit.importing.files import apply_all, skipped_file
from badgepress.edit.importing.people import Pepper, load_pepper
from badgepress.edit.importing.persons import Asked, Policy
from badgepress.edit.importing.run import Import, Options, are_badges, import_awards

__all__ = [
    "Asked",
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
