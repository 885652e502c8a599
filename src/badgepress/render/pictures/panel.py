"""Draws the left part of a link preview: badges on a tint of their colour with fine lines, and a seal if not valid."""

from __future__ import annotations

import io
import math
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from PIL import Image as Picture
from PIL import ImageDraw, ImageEnhance, ImageOps

from badgepress.colour import rgb, tone
from badgepress.model import Program
from badgepress.render import guilloche
from badgepress.render.pictures import palette
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.images import Images
from badgepress.render.pictures.lettering import Lettering

WIDTH, HEIGHT = 500, 630
#: Shades that a panel may have. The rest of a preview's palette is for its text.
COLOURS = 232
#: Shades of a panel with drawn badges alone: their blends run one way, so these are enough for every step of them.
_DRAWN = 192
#: Shades, and most lines of its figure, of a panel with somebody's picture: the next where it would weigh more, packed
#: with the rows it stands in.
_LADDER = ((COLOURS, 5), (192, 5), (160, 4), (128, 4), (96, 4), (80, 4), (72, 3), (64, 3), (64, 2), (56, 2))
_WEIGHT = 48_000
#: How long all lines of a figure may be together, in its radii: fine lines pack badly.
_INK = 16
_ROW = 1200
#: The middle and side of each badge in a group, by the size of the group.
_GROUPS = {
    1: ((250, 315, 440),),
    2: ((182, 226, 270), (318, 404, 270)),
    3: ((250, 196, 270), (142, 428, 224), (358, 428, 224)),
    4: ((140, 190, 216), (360, 190, 216), (140, 440, 216), (360, 440, 216)),
    5: ((250, 315, 230), (122, 146, 190), (378, 146, 190), (122, 484, 190), (378, 484, 190)),
}
MOST = max(_GROUPS)
_PLAIN = "#3b6470"


class Seal(NamedTuple):
    """A word across the badge, readable without colour. A `grey` badge is no longer valid."""

    word: str
    colour: str
    grey: bool


class Panels:
    """Draws panels and keeps those already drawn."""

    def __init__(self, program: Program, images: Images, letters: Lettering, picture_cache: PictureCache) -> None:
        self._program, self._images, self._letters, self._cache = program, images, letters, picture_cache
        self._recent = lru_cache(maxsize=64)(self._panel)

    def draw(self, seed: str, slugs: Sequence[str], seal: Seal | None = None) -> Picture.Image:
        """Return a palette picture of 500×630 with at most `COLOURS` shades. `slugs` are classes of the programme.

        `seed` decides the figure of lines, and the first class the colour.
        """
        return self._recent(seed, tuple(slugs)[:MOST], seal)

    def _panel(self, seed: str, shown: tuple[str, ...], seal: Seal | None) -> Picture.Image:
        colour = self._colour(shown[0]) if shown else _PLAIN
        made_of = repr((seed, colour, [self._images.made_of(slug) for slug in shown], seal))
        png = self._cache.get(made_of, (WIDTH, HEIGHT), lambda: self._drawn(seed, colour, shown, seal))
        with Picture.open(io.BytesIO(png)) as opened:
            opened.load()
            return opened

    def _drawn(self, seed: str, colour: str, slugs: Sequence[str], seal: Seal | None) -> bytes:
        places = zip(_GROUPS.get(len(slugs), ()), slugs, strict=True)
        badges = [(x, y, self._images.drawn(slug, side)) for (x, y, side), slug in places]

        @cache
        def made(rung: tuple[int, int]) -> Picture.Image:
            colours, lines = rung
            sheet = Picture.new("RGB", (WIDTH, HEIGHT), tone(colour, 0.945, 0.24))
            sheet.paste(rgb(tone(colour, 0.62, 0.7)), (0, 0), _lines(seed, lines))
            # the first badge is on top of the others
            for x, y, badge in reversed(badges):
                shown = ImageEnhance.Color(badge).enhance(0.12) if seal is not None and seal.grey else badge
                sheet.paste(shown, (x - badge.width // 2, y - badge.height // 2), badge.getchannel("A"))
            if seal is not None:
                self._seal(sheet, seal)
            return palette.indexed(sheet, colours)

        if not self._program.images.keys() & set(slugs):
            return palette.png(made((_DRAWN, _LADDER[0][1])))
        # The rungs grow lighter, so the first that is light enough is found by halving.
        rung = bisect_left(_LADDER[:-1], -_WEIGHT, key=lambda rung: -_weight(made(rung)))
        return palette.png(made(_LADDER[rung]))

    def _colour(self, slug: str) -> str:
        badge = self._program.classes[slug]
        return badge.art.colour if badge.art else _PLAIN

    def _seal(self, sheet: Picture.Image, seal: Seal) -> None:
        """Draw a framed, tilted plate with the word."""
        size = 60
        mask = self._letters.mask(seal.word.upper(), size)
        while mask is not None and mask.advance > 400 and size > 20:
            size -= 4
            mask = self._letters.mask(seal.word.upper(), size)
        if mask is None:
            return
        plate = Picture.new("L", (mask.width + 58, 106), 255)
        plate.paste(0, (6, 6, plate.width - 6, plate.height - 6))
        plate.paste(255, (11, 11, plate.width - 11, plate.height - 11))
        # An edge is smooth only where there is something beside it to blend with.
        cover = ImageOps.expand(plate, 3)
        shown = Picture.new("RGBA", cover.size, (*rgb(seal.colour), 255))
        shown.paste((255, 255, 255, 255), (32, (cover.height - mask.height) // 2), mask.picture())
        shown.putalpha(cover)
        turned = shown.rotate(9, Picture.Resampling.BICUBIC, expand=True)
        sheet.paste(turned, ((WIDTH - turned.width) // 2, HEIGHT - turned.height - 78), turned)


def _weight(few: Picture.Image) -> int:
    """Estimate how many bytes the panel adds to a preview, with quick compression."""
    rows = Picture.new("L", (_ROW, HEIGHT), 255)
    rows.paste(Picture.frombytes("L", few.size, few.tobytes()), (0, 0))
    return len(zlib.compress(rows.tobytes(), 1))


def _lines(seed: str, count: int) -> Picture.Image:
    """The rosette as coverage in six strengths: enough for a smooth edge, and more would weigh more."""
    scale, fine = 3.7, 4
    (line,) = guilloche.polylines(seed, lines=1)
    length = sum(map(math.dist, line, line[1:])) / 100
    count = max(2, min(count, int(_INK / length)))
    sheet = Picture.new("L", (WIDTH * fine, HEIGHT * fine))
    pen = ImageDraw.Draw(sheet)
    for line in guilloche.polylines(seed, lines=count):
        points = [((WIDTH / 2 + x * scale) * fine, (HEIGHT / 2 + y * scale) * fine) for x, y in line]
        pen.line(points, fill=150, width=5)
    return sheet.reduce(fine).point([round(value / 30) * 30 for value in range(256)])
