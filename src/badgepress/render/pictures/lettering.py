"""Draws text as outlines and as masks, shaped by HarfBuzz from the bundled fonts, the same on every machine.

A text is split into runs of one font and one direction, so that a name in Arabic, Devanagari or Hangul is joined and
ordered as its readers expect. If no bundled font has a character of a text, it cannot be drawn: the result is None,
never an empty box, and `lacking` names the character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]
from PIL import Image as Picture

from badgepress.render.pictures import bidi
from badgepress.render.pictures.faces import Faces

#: Invisible characters that only control line breaks.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of glyphs of one font: (glyph, x, y) in units of 1/1000 of the size, and its width."""

    font: str
    glyphs: tuple[tuple[int, float, float], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Mask:
    """The ink of a drawn text as coverage, one byte per pixel, rows from the top.

    `left` is where the ink begins, in pixels from the text's start (it may be negative), `ascent` the number of rows
    above the baseline, and `advance` the width of the text.
    """

    width: int
    height: int
    left: int
    ascent: int
    advance: float
    data: bytes

    def picture(self) -> Picture.Image:
        """Return the mask as a picture of mode L."""
        return Picture.frombytes("L", (self.width, self.height), self.data)


class Lettering:
    """Draws text with the fonts of one folder."""

    def __init__(self, folder: Path) -> None:
        self._faces = Faces(folder)
        self.shape = lru_cache(maxsize=2048)(self._shape)

    def lacking(self, text: str) -> str:
        """Return the first character that cannot be drawn; empty if the text can be drawn."""
        if self.shape(text) is not None:
            return ""
        plain = _plain(text)
        return self._faces.lacking(plain, 700) or plain[:1]

    def _shape(self, text: str, weight: int = 700) -> tuple[Run, ...] | None:
        text = _plain(text)
        if not text or any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in text):
            return None
        fonts = self._faces.chosen(text, weight)
        if fonts is None:
            return None
        runs = []
        for span in bidi.spans(text):
            pieces = _pieces(fonts, span)
            for start, end in reversed(pieces) if span.is_rightward else pieces:
                run = self._run(fonts[start], "rtl" if span.is_rightward else "ltr", text[start:end])
                if run is None:
                    return None
                runs.append(run)
        return tuple(runs)

    def _run(self, name: str, direction: str, text: str) -> Run | None:
        face = self._faces[name]
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = direction
        hb.shape(face.font, buffer, {"kern": True, "liga": True})
        glyphs, x = [], 0.0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint == 0:
                return None
            glyphs.append((info.codepoint, x + position.x_offset * face.scale, position.y_offset * face.scale))
            x += position.x_advance * face.scale
        return Run(name, tuple(glyphs), x)

    def width(self, text: str, size: float, weight: int = 700, spacing: float = 0.0) -> float | None:
        """Return the width of a text in units of `size`, with `spacing` ems between glyphs; None if undrawable."""
        runs = self.shape(text, weight)
        if runs is None:
            return None
        count = sum(len(run.glyphs) for run in runs)
        return (fsum(run.width for run in runs) / 1000 + spacing * max(0, count - 1)) * size

    def outline(
        self, text: str, size: float, x: float, y: float, *, weight: int = 700, spacing: float = 0.0
    ) -> str | None:
        """Return an SVG path of the text, centred on `x` with its baseline at `y`; None if it cannot be drawn."""
        runs, wide = self.shape(text, weight), self.width(text, size, weight, spacing)
        if runs is None or wide is None:
            return None
        parts: list[str] = []
        left, unit = x - wide / 2, size / 1000
        for run in runs:
            face = self._faces[run.font]
            for glyph, gx, gy in run.glyphs:
                at = (left + gx * unit, y - gy * unit, face.scale * unit)
                parts.extend(_command(kind, points, *at) for kind, points in face.path(glyph))
                left += spacing * size
            left += run.width * unit
        return "".join(parts)

    def mask(self, text: str, size: float, weight: int = 700) -> Mask | None:
        """Return the text as coverage at `size` pixels per em; None if it cannot be drawn."""
        runs, wide = self.shape(text, weight), self.width(text, size, weight)
        if runs is None or wide is None:
            return None
        draw: Any = hb.RasterDraw()
        left, unit = 0.0, size / 1000
        for run in runs:
            face = self._faces[run.font]
            scale = face.scale * unit
            for glyph, gx, gy in run.glyphs:
                draw.transform = (scale, 0.0, 0.0, scale, left + gx * unit, gy * unit)
                draw.draw_glyph(face.font, glyph)
            left += run.width * unit
        return _inked(draw.render(), wide)


def _inked(image: Any, advance: float) -> Mask:
    """Return the raster's pixels from the top and without padding; the raster has padded rows from the bottom."""
    extents = image.extents
    if not extents.width or not extents.height:
        return Mask(0, 0, 0, 0, advance, b"")
    size = (extents.width, extents.height)
    ink = Picture.frombytes("L", size, bytes(image.buffer), "raw", "L", extents.stride, -1)
    return Mask(*size, extents.x_origin, extents.y_origin + extents.height, advance, ink.tobytes())


def _plain(text: str) -> str:
    """Return the text as it is drawn: composed, on one line."""
    return unicodedata.normalize("NFC", " ".join(text.translate(_UNSEEN).split()))


def _pieces(fonts: list[str], span: bidi.Span) -> list[tuple[int, int]]:
    """Return the start and end of each run of one font within a stretch."""
    starts = [at for at in range(span.start, span.end) if at == span.start or fonts[at] != fonts[at - 1]]
    return list(pairwise([*starts, span.end]))


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _command(kind: str, points: tuple[tuple[float, float], ...], x: float, y: float, scale: float) -> str:
    """Return one SVG path command."""
    return kind + _points((x + px * scale, y - py * scale) for px, py in points)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(px)} {_number(py)}" for px, py in points)
