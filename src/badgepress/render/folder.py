"""The folder of the templates: a file is read from it only where it lies in it."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import RenderError, problem


def inside(folder: Path, file: Path) -> Path:
    """The file, if it lies in the folder once every link is followed. RenderError `outside-link`."""
    if not file.resolve().is_relative_to(folder.resolve()):
        message = "this link leads out of the folder of the templates"
        raise RenderError(problem("outside-link", message, file=str(file), hint="put the file itself in its place"))
    return file
