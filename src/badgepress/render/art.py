"""Draws a badge in SVG from its shape, colours, icon, name and level: the same input, the same bytes.

The further the level, the richer the drawing: a plain ring (Foundational), a beaded ring
(Intermediate), a milled rim of the accent's metal (Advanced). The level also stands
on the ribbon, as a word and as pips. All text is set as outlines, so the drawing needs no font.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from xml.sax.saxutils import escape

from badgepress.colour import Tones, lightness, tone, tones
from badgepress.model import Art, Level, badge
from badgepress.render.lettering import Lettering
from badgepress.render.shapes import half_width, number, path

#: Side of the drawing's canvas, in units.
SIZE = 600
_MIDDLE = 286.0
#: Room for a word on the ribbon.
_RIBBON = 330.0
#: The metal of an advanced badge that names no accent.
_GOLD = "#e3b64b"


def draw(
    art: Art,
    name: str,
    level: Level | None,
    icons: Mapping[str, str],
    letters: Lettering,
    rays: int = 54,
    *,
    word: str = "",
) -> bytes:
    """The badge as a complete SVG document of 600 by 600 units, UTF-8; `rays` are its engraved lines, each way.

    `word` is what the level is called in the badge's language; English where there is none, or none that can be drawn.
    """
    rank = level.rank if level else 0
    paint = tones(art.colour, art.accent or (_GOLD if rank == 3 else None))
    lines, size = _wrapped(name, art.shape, rank, letters)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">',
        f"<title>{escape(name)}</title>",
        _defs(paint, rank, art.shape),
        f'<g transform="translate(300 {number(_MIDDLE)})">',
        _reeds(art.shape, paint) if rank == 3 else "",
        _body(art.shape, paint, rank, rays),
        _icon(icons.get(art.icon or "star", ""), art.shape, bool(lines), paint),
        _name(lines, size, art.shape, rank, letters, paint),
        "</g>",
        _ribbon(level, word, paint, letters) if level else "",
        "</svg>\n",
    ]
    return "".join(parts).encode()


def _stop(offset: str, colour: str, opacity: str = "") -> str:
    fade = f' stop-opacity="{opacity}"' if opacity else ""
    return f'<stop offset="{offset}" stop-color="{colour}"{fade}/>'


def _metal(colour: str) -> str:
    """Stops that shine: light, plain, dark, plain, dark."""
    light = lightness(colour)
    shine = ((0.0, 0.1), (0.3, 0.0), (0.52, -0.24), (0.7, 0.0), (1.0, -0.3))
    return "".join(_stop(str(at), tone(colour, min(0.97, max(0.28, light + by)))) for at, by in shine)


def _defs(paint: Tones, rank: int, shape: badge.Shape) -> str:
    rim = _metal(paint.ribbon) if rank == 3 else _stop("0", paint.field) + _stop("1", paint.deep)
    field = (
        _stop("0", tone(paint.light, min(0.97, lightness(paint.light) + 0.05)))
        + _stop(".5", paint.field)
        + _stop("1", paint.shade)
    )
    band = _stop("0", tone(paint.ribbon, min(0.98, lightness(paint.ribbon) + 0.05))) + _stop("1", paint.ribbon)
    return (
        f'<defs><linearGradient id="rim" x1=".15" y1="0" x2=".85" y2="1">{rim}</linearGradient>'
        f'<radialGradient id="field" cx=".36" cy=".2" r=".95">{field}</radialGradient>'
        f'<linearGradient id="band" x1="0" y1="0" x2="0" y2="1">{band}</linearGradient>'
        f'<clipPath id="inside"><path d="{path(shape, 0.86)}"/></clipPath></defs>'
    )


def _reeds(shape: badge.Shape, paint: Tones) -> str:
    """A milled edge, as on a coin: a wide dashed stroke around the shape."""
    return (
        f'<path d="{path(shape, 1.005)}" fill="none" stroke="{paint.ribbon_shade}" stroke-width="22" '
        'stroke-dasharray="5.5 4.5"/>'
    )


def _ring(shape: badge.Shape, paint: Tones, rank: int) -> str:
    """What lies between rim and field; a ring of beads is a dotted stroke with round ends."""
    if rank == 3:
        return (
            f'<path d="{path(shape, 0.915)}" fill="{paint.deep}"/>'
            f'<path d="{path(shape, 0.888)}" fill="none" stroke="{paint.ribbon}" stroke-width="3"/>'
        )
    if rank == 2:
        return (
            f'<path d="{path(shape, 0.925)}" fill="none" stroke="{paint.ribbon}" stroke-width="8" '
            'stroke-linecap="round" stroke-dasharray="0 17"/>'
        )
    return f'<path d="{path(shape, 0.925)}" fill="none" stroke="{paint.ribbon}" stroke-width="5"/>'


@cache
def _engraving(lines: int, inner: float = 118, outer: float = 420, twist: float = 1.05) -> str:
    """Straight lines off a circle, to the left and to the right: together they weave a lattice of lenses."""
    parts = []
    for index in range(lines):
        angle = 2 * math.pi * index / lines
        start = f"M{number(inner * math.sin(angle))} {number(-inner * math.cos(angle))}"
        for turn in (twist, -twist):
            end = f"L{number(outer * math.sin(angle + turn))} {number(-outer * math.cos(angle + turn))}"
            parts.append(start + end)
    return "".join(parts)


def _body(shape: badge.Shape, paint: Tones, rank: int, rays: int) -> str:
    outline, inside = path(shape), path(shape, 0.86)
    return (
        f'<path d="{outline}" transform="translate(0 9)" fill="{paint.deep}" fill-opacity=".22"/>'
        f'<path d="{outline}" fill="url(#rim)"/>'
        f'<path d="{path(shape, 0.985)}" fill="none" stroke="#fff" stroke-width="2.5" stroke-opacity=".3"/>'
        f"{_ring(shape, paint, rank)}"
        f'<path d="{inside}" fill="url(#field)"/>'
        f'<g clip-path="url(#inside)"><path d="{_engraving(rays)}" transform="translate(0 -98)" fill="none" '
        f'stroke="{paint.ink}" stroke-width="1.3" stroke-opacity=".17"/></g>'
        f'<path d="{path(shape, 0.855)}" fill="none" stroke="{paint.deep}" stroke-width="3" stroke-opacity=".35"/>'
    )


def _icon(markup: str, shape: badge.Shape, named: bool, paint: Tones) -> str:
    """The icon above the name; in the middle and larger when there is no name."""
    side = (150 if shape != "diamond" else 126) if named else 230
    middle = (-98 if shape != "diamond" else -92) if named else -16
    scale = side / 24
    place = f"translate({number(-side / 2)} {number(middle - side / 2)}) scale({scale:.3f})"
    strokes = 'fill="none" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<g transform="translate(0 4) {place}" {strokes} stroke="{paint.deep}" stroke-opacity=".3">{markup}</g>'
        f'<g transform="{place}" {strokes} stroke="{paint.ink}">{markup}</g>'
    )


def _zone(shape: badge.Shape, rank: int) -> tuple[float, float]:
    """Where the name stands, top and bottom, around the middle of the badge."""
    if shape == "diamond":
        return (-20, 112 if rank else 132)
    return (2, 132 if rank else 158)


def _wrapped(name: str, shape: badge.Shape, rank: int, letters: Lettering) -> tuple[list[str], float]:
    """The name in at most three lines and the largest size that fits; no lines when none does."""
    top, bottom = _zone(shape, rank)
    words = name.split()
    for size in range(54, 23, -2):
        for count in (1, 2, 3):
            height = count * size * 1.08
            if height > bottom - top:
                continue
            first = (top + bottom - height) / 2
            rooms = []
            for line in range(count):
                low, high = first + line * size * 1.08, first + (line + 0.95) * size * 1.08
                rooms.append(2 * min(half_width(shape, low, 0.8), half_width(shape, high, 0.8)))
            lines = _filled(words, rooms, size, letters)
            if lines:
                return lines, float(size)
    return [], 0.0


def _filled(words: list[str], rooms: list[float], size: float, letters: Lettering) -> list[str]:
    """The words spread over exactly as many lines as there are rooms, the longest as short as can be."""

    def fits(text: str, room: float) -> bool:
        wide = letters.width(text, size)
        return wide is not None and wide <= room

    if len(rooms) == 1:
        return [" ".join(words)] if fits(" ".join(words), rooms[0]) else []
    best: list[str] = []
    best_wide = float("inf")
    for cut in range(1, len(words) - len(rooms) + 2):
        head = " ".join(words[:cut])
        if not fits(head, rooms[0]):
            break
        rest = _filled(words[cut:], rooms[1:], size, letters)
        wide = max((letters.width(line, size) or 0.0 for line in [head, *rest]), default=0.0)
        if rest and wide < best_wide:
            best, best_wide = [head, *rest], wide
    return best


def _name(lines: list[str], size: float, shape: badge.Shape, rank: int, letters: Lettering, paint: Tones) -> str:
    top, bottom = _zone(shape, rank)
    first = (top + bottom - len(lines) * size * 1.08) / 2 + size * 0.86
    outlines = (letters.outline(line, size, 0.0, first + index * size * 1.08) or "" for index, line in enumerate(lines))
    drawn = "".join(outlines)
    return f'<path d="{drawn}" fill="{paint.ink}"/>' if drawn else ""


def on_ribbon(level: Level, word: str, letters: Lettering) -> str:
    """What stands on the ribbon of a level, in outlines (an SVG path in the drawing's units).

    `word` is what the level is called in the badge's language; English where there is none, or none that can be drawn.
    """
    return _outlined(word, letters) or _outlined(level.value, letters)


def _outlined(word: str, letters: Lettering) -> str:
    """The level's word in outlines: capitals set wide where a script has them, no wider than the ribbon.

    Letters of other scripts may join, so nothing is put between them.
    """
    is_cased = word.upper() != word.lower()
    word, size, spacing = (word.upper(), 27.0, 0.11) if is_cased else (word, 34.0, 0.0)
    wide = letters.width(word, size, spacing=spacing) or 0.0
    size *= min(1.0, _RIBBON / wide) if wide else 1.0
    return letters.outline(word, size, 300.0, 504.0 + size / 3, spacing=spacing) or ""


def _ribbon(level: Level, name: str, paint: Tones, letters: Lettering) -> str:
    """The banner across the foot: folded tails, pips for the rank, the level's word."""
    word = on_ribbon(level, name, letters)
    pips = "".join(
        f'<path d="M{300 + at} 434l9 10-9 10-9-10z" fill="{paint.ribbon if filled else "none"}" '
        f'stroke="{paint.ribbon}" stroke-width="2.5" stroke-linejoin="round"/>'
        for at, filled in ((-30, True), (0, level.rank > 1), (30, level.rank > 2))
    )
    tail = "M118 492h74v66h-112l20-33-20-33z"
    return (
        f"{pips}"
        f'<path d="{tail}" fill="{paint.ribbon_shade}"/>'
        f'<path d="{tail}" transform="matrix(-1 0 0 1 600 0)" fill="{paint.ribbon_shade}"/>'
        f'<path d="M118 538l74 20v-20zM482 538l-74 20v-20z" fill="{paint.deep}" fill-opacity=".75"/>'
        f'<path d="M118 474h364v64h-364z" transform="translate(0 5)" fill="{paint.deep}" fill-opacity=".2"/>'
        f'<path d="M118 470h364v68h-364z" fill="url(#band)"/>'
        f'<path d="M118 477.5h364M118 530.5h364" stroke="{paint.ribbon_ink}" stroke-width="1.5" stroke-opacity=".3"/>'
        f'<path d="{word}" fill="{paint.ribbon_ink}"/>'
    )
