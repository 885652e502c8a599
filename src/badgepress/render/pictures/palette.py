"""Pictures in at most 256 colours: a fifth of the bytes, and no difference that the eye finds.

The shades that fill areas are kept, to a level or two, so a blend shows no bands. Edges and fine lines share the rest
of the palette. Edges and shadows that are seen through get shades of their own, so that a badge stands on a dark page
as well as on a light one. Fractions are added by `fsum`: from Python 3.12 on `sum` adds them more exactly than before,
and a site is the same bytes under every Python.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from itertools import chain, product
from math import fsum
from typing import NamedTuple, cast

from PIL import Image as Picture

#: Places in a palette for shades that hide their ground, and for those that let it through; one more is nothing at all.
_SOLID, _SHEER = 184, 40
#: Mean squared error at which a picture keeps all its colours (36 dB): a photograph, a long blend.
_VISIBLE = 16.0
#: A shade is kept from this share of all pixels on; such shades take at most this share of the palette.
_COMMON, _EXACT = 1 / 2000, 0.7
#: How far apart, in squared levels, common shades may be that are taken for one: the first that makes room is taken.
_APART = (0, 1, 2, 3, 4, 5, 6, 9, 14, 27)
#: Steps from a colour to those around it, the nearest first.
_AROUND = sorted((sum(part * part for part in step), step) for step in product(range(-5, 6), repeat=3))

#: A colour as premultiplied parts (`red · alpha`) and its alpha.
_Shade = tuple[float, float, float, float]
Colour = tuple[int, ...]


class _Box(NamedTuple):
    """Shades that will become one: their spread along the widest axis, that axis, and its middle."""

    spread: float
    axis: int
    middle: float
    shades: Sequence[tuple[_Shade, int]]


class Merged(NamedTuple):
    """The place of each colour in the palette, the palette, and the sum of squared errors of all pixels and parts."""

    places: dict[Colour, int]
    palette: list[Colour]
    loss: float


def packed(picture: Picture.Image) -> bytes:
    """An RGBA picture as PNG, in few colours where that loses nothing to be seen."""
    few, loss = _few(picture)
    return png(few if loss <= _VISIBLE else picture)


def png(picture: Picture.Image) -> bytes:
    """The picture as PNG; pressing it harder would take four times as long and save one percent."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def indexed(picture: Picture.Image, colours: int) -> Picture.Image:
    """An RGB picture in at most `colours` shades."""
    solid = picture.convert("RGBA")
    merged = _merged({shade[:3]: count for count, shade in _counted(solid)}, colours)
    made = _placed(solid, {(*colour, 255): place for colour, place in merged.places.items()})
    made.putpalette(list(chain.from_iterable(merged.palette)))
    return made


def _counted(picture: Picture.Image) -> list[tuple[int, Colour]]:
    return cast("list[tuple[int, Colour]]", picture.getcolors(picture.width * picture.height) or [])


def _placed(picture: Picture.Image, places: Mapping[Colour, int]) -> Picture.Image:
    """An RGBA picture with each colour replaced by its place; Pillow's own way rounds colours to steps of four."""
    table = {int.from_bytes(bytes(colour), sys.byteorder): place for colour, place in places.items()}
    pixels = memoryview(picture.tobytes()).cast("I")
    return Picture.frombytes("P", picture.size, bytes(map(table.__getitem__, pixels)))


def _merged(counts: Mapping[Colour, int], room: int) -> Merged:
    """The colours in at most `room` shades: those of many pixels, and what the others come to."""
    if len(counts) <= room:
        palette = sorted(counts)
        return Merged({colour: place for place, colour in enumerate(palette)}, palette, 0.0)
    least = sum(counts.values()) * _COMMON
    often = sorted((-count, colour) for colour, count in counts.items() if count >= least)
    palette, places = _common([colour for _, colour in often], int(room * _EXACT))
    rest = sorted(counts.keys() - places.keys())
    small = Picture.frombytes("RGB", (len(rest), 1), bytes(chain.from_iterable(rest)))
    few = small.quantize(room - len(palette), Picture.Quantize.MEDIANCUT, kmeans=1, dither=Picture.Dither.NONE)
    listed = few.getpalette() or []
    shades = [tuple(listed[at : at + 3]) for at in range(0, len(listed), 3)]
    loss = 0
    for colour, place in zip(rest, few.tobytes(), strict=True):
        places[colour] = len(palette) + place
        (red, green, blue), (r, g, b) = colour, shades[place]
        loss += counts[colour] * ((red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2)
    return Merged(places, [*palette, *shades], loss)


def _common(often: Sequence[Colour], room: int) -> tuple[list[Colour], dict[Colour, int]]:
    """The palette's first shades, and the place of each colour that is one of them or so near that nobody sees it."""
    palette, places = list[Colour](), dict[Colour, int]()
    for apart in _APART:
        near = [step for square, step in _AROUND if square <= apart]
        palette, places = list[Colour](), dict[Colour, int]()
        known: dict[Colour, int] = {}
        for red, green, blue in often:
            around = ((red + r, green + g, blue + b) for r, g, b in near)
            place = next((known[colour] for colour in around if colour in known), len(palette))
            if place == len(palette):
                known[red, green, blue] = place
                palette.append((red, green, blue))
            places[red, green, blue] = place
        if len(palette) <= room:
            break
    return palette[:room], {colour: place for colour, place in places.items() if place < room}


def _few(picture: Picture.Image) -> tuple[Picture.Image, float]:
    """The picture with a palette, and its mean squared error.

    Index 0 is nothing, then comes what is seen through, then what is not.
    """
    counted = _counted(picture)
    sheer = {shade: count for count, shade in counted if 0 < shade[3] < 255}
    places, palette = _sheer(sheer)
    first = len(palette) + 1
    solid = _merged({shade[:3]: count for count, shade in counted if shade[3] == 255}, _SOLID)
    table = {shade: 0 for _, shade in counted if not shade[3]} | places
    table |= {(*colour, 255): first + place for colour, place in solid.places.items()}
    made = _placed(picture, table)
    made.putpalette(
        [0, 0, 0, *chain.from_iterable(shade[:3] for shade in palette), *chain.from_iterable(solid.palette)]
    )
    made.info["transparency"] = bytes([0] + [shade[3] for shade in palette])
    return made, solid.loss / (3 * picture.width * picture.height)


def _sheer(counts: Mapping[Colour, int]) -> tuple[dict[Colour, int], list[Colour]]:
    """The place (from 1) of each shade that is seen through, and the colours they become."""
    weighed: dict[_Shade, list[Colour]] = {}
    for shade in sorted(counts):
        red, green, blue, alpha = shade
        weighed.setdefault((red * alpha / 255, green * alpha / 255, blue * alpha / 255, alpha), []).append(shade)
    amounts = [(shade, sum(counts[raw] for raw in raws)) for shade, raws in weighed.items()]
    places: dict[Colour, int] = {}
    palette: list[Colour] = []
    for number, box in enumerate(_cut(amounts), 1):
        total = sum(count for _, count in box)
        means = [fsum(shade[axis] * count for shade, count in box) / total for axis in range(4)]
        palette.append((*(min(255, round(part * 255 / means[3])) for part in means[:3]), round(means[3])))
        places |= {raw: number for shade, _ in box for raw in weighed[shade]}
    return places, palette


def _cut(amounts: Sequence[tuple[_Shade, int]]) -> list[Sequence[tuple[_Shade, int]]]:
    """Group the shades into at most `_SHEER` groups, by halving the widest group repeatedly."""
    boxes = [_box(amounts)] if amounts else []
    while len(boxes) < _SHEER:
        widest = max(boxes, key=lambda box: box.spread, default=None)
        if widest is None or widest.spread < 1:
            break
        boxes.remove(widest)
        axis, middle = widest.axis, widest.middle
        boxes.append(_box([shade for shade in widest.shades if shade[0][axis] <= middle]))
        boxes.append(_box([shade for shade in widest.shades if shade[0][axis] > middle]))
    return [box.shades for box in boxes]


def _box(shades: Sequence[tuple[_Shade, int]]) -> _Box:
    total = sum(count for _, count in shades)
    found = []
    for axis in range(4):
        middle = fsum(shade[axis] * count for shade, count in shades) / total
        found.append((fsum((shade[axis] - middle) ** 2 * count for shade, count in shades), axis, middle))
    spread, axis, middle = max(found)
    # a single value has no spread, apart from rounding errors
    apart = len({shade[axis] for shade, _ in shades}) > 1
    return _Box(spread if apart else 0.0, axis, middle, shades)
