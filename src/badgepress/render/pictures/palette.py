"""Pictures in at most 256 colours: a third of the bytes, and no difference that the eye finds.

Edges and shadows, which are seen through, get shades of their own, so that a badge stands on a dark
page as well as on a light one. Fractions are added by `fsum`: from Python 3.12 on `sum` adds them more exactly
than before, and a site is the same bytes under every Python.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from PIL import Image as Picture
from PIL import ImageChops, ImageStat

#: Shades for what hides its ground, and for what lets it through; one more is nothing at all.
_SOLID, _SHEER = 190, 65
#: Mean squared error at which a picture keeps all its colours (36 dB): a photograph, a long blend.
_VISIBLE = 16.0

#: A colour by its weight, `red · alpha`, and its alpha: how much each part of it is seen.
_Shade = tuple[float, float, float, float]


class _Box(NamedTuple):
    """Shades that will become one: their spread along the axis where it is largest, that axis, its middle."""

    spread: float
    axis: int
    middle: float
    shades: Sequence[tuple[_Shade, int]]


def packed(picture: Picture.Image) -> bytes:
    """An RGBA picture as PNG, in few colours where that loses nothing to be seen."""
    few = _few(picture)
    return png(few if _loss(picture, few) <= _VISIBLE else picture)


def png(picture: Picture.Image) -> bytes:
    """The picture as PNG, pressed hard."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def quantised(picture: Picture.Image, colours: int) -> Picture.Image:
    """An RGB picture in `colours` shades, without dots: they would cost more than they please."""
    return picture.quantize(colours, Picture.Quantize.MEDIANCUT, kmeans=1, dither=Picture.Dither.NONE)


def sampled(picture: Picture.Image, colours: int) -> Picture.Image:
    """The same in a quarter of the time and a little less true: the shades are those of every fourth pixel."""
    sample = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)), Picture.Resampling.NEAREST)
    return picture.quantize(colours, palette=quantised(sample, colours), dither=Picture.Dither.NONE)


def _few(picture: Picture.Image) -> Picture.Image:
    """The picture with a palette: index 0 is nothing, then what is seen through, then what is not."""
    alpha = picture.getchannel("A")
    # What is not solid must not take shades: it gets the colour of the middle.
    flat = picture.convert("RGB")
    middle = flat.crop((flat.width // 2, flat.height // 2, flat.width // 2 + 1, flat.height // 2 + 1))
    ground = middle.resize(flat.size)
    ground.paste(flat, (0, 0), alpha.point([0] * 255 + [255]))
    solid = quantised(ground, _SOLID)
    pixels, covers = picture.tobytes(), alpha.tobytes()
    sheer = [at for at, cover in enumerate(covers) if 0 < cover < 255]
    shades = [pixels[4 * at : 4 * at + 4] for at in sheer]
    index, palette = _sheer(Counter(shades))
    first = len(palette) + 1
    indexes = bytearray(Picture.frombytes("L", solid.size, solid.tobytes()).point(_shifted(first)).tobytes())
    for at, shade in zip(sheer, shades, strict=True):
        indexes[at] = index[shade]
    made = Picture.new("P", picture.size)
    made.frombytes(bytes(indexes))
    made.paste(0, (0, 0), alpha.point([255] + [0] * 255))
    colours = [0, 0, 0] + [part for shade in palette for part in shade[:3]]
    made.putpalette(colours + (solid.getpalette() or [])[: 3 * _SOLID])
    made.info["transparency"] = bytes([0] + [shade[3] for shade in palette])
    return made


def _shifted(first: int) -> list[int]:
    return [min(255, value + first) for value in range(256)]


def _sheer(counts: Counter[bytes]) -> tuple[dict[bytes, int], list[tuple[int, ...]]]:
    """The index (from 1) of each shade that is seen through, and the colours they become."""
    weighed: dict[_Shade, list[bytes]] = {}
    for shade in sorted(counts):
        red, green, blue, alpha = shade
        weighed.setdefault((red * alpha / 255, green * alpha / 255, blue * alpha / 255, alpha), []).append(shade)
    amounts = [(shade, sum(counts[raw] for raw in raws)) for shade, raws in weighed.items()]
    index: dict[bytes, int] = {}
    palette = []
    for number, box in enumerate(_cut(amounts), 1):
        total = sum(count for _, count in box)
        means = [fsum(shade[axis] * count for shade, count in box) / total for axis in range(4)]
        palette.append((*(min(255, round(part * 255 / means[3])) for part in means[:3]), round(means[3])))
        index |= {raw: number for shade, _ in box for raw in weighed[shade]}
    return index, palette


def _cut(amounts: Sequence[tuple[_Shade, int]]) -> list[Sequence[tuple[_Shade, int]]]:
    """The shades in at most as many groups as there is room for; the widest is halved again and again."""
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
    # One value has no spread, but for what rounding leaves.
    apart = len({shade[axis] for shade, _ in shades}) > 1
    return _Box(spread if apart else 0.0, axis, middle, shades)


def _loss(one: Picture.Image, other: Picture.Image) -> float:
    """The mean squared error of a pixel, on white and on black, whichever is larger."""
    losses = []
    for ground in ("#ffffff", "#000000"):
        flat = [
            Picture.alpha_composite(Picture.new("RGBA", one.size, ground), two.convert("RGBA")) for two in (one, other)
        ]
        difference = ImageStat.Stat(ImageChops.difference(flat[0].convert("RGB"), flat[1].convert("RGB")))
        losses.append(sum(difference.sum2) / sum(difference.count))
    return max(losses)
