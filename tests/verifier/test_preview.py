"""The preview in the badge form equals the drawing of the build, except for the letters.

The test draws both with letters half an em wide, so that lines break at the same words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, get_args
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest

from badgepress.model import Art, Level
from badgepress.model.badge import Shape
from badgepress.render.pictures import art, icons, pattern
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.templating import html
from tests.verifier.agreeing import piped

NAMES = (
    *("Data Foundations", "AI & <Ethics>", "W", "Office affairs: efficient flying fjords", "a b c d e f g h i j"),
    *("Straße & Größe", "Geographic information systems for public services", "دورة متقدمة", "データ入門", "{place}"),
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
)
COLOURS = ("#1f5fbf", "#0B5563", "#f2b705", "#ffffff", "#000000", "#7a1f5c", "#c0c0c0", "#FF00ff")
WORDS = {
    Level.FOUNDATIONAL: "Grundstufe",
    Level.INTERMEDIATE: "متوسط",
    Level.ADVANCED: "Sehr weit fortgeschrittene Kenntnisse",
}


class Near(tuple[float, ...]):
    """Numbers that equal others up to a tenth of a unit away, because both halves round."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and list(self) == pytest.approx(list(other), abs=0.11)

    def __hash__(self) -> int:
        return 0


class Plain(Lettering):
    """Lettering with letters half an em wide. It does not draw them but records size and place."""

    def __init__(self) -> None:
        pass

    def width(self, text: str, size: float, weight: int = 700, spacing: float = 0.0) -> float | None:
        return (len(text) * 0.5 + spacing * (len(text) - 1)) * size

    def outline(
        self, text: str, size: float, x: float, y: float, *, weight: int = 700, spacing: float = 0.0
    ) -> str | None:
        return f"\n{escape(text)}\t{size}\t{x}\t{y}"


def scenes(count: int) -> Iterator[tuple[Art, str, Level | None]]:
    """Every shape, with levels and icons in turn, and random names and colours."""
    chance = random.Random(14)
    wanted = sorted(icons.load(html.folders(None)))
    for number in range(count):
        shape, level = get_args(Shape)[number % 6], (None, *Level)[number // 6 % 4]
        colour = chance.choice(COLOURS) if number % 2 else f"#{chance.randrange(1 << 24):06x}"
        yield Art(shape=shape, colour=colour, icon=wanted[number % len(wanted)]), chance.choice(NAMES), level


def elements(tree: Any) -> Iterator[Any]:
    """Each element before its children.

    A line of letters gives text, fill, size and place; others name and attributes.
    """
    name, attributes, *inside = tree
    if name == "text":
        yield inside[0], attributes["fill"], Near(float(attributes[key]) for key in ("font-size", "x", "y"))
        return
    lines = attributes.get("d", "").split("\n")
    if len(lines) > 1:
        for line in lines[1:]:
            text, *numbers = line.split("\t")
            yield text, attributes["fill"], Near(map(float, numbers))
        return
    yield name, attributes
    for one in inside:
        yield from elements(one)


def trees(svg: bytes) -> Iterator[Any]:
    """The children of the `svg` element as the page gets them, without the title."""
    text = svg.decode().replace(' xmlns="http://www.w3.org/2000/svg"', "").replace("\n", "&#10;").replace("\t", "&#9;")
    root = ElementTree.fromstring(text.removesuffix("&#10;"))
    return (pattern.tree(one) for one in root if one.tag != "title")


@pytest.mark.parametrize("count", [288, pytest.param(5_000, marks=pytest.mark.long)])
def test_the_preview_has_the_same_elements_as_the_build(count: int) -> None:
    markup, letters = icons.load(html.folders(None)), Plain()
    drawing = pattern.described(markup, lambda level: art.on_ribbon(level, WORDS[level], letters))
    made = list(scenes(count))
    asked = (
        {"drawing": drawing, "wanted": {"name": name, "direction": "ltr", "level": level or "", **look.model_dump()}}
        for look, name, level in made
    )
    named = 0
    for (look, name, level), preview in zip(made, piped("previews.mjs", asked), strict=True):
        svg = art.draw(look, name, level, markup, letters, word=WORDS[level] if level else "")
        ours = [one for tree in trees(svg) for one in elements(tree)]
        theirs = [one for tree in preview["trees"] for one in elements(tree)]
        assert theirs == ours, (look, name, level)
        lines = [one[0] for one in theirs if len(one) == 3]
        assert preview["isNamed"] == (len(lines) > (level is not None))
        named += preview["isNamed"]
    print(f"{count:,} previews held to the build's drawings, {named:,} of them with a name")
    assert 0 < named < count
