"""Where something stands in an authored file, for problems that are found long after it was read."""

from __future__ import annotations

from badgepress.errors import Place
from badgepress.model import Program
from badgepress.read.yaml import parse


def where(program: Program, name: str, path: str) -> Place:
    """The place of `path` (`art.icon`) in the file `name` (`classes/guide.yml`) of a programme, with its line.

    The file is read again: nobody pays for lines that no problem needs. One that cannot be read is named without.
    """
    shown = f"{program.shown}/{name}"
    try:
        document = parse((program.root / name).read_bytes(), shown)[0]
    except OSError:
        document = None
    return document.place(path) if document is not None else Place(shown, 0, path)
