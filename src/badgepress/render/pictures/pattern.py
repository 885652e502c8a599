"""Describes the drawing of a badge with placeholders, for the preview in the badge form.

`art.assembled` draws it like every badge. What depends on the form is a placeholder: `{name}` in an attribute, or an
element `icon` or `name`. src/verifier/forms/drawing.ts fills the placeholders and sets the letters in the page's own
font.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, get_args
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from badgepress.colour import Tones
from badgepress.model import Level
from badgepress.model.badge import Shape
from badgepress.render.guilloche import number
from badgepress.render.pictures import art
from badgepress.render.pictures.shapes import path

#: An element: its name, its attributes, and what is in it.
Tree = list[Any]
_OPEN = re.compile(r"\{outline_([\d.]+)\}")
#: The tones by the names that forms/colour.ts gives them too.
_PAINT = Tones(
    **{one.name: f"{{{one.name}}}" for one in fields(Tones) if one.name != "metal"},
    metal=tuple(f"{{metal_{index}}}" for index in range(5)),
)


def described(icons: Mapping[str, str], on_ribbon: Callable[[Level], art.Word]) -> dict[str, Any]:
    """Return everything that a preview is drawn from, ready for JSON.

    `levels`: for each level, and for none (`""`), the default accent and the drawing (trees).
    `shapes`: outlines by scale; the icon's transform without and with a name; and the ways to set a name, without and
    with a ribbon, the best first: `[size, baseline of the first line, room of each line …]` in the drawing's units.
    `icons`: their drawings. `engraving`: a path. `line`: the distance between lines of a name, in ems.
    """
    levels = {"": _level(None, ""), **{level.value: _level(level, _text(on_ribbon(level))) for level in Level}}
    return {
        "levels": levels,
        "shapes": {shape: _shape(shape) for shape in get_args(Shape)},
        "icons": {name: _trees(markup) for name, markup in icons.items()},
        "engraving": art.engraving(art.RAYS),
        "line": art.LINE,
    }


def _level(level: Level | None, word: str) -> dict[str, Any]:
    return {"accent": art.metal(level), "drawing": _trees(_drawing(level, word))}


def _drawing(level: Level | None, word: str) -> str:
    inside = f'{art.icon("<icon/>", "{place}", _PAINT)}<name fill="{_PAINT.ink}"/>'
    return art.assembled(level, "{{outline_{}}}".format, _PAINT, "{engraving}", inside, word)


def _text(word: art.Word) -> str:
    """Return the word on the ribbon as text, in the same size as in the build."""
    space = f' letter-spacing="{number(word.spacing * word.size)}"' if word.spacing else ""
    return (
        f'<text x="{number(word.x)}" y="{number(word.y)}" font-size="{number(word.size)}"{space} '
        f'fill="{_PAINT.ribbon_ink}">{escape(word.text)}</text>'
    )


@cache
def _scales() -> tuple[float, ...]:
    """Return the scales at which the drawings use the outline of a shape."""
    found = {scale for level in (None, *Level) for scale in _OPEN.findall(_drawing(level, ""))}
    return tuple(sorted(map(float, found)))


@cache
def _shape(shape: Shape) -> dict[str, Any]:
    return {
        "outlines": {f"outline_{scale}": path(shape, scale) for scale in _scales()},
        "places": [art.place(shape, is_named=named) for named in (False, True)],
        "rows": [[_row(row) for row in art.rows(shape, has_ribbon=ribbon)] for ribbon in (False, True)],
    }


def _row(row: art.Row) -> list[float]:
    return [row.size, round(row.first, 1), *map(math.floor, row.rooms)]


def _trees(markup: str) -> list[Tree]:
    root = ElementTree.fromstring(f"<svg>{markup}</svg>")  # noqa: S314  (made here, or of plain shapes by icons.py)
    return [tree(one) for one in root]


def tree(element: ElementTree.Element) -> Tree:
    """Return the element as nested lists."""
    text = [element.text] if element.text else []
    return [element.tag, element.attrib, *text, *(tree(one) for one in element)]
