"""Reduces pictures to at most 256 colours: a third of the bytes, without a visible difference.

Translucent edges and shadows get shades of their own, so that a badge looks right on dark pages and on light ones.
Fractions are added with `fsum`, because `sum` is more exact from Python 3.12 on and a site must have the same bytes
under every Python.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from PIL import Image as Picture
from PIL import ImageChops, ImageStat

#: Shades for opaque and for translucent pixels; one more index is fully transparent.
_SOLID, _SHEER = 190, 65
#: With a larger mean squared error (36 dB) a picture keeps all its colours, such as a photograph or a long gradient.
_VISIBLE = 16.0

#: A colour as premultiplied parts (`red · alpha`) and its alpha.
_Shade = tuple[float, float, float, float]


class _Box(NamedTuple):
    """Shades that will become one: their spread along the widest axis, that axis, and its middle."""

    spread: float
    axis: int
    middle: float
    shades: Sequence[tuple[_Shade, int]]


def packed(picture: Picture.Image) -> bytes:
    """Return an RGBA picture as PNG, in few colours if the difference is invisible."""
    few = _few(picture)
    return png(few if _loss(picture, few) <= _VISIBLE else picture)


def png(picture: Picture.Image) -> bytes:
    """Return the picture as a well-compressed PNG."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def quantised(picture: Picture.Image, colours: int) -> Picture.Image:
    """Reduce an RGB picture to `colours` shades, without dithering, which costs more bytes than it is worth."""
    return picture.quantize(colours, Picture.Quantize.MEDIANCUT, kmeans=1, dither=Picture.Dither.NONE)


def sampled(picture: Picture.Image, colours: int) -> Picture.Image:
    """Do the same in a quarter of the time, a little less exactly: the shades are those of every fourth pixel."""
    sample = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)), Picture.Resampling.NEAREST)
    return picture.quantize(colours, palette=quantised(sample, colours), dither=Picture.Dither.NONE)


def _few(picture: Picture.Image) -> Picture.Image:
    """Return the picture with a palette: index 0 is transparent, then translucent shades, then opaque ones."""
    alpha = picture.getchannel("A")
    # translucent pixels must not use up opaque shades, so they get the colour of the middle
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
    """Return the index (from 1) of each translucent shade, and the colours they become."""
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


def _loss(one: Picture.Image, other: Picture.Image) -> float:
    """Return the mean squared error per pixel, on white or on black, whichever is larger."""
    losses = []
    for ground in ("#ffffff", "#000000"):
        flat = [
            Picture.alpha_composite(Picture.new("RGBA", one.size, ground), two.convert("RGBA")) for two in (one, other)
        ]
        difference = ImageStat.Stat(ImageChops.difference(flat[0].convert("RGB"), flat[1].convert("RGB")))
        losses.append(sum(difference.sum2) / sum(difference.count))
    return max(losses)
