"""Loads the line icons of badges: `icons/<name>.svg` in the templates, 24×24, drawn with strokes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from badgepress.errors import Problem, RenderError, problem
from badgepress.render.folder import inside

_ELEMENTS = frozenset({"path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "g"})
_ATTRIBUTES = frozenset(
    "d cx cy r rx ry x y width height x1 y1 x2 y2 points transform fill stroke stroke-width opacity".split()
)
_VALUE = re.compile(r"^[A-Za-z0-9 .,#()+-]*$")


def load(folders: Sequence[Path]) -> dict[str, str]:
    """Return name → markup (the content of the `svg` element) of every icon. The first folder wins."""
    found: dict[str, str] = {}
    for folder in folders:
        for file in sorted((folder / "icons").glob("*.svg")):
            if file.stem not in found:
                found[file.stem] = _markup_in(inside(folder, file))
    return dict(sorted(found.items()))


def problems_with(folders: Sequence[Path]) -> list[Problem]:
    """Return one problem for each icon that is not valid."""
    found: list[Problem] = []
    for folder in folders:
        for file in sorted((folder / "icons").glob("*.svg")):
            try:
                _markup_in(inside(folder, file))
            except RenderError as error:
                found += error.problems
    return found


def _markup_in(file: Path) -> str:
    """Return the markup of an icon with only its plain shapes, so that it cannot contain a script or an address."""
    try:
        text = file.read_text(encoding="utf-8")
        if "<!" in text:
            raise ElementTree.ParseError("declarations are not allowed")
        root = ElementTree.fromstring(text)  # noqa: S314  (declarations, and so entities, were refused above)
    except (ElementTree.ParseError, UnicodeDecodeError) as error:
        line = getattr(error, "position", (1, 0))[0]
        hint = "draw it on 24 × 24 with plain shapes and strokes, as the engine's own icons are"
        message = "an icon is not plain SVG"
        raise RenderError(problem("bad-icon", message, file=str(file), line=line, got=str(error), hint=hint)) from None
    return "".join(_markup(child) for child in root)


def _markup(element: ElementTree.Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    if name not in _ELEMENTS:
        return ""
    attributes = "".join(
        f' {key}="{value}"' for key, value in element.attrib.items() if key in _ATTRIBUTES and _VALUE.match(value)
    )
    inside = "".join(_markup(child) for child in element)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"
