"""Guards the folder of templates: files outside it are never read through a link."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import RenderError, problem


def inside(folder: Path, file: Path) -> Path:
    """Return the file if it is inside the folder after following every link. Raises RenderError `outside-link`."""
    if not file.resolve().is_relative_to(folder.resolve()):
        message = "this link leads out of the templates folder"
        hint = "replace the link with the file itself"
        raise RenderError(problem("outside-link", message, file=str(file), hint=hint))
    return file
