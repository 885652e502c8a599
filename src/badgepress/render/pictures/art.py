"""Draws a badge in SVG from its shape, colours, icon, name and level: the same input gives the same bytes.

Higher levels have richer drawings: a plain ring (Foundational), a beaded ring (Intermediate), a milled rim in the
accent's metal (Advanced). The ribbon also shows the level, as a word and as pips. All text is drawn as outlines, so the
drawing needs no font.

`assembled` is the only description of the drawing. Its parameters are what depends on the badge: outlines, tones, icon
and letters. `draw` fills them in; `pattern.py` leaves them open for the preview in the badge form.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import starmap
from xml.sax.saxutils import escape

from badgepress.colour import Tones, tones
from badgepress.model import Art, Level, badge
from badgepress.render.guilloche import number
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.pictures.shapes import half_width, path

#: The side of the drawing's canvas, in units.
SIZE = 600
_MIDDLE = 286.0
#: The room for a word on the ribbon.
_RIBBON = 330.0
#: The number of engraved lines in each direction.
RAYS = 30
#: The metal of an advanced badge without an accent.
_GOLD = "#e3b64b"
#: The distance from one line of the name to the next, in ems.
LINE = 1.08


@dataclass(frozen=True, slots=True)
class Row:
    """One way to set a name: its size, the baseline of its first line, and the room of each line, all in units."""

    size: int
    first: float
    rooms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the ribbon, centred on `x`: its letters, size, space between letters in ems, and baseline."""

    text: str
    size: float
    spacing: float

    x = SIZE / 2

    @property
    def y(self) -> float:
        """The baseline, in units from the top."""
        return 504.0 + self.size / 3


def draw(
    art: Art,
    name: str,
    level: Level | None,
    icons: Mapping[str, str],
    letters: Lettering,
    rays: int = RAYS,
    *,
    word: str = "",
) -> bytes:
    """Return the badge as a complete SVG document of 600 by 600 units, in UTF-8.

    `rays` is the number of engraved lines in each direction. `word` is the level's name in the badge's language; if it
    is empty or cannot be drawn, the English name is used.
    """
    paint = tones(art.colour, art.accent or metal(level))
    lines, row = _wrapped(name, art.shape, level, letters)
    at = place(art.shape, is_named=bool(lines))
    drawn_icon = icon(icons.get(art.icon or "star", ""), at, paint)
    ribbon = _outlined(on_ribbon(level, word, letters), letters, paint) if level else ""
    inside = drawn_icon + _name(lines, row, letters, paint)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">',
        f"<title>{escape(name)}</title>",
        assembled(level, partial(path, art.shape), paint, engraving(rays), inside, ribbon),
        "</svg>\n",
    ]
    return "".join(parts).encode()


def metal(level: Level | None) -> str | None:
    """Return the default accent of a badge of this level, or None."""
    return _GOLD if level and level.rank == 3 else None


def assembled(
    level: Level | None, outline: Callable[[float], str], paint: Tones, lines: str, inside: str, word: str
) -> str:
    """Return the content of the `svg` element.

    `outline` returns the shape's path at a scale; `lines` is the path of the engraving; `inside` is the markup of icon
    and name around the badge's middle, and `word` that of the word on the ribbon.
    """
    rank = level.rank if level else 0
    parts = [
        _defs(paint, rank, outline),
        f'<g transform="translate(300 {number(_MIDDLE)})">',
        _reeds(outline, paint) if rank == 3 else "",
        _body(outline, paint, rank, lines),
        inside,
        "</g>",
        _ribbon(rank, paint) + word if rank else "",
    ]
    return "".join(parts)


def _stop(offset: str, colour: str) -> str:
    return f'<stop offset="{offset}" stop-color="{colour}"/>'


def _defs(paint: Tones, rank: int, outline: Callable[[float], str]) -> str:
    """All blends run from top to bottom: a row of pixels has one shade, so a PNG keeps every shade in few bytes."""
    shine = zip(("0.0", "0.3", "0.52", "0.7", "1.0"), paint.metal, strict=True)
    rim = "".join(starmap(_stop, shine)) if rank == 3 else _stop("0", paint.field) + _stop("1", paint.deep)
    field = _stop("0", paint.gleam) + _stop(".5", paint.field) + _stop("1", paint.shade)
    band = _stop("0", paint.band) + _stop("1", paint.ribbon)
    return (
        f'<defs><linearGradient id="rim" x1="0" y1="0" x2="0" y2="1">{rim}</linearGradient>'
        f'<linearGradient id="field" x1="0" y1="0" x2="0" y2="1">{field}</linearGradient>'
        f'<linearGradient id="band" x1="0" y1="0" x2="0" y2="1">{band}</linearGradient>'
        f'<clipPath id="inside"><path d="{outline(0.86)}"/></clipPath></defs>'
    )


def _reeds(outline: Callable[[float], str], paint: Tones) -> str:
    """Draw a milled edge as on a coin: a wide dashed stroke around the shape."""
    return (
        f'<path d="{outline(1.005)}" fill="none" stroke="{paint.ribbon_shade}" stroke-width="22" '
        'stroke-dasharray="5.5 4.5"/>'
    )


def _ring(outline: Callable[[float], str], paint: Tones, rank: int) -> str:
    """Draw the ring between rim and field. A ring of beads is a dotted stroke with round ends."""
    if rank == 3:
        return (
            f'<path d="{outline(0.915)}" fill="{paint.deep}"/>'
            f'<path d="{outline(0.888)}" fill="none" stroke="{paint.ribbon}" stroke-width="3"/>'
        )
    if rank == 2:
        return (
            f'<path d="{outline(0.925)}" fill="none" stroke="{paint.ribbon}" stroke-width="8" '
            'stroke-linecap="round" stroke-dasharray="0 17"/>'
        )
    return f'<path d="{outline(0.925)}" fill="none" stroke="{paint.ribbon}" stroke-width="5"/>'


@cache
def engraving(lines: int, inner: float = 118, outer: float = 420, twist: float = 1.05) -> str:
    """Draw straight lines outwards from a circle, to the left and to the right, which form a lattice."""
    parts = []
    for index in range(lines):
        angle = 2 * math.pi * index / lines
        start = f"M{number(inner * math.sin(angle))} {number(-inner * math.cos(angle))}"
        for turn in (twist, -twist):
            end = f"L{number(outer * math.sin(angle + turn))} {number(-outer * math.cos(angle + turn))}"
            parts.append(start + end)
    return "".join(parts)


def _body(outline: Callable[[float], str], paint: Tones, rank: int, lines: str) -> str:
    whole, inside = outline(1.0), outline(0.86)
    return (
        f'<path d="{whole}" transform="translate(0 9)" fill="{paint.deep}" fill-opacity=".22"/>'
        f'<path d="{whole}" fill="url(#rim)"/>'
        f'<path d="{outline(0.985)}" fill="none" stroke="#fff" stroke-width="2.5" stroke-opacity=".3"/>'
        f"{_ring(outline, paint, rank)}"
        f'<path d="{inside}" fill="url(#field)"/>'
        f"{_engraved(lines, paint)}"
        f'<path d="{outline(0.855)}" fill="none" stroke="{paint.deep}" stroke-width="3" stroke-opacity=".35"/>'
    )


def _engraved(lines: str, paint: Tones) -> str:
    if not lines:
        return ""
    return (
        f'<g clip-path="url(#inside)"><path d="{lines}" transform="translate(0 -98)" fill="none" '
        f'stroke="{paint.ink}" stroke-width="1.3" stroke-opacity=".17"/></g>'
    )


def place(shape: badge.Shape, *, is_named: bool) -> str:
    """Return the icon's transform: above the name, or larger and in the middle if there is no name."""
    side = (150 if shape != "diamond" else 126) if is_named else 230
    middle = (-98 if shape != "diamond" else -92) if is_named else -16
    return f"translate({number(-side / 2)} {number(middle - side / 2)}) scale({side / 24:.3f})"


def icon(markup: str, at: str, paint: Tones) -> str:
    """Draw the icon at its place, with its shadow."""
    strokes = 'fill="none" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<g transform="translate(0 4) {at}" {strokes} stroke="{paint.deep}" stroke-opacity=".3">{markup}</g>'
        f'<g transform="{at}" {strokes} stroke="{paint.ink}">{markup}</g>'
    )


@cache
def rows(shape: badge.Shape, *, has_ribbon: bool) -> tuple[Row, ...]:
    """Return the ways to set a name, the best first: at most three lines, around the middle of the badge."""
    if shape == "diamond":
        top, bottom = -20, 112 if has_ribbon else 132
    else:
        top, bottom = 2, 132 if has_ribbon else 158
    found = []
    for size in range(54, 23, -2):
        for count in (1, 2, 3):
            height = count * size * LINE
            if height > bottom - top:
                continue
            first = (top + bottom - height) / 2
            rooms = []
            for line in range(count):
                low, high = first + line * size * LINE, first + (line + 0.95) * size * LINE
                rooms.append(2 * min(half_width(shape, low, 0.8), half_width(shape, high, 0.8)))
            found.append(Row(size, first + size * 0.86, tuple(rooms)))
    return tuple(found)


def _wrapped(name: str, shape: badge.Shape, level: Level | None, letters: Lettering) -> tuple[list[str], Row | None]:
    """Split the name into lines and choose how to set them; no lines if it does not fit."""
    words = name.split()
    for row in rows(shape, has_ribbon=level is not None):
        lines = _filled(words, list(row.rooms), row.size, letters)
        if lines:
            return lines, row
    return [], None


def _filled(words: list[str], rooms: list[float], size: float, letters: Lettering) -> list[str]:
    """Spread the words over exactly one line for each room, with the longest line as short as possible."""

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


def _name(lines: list[str], row: Row | None, letters: Lettering, paint: Tones) -> str:
    if row is None:
        return ""
    places = (row.first + index * row.size * LINE for index in range(len(lines)))
    drawn = "".join(letters.outline(line, row.size, 0.0, at) or "" for line, at in zip(lines, places, strict=True))
    return f'<path d="{drawn}" fill="{paint.ink}"/>' if drawn else ""


def on_ribbon(level: Level, name: str, letters: Lettering) -> Word:
    """Return a level's word for the ribbon: spaced capitals if the script has them, no wider than the ribbon.

    `name` is the level's name in the badge's language; if it is empty or cannot be drawn, the English name is used.
    Letters of scripts without capitals may join, so they are not spaced.
    """
    word = name if letters.width(name, 1.0) else level.value
    is_cased = word.upper() != word.lower()
    word, size, spacing = (word.upper(), 27.0, 0.11) if is_cased else (word, 34.0, 0.0)
    wide = letters.width(word, size, spacing=spacing) or 0.0
    return Word(word, size * (min(1.0, _RIBBON / wide) if wide else 1.0), spacing)


def _outlined(word: Word, letters: Lettering, paint: Tones) -> str:
    drawn = letters.outline(word.text, word.size, word.x, word.y, spacing=word.spacing) or ""
    return f'<path d="{drawn}" fill="{paint.ribbon_ink}"/>'


def _ribbon(rank: int, paint: Tones) -> str:
    """Draw the banner across the foot, with folded tails, and pips for the rank."""
    pips = "".join(
        f'<path d="M{300 + at} 434l9 10-9 10-9-10z" fill="{paint.ribbon if filled else "none"}" '
        f'stroke="{paint.ribbon}" stroke-width="2.5" stroke-linejoin="round"/>'
        for at, filled in ((-30, True), (0, rank > 1), (30, rank > 2))
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
    )
