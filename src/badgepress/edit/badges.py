"""Create a badge class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from badgepress.edit.change import Change, created
from badgepress.edit.tried import problems_with_file
from badgepress.edit.written import badge_text
from badgepress.errors import ReadError, errors, in_order, problem
from badgepress.read import read_program
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.schemas import schema_line
from badgepress.render.pictures.icons import load as load_icons
from badgepress.render.templating.html import folders


def new_badge(root: Path, slug: str, fields: Mapping[str, Any], templates: Path | None = None) -> Change:
    """Create `classes/<slug>.yml` with the given keys; multi-line texts become YAML blocks.

    `templates` is the user's own templates folder, if any. Raises ReadError `file-exists`, `unknown-icon` or with all
    problems of the new file.
    """
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    path = root / "classes" / f"{slug}.yml"
    shown = f"{program.shown}/classes/{slug}.yml"
    if path.exists():
        raise ReadError(problem("file-exists", "a badge class with this name already exists", file=shown))
    icon = fields.get("art", {}).get("icon", "")
    drawn = load_icons(folders(templates)) if icon else {}
    if icon and icon not in drawn:
        hint = did_you_mean(icon, drawn) or "icons: " + ", ".join(drawn)
        message = f"no icon {shown_text(icon)} in the templates"
        raise ReadError(problem("unknown-icon", message, file=shown, path="art.icon", hint=hint))
    text = schema_line(root, "class", f"classes/{slug}.yml", program.settings.base_url) + badge_text(fields)
    problems = problems_with_file(root, program.shown, f"classes/{slug}.yml", text)
    wrong = [reason for reason in problems if reason.place.file == shown]
    if errors(wrong):
        raise ReadError(*in_order(wrong))
    return created(path, shown, text)
