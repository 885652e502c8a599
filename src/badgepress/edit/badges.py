"""A new badge class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from badgepress.edit.change import Change, created
from badgepress.edit.tried import tried
from badgepress.edit.written import badge_text
from badgepress.errors import ReadError, errors, in_order, problem
from badgepress.read import read_program
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.schemas import schema_line
from badgepress.render.pictures.icons import load as load_icons
from badgepress.render.templating.html import folders


def new_badge(root: Path, slug: str, fields: Mapping[str, Any], templates: Path | None = None) -> Change:
    """A new file `classes/<slug>.yml` with the given keys; texts of several lines stand as blocks.

    `templates` is the folder of the user's own, where there is one. Raises ReadError with everything that is wrong with
    it, `file-exists` or `unknown-icon`.
    """
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    path = root / "classes" / f"{slug}.yml"
    shown = f"{program.shown}/classes/{slug}.yml"
    if path.exists():
        raise ReadError(problem("file-exists", "a badge of that name is there already", file=shown))
    icon = fields.get("art", {}).get("icon", "")
    drawn = load_icons(folders(templates)) if icon else {}
    if icon and icon not in drawn:
        hint = did_you_mean(icon, drawn) or "icons: " + ", ".join(drawn)
        message = f"no icon {shown_text(icon)} in the templates"
        raise ReadError(problem("unknown-icon", message, file=shown, path="art.icon", hint=hint))
    text = schema_line(root, "class", f"classes/{slug}.yml", program.settings.base_url) + badge_text(fields)
    wrong = [one for one in tried(root, program.shown, f"classes/{slug}.yml", text) if one.place.file == shown]
    if errors(wrong):
        raise ReadError(*in_order(wrong))
    return created(path, shown, text)
