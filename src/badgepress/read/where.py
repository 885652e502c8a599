"""Finds the line of something in an authored file, for problems found long after the file was read."""

from __future__ import annotations

from badgepress.errors import Place
from badgepress.model import Program
from badgepress.read.yaml import parse


def where(program: Program, name: str, path: str) -> Place:
    """Return the place of `path` (`art.icon`) in the file `name` (`classes/guide.yml`) of a programme.

    The file is read again, so that lines are not kept until a problem needs them. If it cannot be read, the place has
    no line.
    """
    shown = f"{program.shown}/{name}"
    try:
        document = parse((program.root / name).read_bytes(), shown)[0]
    except OSError:
        document = None
    return document.place(path) if document is not None else Place(shown, 0, path)
