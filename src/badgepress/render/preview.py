"""Link previews, 1200×630: a picture of the class made once, and one band of it drawn per award.

A preview is a palette PNG whose rows above and below the band are compressed once per class; an
award adds only its own rows (PNG 3rd edition §10: the image data is one zlib stream, RFC 1950,
whose parts may be compressed apart when each ends in a full flush).
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

from PIL import Image as Picture
from PIL import ImageDraw, ImageEnhance

from badgepress.colour import rgb, tone
from badgepress.model import Level, Program
from badgepress.model.issued import Issued, State
from badgepress.render import guilloche
from badgepress.render.facts import Facts
from badgepress.render.images import Images
from badgepress.render.lettering import Lettering, Mask
from badgepress.render.words import Words

WIDTH, HEIGHT = 1200, 630
_PAPER, _INK, _SOFT = "#f7f9f9", "#14211f", "#50605d"
_ALARM, _QUIET = "#9b1620", "#3a4863"
_LEFT, _ROOM = 560, 580
_BAND = (168, 316)
_RAMP = 12
_COLOURS = 256 - 2 * _RAMP
_BADGE, _PANEL = 456, 500
#: How hard a band is pressed: 2 costs a third of 6 and makes the whole file 2 % larger.
_QUICK = 2
_SEALED = frozenset({State.REVOKED, State.SUPERSEDED, State.PREVIEW})


class Sheet(NamedTuple):
    """What all previews of a class share: the palette, the rows around the band, and the band itself."""

    head: bytes
    above: bytes
    band: bytes
    below: bytes
    checksum: int
    rest: bytes


class Previews:
    """Draws previews; sheets are kept per class, text and state."""

    def __init__(self, program: Program, images: Images, letters: Lettering) -> None:
        self._program, self._images, self._letters = program, images, letters
        self._sheet = lru_cache(maxsize=256)(self._make)

    def draw(self, issued: Issued, facts: Facts, name: str, words: Words) -> bytes:
        """The preview of an award as PNG; `name` is empty where it must not be shown."""
        sheet = self._sheet(issued.badge, facts.badge, facts.issuer, facts.level, issued.state, words)
        band = Picture.frombytes("L", (WIDTH, _BAND[1] - _BAND[0]), sheet.band)
        self._write(band, name, facts, issued, words)
        return _assembled(sheet, band.tobytes())

    def _write(self, band: Picture.Image, name: str, facts: Facts, issued: Issued, words: Words) -> None:
        line = self._fitted(name, 66, 32) if name else None
        if line is not None:
            _stamp(band, line, 84, 0)
        day = words.day(facts.issued)
        text = f"{words.say('verb')} · {day}" if line is not None else f"{words.say('issued')} · {day}"
        if issued.state is State.REVOKED and issued.revoked_on:
            text = words.say("revoked_title", date=words.day(issued.revoked_on))
        small = self._letters.mask(text, 27, 500)
        if small is not None:
            _stamp(band, small, 134, _RAMP)

    def _fitted(self, text: str, largest: int, least: int) -> Mask | None:
        """The text at the largest size that fits; cut at the least size; None if it cannot be drawn."""
        wide = self._letters.width(text, 1.0)
        if wide is None:
            return None
        size = min(float(largest), _ROOM / max(wide, 0.01))
        while size < least and len(text) > 1:
            text = text[: int(len(text) * 0.9)].rstrip()
            wide = self._letters.width(text + "…", 1.0)
            if wide is None:
                return None
            size = min(float(least), _ROOM / wide)
            if size >= least - 0.5:
                return self._letters.mask(text + "…", least - 1)
        return self._letters.mask(text, int(size))

    def _make(self, slug: str, badge: str, issuer: str, level: str, state: State, words: Words) -> Sheet:
        panel = self._panel(slug)
        if slug in self._program.classes:
            self._place_badge(panel, slug, state)
        if state in _SEALED:
            self._seal(panel, words.say(f"stamp_{state.value}"), _ALARM if state is State.REVOKED else _QUIET)
        few = panel.quantize(_COLOURS, method=Picture.Quantize.MEDIANCUT, dither=Picture.Dither.FLOYDSTEINBERG)
        drawn = Picture.new("L", (WIDTH, HEIGHT), _COLOURS)
        drawn.paste(Picture.frombytes("L", few.size, few.tobytes()), (0, 0))
        self._text(drawn, badge, issuer, level, words)
        return _sheet(drawn.tobytes(), bytes(few.getpalette() or []))

    def _panel(self, slug: str) -> Picture.Image:
        """The left part: a tint of the class's colour with its fine-line figure."""
        badge = self._program.classes.get(slug)
        colour = badge.art.colour if badge and badge.art else "#3b6470"
        panel = Picture.new("RGB", (_PANEL, HEIGHT), tone(colour, 0.945, 0.24))
        lines = Picture.new("L", (_PANEL * 2, HEIGHT * 2))
        pen = ImageDraw.Draw(lines)
        for line in guilloche.polylines(slug, lines=20):
            pen.line([(_PANEL + x * 7.4, HEIGHT + y * 7.4) for x, y in line], fill=150, width=2)
        panel.paste(rgb(tone(colour, 0.62, 0.7)), (0, 0), lines.reduce(2))
        return panel

    def _place_badge(self, sheet: Picture.Image, slug: str, state: State) -> None:
        with Picture.open(io.BytesIO(self._images.badge(slug).png)) as opened:
            badge = opened.convert("RGBA")
        badge.thumbnail((_BADGE, _BADGE), Picture.Resampling.LANCZOS)
        alpha = badge.getchannel("A")
        if state in (State.REVOKED, State.SUPERSEDED):
            badge = ImageEnhance.Color(badge).enhance(0.12)
        sheet.paste(badge, ((_PANEL - badge.width) // 2, (HEIGHT - badge.height) // 2), alpha)

    def _text(self, sheet: Picture.Image, badge: str, issuer: str, level: str, words: Words) -> None:
        """Programme above the band; badge, level and issuer below it."""
        self._line(sheet, self._program.settings.name, 26, 500, 110, _RAMP)
        lines, size = self._wrapped(badge)
        baseline = 372 + size * 0.35
        for line in lines:
            self._line(sheet, line, size, 700, round(baseline), 0)
            baseline += size * 1.14
        below = baseline - size * 1.14 + 54
        self._line(sheet, words.say("by_on", issuer=issuer), 27, 500, round(below), _RAMP)
        if level in set(Level):
            self._line(sheet, words.say(f"level_{level}"), 27, 500, round(below + 44), _RAMP)

    def _wrapped(self, text: str) -> tuple[list[str], int]:
        """One or two lines at the largest size that fits, else a single cut line."""
        parts = text.split()
        for size in (52, 46, 40, 35):
            fits = [part for cut in range(len(parts), 0, -1) if (part := self._split(parts, cut, size))]
            if fits:
                return min(fits, key=len), size
        cut = text
        while cut and (self._letters.width(cut + "…", 35) or 0) > _ROOM:
            cut = cut[:-1]
        return [cut + "…" if cut != text else text], 35

    def _split(self, parts: list[str], cut: int, size: int) -> list[str]:
        lines = [" ".join(parts[:cut]), " ".join(parts[cut:])]
        widths = [self._letters.width(line, size) if line else 0.0 for line in lines]
        fits = all(width is not None and width <= _ROOM for width in widths)
        return [line for line in lines if line] if fits else []

    def _line(self, sheet: Picture.Image, text: str, size: int, weight: int, baseline: int, ramp: int) -> None:
        while (self._letters.width(text, size, weight) or 0) > _ROOM:
            text = text[:-2].rstrip() + "…"
        mask = self._letters.mask(text, size, weight)
        if mask is not None:
            _stamp(sheet, mask, baseline, ramp)

    def _seal(self, sheet: Picture.Image, word: str, colour: str) -> None:
        """The state's word across the badge, framed and tilted: seen without any colour."""
        mask = self._letters.mask(word.upper(), 60)
        if mask is None:
            return
        pad, top = 26, 62
        cover = Picture.new("L", (mask.width + 2 * pad, 106), 255)
        cover.paste(0, (6, 6, cover.width - 6, cover.height - 6))
        cover.paste(255, (11, 11, cover.width - 11, cover.height - 11))
        plate = Picture.new("RGBA", cover.size, (*rgb(colour), 255))
        plate.putalpha(cover)
        text = Picture.frombytes("L", (mask.width, mask.height), mask.data)
        plate.paste((255, 255, 255, 255), (pad, top - mask.ascent + 13), text)
        turned = plate.rotate(9, Picture.Resampling.BICUBIC, expand=True)
        sheet.paste(turned, ((_PANEL - turned.width) // 2, HEIGHT - turned.height - 78), turned)


def _sheet(pixels: bytes, palette: bytes) -> Sheet:
    """The fixed rows of a picture of palette indexes, compressed; the palette ends in two ramps of ink."""
    palette = palette[: _COLOURS * 3].ljust(_COLOURS * 3, b"\0")
    top, bottom = _BAND
    above, below = (_rows(part) for part in (pixels[: top * WIDTH], pixels[bottom * WIDTH :]))
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    first = pack.compress(above) + pack.flush(zlib.Z_FULL_FLUSH)
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    last = pack.compress(below) + pack.flush(zlib.Z_FINISH)
    size = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"PLTE", palette + _ramp(_INK) + _ramp(_SOFT))
    return Sheet(head, first, pixels[top * WIDTH : bottom * WIDTH], last, zlib.adler32(above), below)


def _ramp(colour: str) -> bytes:
    """Shades from paper to the colour, for text drawn on flat paper."""
    paper, ink = rgb(_PAPER), rgb(colour)
    steps = (index / (_RAMP - 1) for index in range(_RAMP))
    return bytes(round(one + (two - one) * step) for step in steps for one, two in zip(paper, ink, strict=True))


@lru_cache(maxsize=2)
def _table(first: int) -> bytes:
    return bytes(_COLOURS + first + round(value / 255 * (_RAMP - 1)) for value in range(256))


def _stamp(band: Picture.Image, mask: Mask, baseline: int, ramp: int) -> None:
    """Puts text on the band as indexes of a ramp."""
    cover = Picture.frombytes("L", (mask.width, mask.height), mask.data.translate(_table(ramp)))
    top = baseline - mask.ascent
    skip = max(0, -top)
    band.paste(cover.crop((0, skip, mask.width, min(mask.height, band.height - top))), (_LEFT, top + skip))


def _rows(pixels: bytes) -> bytes:
    """Rows with the filter type None before each (PNG 3rd edition §9)."""
    return b"".join(b"\0" + pixels[at : at + WIDTH] for at in range(0, len(pixels), WIDTH))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _assembled(sheet: Sheet, band: bytes) -> bytes:
    """The whole PNG around an award's band."""
    rows = _rows(band)
    pack = zlib.compressobj(_QUICK, zlib.DEFLATED, -15)
    middle = pack.compress(rows) + pack.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(sheet.rest, zlib.adler32(rows, sheet.checksum))
    stream = b"\x78\xda" + sheet.above + middle + sheet.below + struct.pack(">I", check)
    return sheet.head + _chunk(b"IDAT", stream) + _chunk(b"IEND", b"")
