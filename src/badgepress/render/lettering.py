"""Text as outlines and as masks: shaped by HarfBuzz from the bundled fonts, the same on every machine.

A text is cut into runs of one font and one direction, so that a name in Arabic, Devanagari or
Hangul is joined and ordered as its readers expect. A text that holds a character no bundled font
has cannot be drawn: the answer is then None, never an empty box.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from badgepress.errors import RenderError, problem

_SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
_SCRIPTS = (
    *(f"noto-sans-{name}-{name}" for name in ("arabic", "hebrew", "devanagari", "bengali", "tamil", "telugu")),
    *(f"noto-sans-{name}-{name}" for name in ("thai", "georgian", "armenian")),
)
_IDEOGRAPHS = ("noto-sans-jp-japanese", "noto-sans-kr-korean", "noto-sans-sc-chinese-simplified")
_JOINERS = "\u200c\u200d\u200e\u200f"


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of glyphs of one font: (glyph, x, y) in units of 1/1000 of the size, and its width."""

    font: str
    glyphs: tuple[tuple[int, float, float], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Mask:
    """Coverage of a drawn text, one byte per pixel, rows from the top; `ascent` rows above the baseline."""

    width: int
    height: int
    ascent: int
    data: bytes


class _Face:
    """One opened font file."""

    def __init__(self, path: Path) -> None:
        try:
            font = TTFont(io.BytesIO(path.read_bytes()), lazy=True)
            font.flavor = None
            plain = io.BytesIO()
            font.save(plain, reorderTables=None)
        except OSError as error:
            raise RenderError(
                problem("missing-font", "a bundled font cannot be read", file=path.name, hint=str(error.strerror or ""))
            ) from None
        self.face: Any = hb.Face(plain.getvalue())
        self.font: Any = hb.Font(self.face)
        self.scale = 1000 / self.face.upem
        self.characters = frozenset(self.face.unicodes)

    def path(self, glyph: int) -> list[tuple[str, tuple[tuple[float, float], ...]]]:
        """The glyph's outline as pen commands, in font units, y upwards."""
        pen = _Pen()
        self.font.draw_glyph_with_pen(glyph, pen)
        return pen.commands


class _Pen:
    """Collects pen commands (the protocol of fontTools' segment pens)."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, tuple[tuple[float, float], ...]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:
        self.commands.append(("M", (point,)))

    def lineTo(self, point: tuple[float, float]) -> None:
        self.commands.append(("L", (point,)))

    def curveTo(self, *points: tuple[float, float]) -> None:
        self.commands.append(("C", points))

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        self.commands.append(("Q", points))

    def closePath(self) -> None:
        self.commands.append(("Z", ()))

    def endPath(self) -> None:
        self.closePath()


class Lettering:
    """Draws text with the fonts of one folder; fonts are opened when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faces: dict[str, _Face] = {}
        self.shape = lru_cache(maxsize=2048)(self._shape)

    def _face(self, name: str) -> _Face:
        if name not in self._faces:
            self._faces[name] = _Face(self._folder / f"{name}-normal.woff")
        return self._faces[name]

    def _stack(self, weight: int) -> Iterator[str]:
        yield from (f"geologica-{subset}-{weight}" for subset in _SUBSETS)
        yield from (f"{script}-600" for script in _SCRIPTS)
        yield from (f"{script}-600" for script in _IDEOGRAPHS)

    def _choose(self, text: str, weight: int) -> list[str] | None:
        """The font of each character, or None when one has none; neighbours share where they can."""
        letters = [character for character in text if character not in _JOINERS]
        whole = self._whole(letters, weight)
        chosen: list[str] = []
        for character in text:
            previous = chosen[-1] if chosen else ""
            if previous and (character in _JOINERS or ord(character) in self._face(previous).characters):
                chosen.append(previous)
                continue
            found = whole if ord(character) in self._face(whole).characters else ""
            found = found or next(
                (name for name in self._stack(weight) if ord(character) in self._face(name).characters), ""
            )
            if not found:
                return None
            chosen.append(found)
        return chosen

    def _whole(self, letters: list[str], weight: int) -> str:
        """The first font that has most of the letters: keeps one hand for one name."""
        best, most = "", -1
        for name in self._stack(weight):
            has = sum(ord(letter) in self._face(name).characters for letter in letters)
            if has > most:
                best, most = name, has
            if has == len(letters):
                break
        return best

    def _shape(self, text: str, weight: int = 700) -> tuple[Run, ...] | None:
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        if not text or any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in text):
            return None
        fonts = self._choose(text, weight)
        if fonts is None:
            return None
        directions = _directions(text)
        pieces = [
            (font, direction, "".join(character for character, *_ in group))
            for (font, direction), group in groupby(
                zip(text, fonts, directions, strict=True), key=lambda item: (item[1], item[2])
            )
        ]
        if _rightward(text):
            pieces = pieces[::-1]
        runs = []
        for font, direction, piece in pieces:
            run = self._run(font, direction, piece)
            if run is None:
                return None
            runs.append(run)
        return tuple(runs)

    def _run(self, name: str, direction: str, text: str) -> Run | None:
        face = self._face(name)
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
        """The width of a text in the units of `size`, with `spacing` ems between glyphs; None if it cannot be drawn."""
        runs = self.shape(text, weight)
        if runs is None:
            return None
        count = sum(len(run.glyphs) for run in runs)
        return (sum(run.width for run in runs) / 1000 + spacing * max(0, count - 1)) * size

    def outline(
        self, text: str, size: float, x: float, y: float, *, weight: int = 700, spacing: float = 0.0
    ) -> str | None:
        """An SVG path of the text centred on `x` with its baseline at `y`; None if it cannot be drawn."""
        runs, wide = self.shape(text, weight), self.width(text, size, weight, spacing)
        if runs is None or wide is None:
            return None
        parts: list[str] = []
        left, unit = x - wide / 2, size / 1000
        for run in runs:
            face = self._face(run.font)
            for glyph, gx, gy in run.glyphs:
                at = (left + gx * unit, y - gy * unit, face.scale * unit)
                parts.extend(_command(kind, points, *at) for kind, points in face.path(glyph))
                left += spacing * size
            left += run.width * unit
        return "".join(parts)

    def mask(self, text: str, size: float, weight: int = 700) -> Mask | None:
        """The text as coverage at `size` pixels per em; None if it cannot be drawn."""
        runs, wide = self.shape(text, weight), self.width(text, size, weight)
        if runs is None or wide is None:
            return None
        above, below = round(size * 1.1), round(size * 0.45)
        draw: Any = hb.RasterDraw()
        left, unit = 0.0, size / 1000
        for run in runs:
            face = self._face(run.font)
            scale = face.scale * unit
            for glyph, gx, gy in run.glyphs:
                draw.transform = (scale, 0.0, 0.0, scale, left + gx * unit, gy * unit)
                draw.draw_glyph(face.font, glyph)
            left += run.width * unit
        image = draw.render()
        return _framed(image, int(wide) + 2, above, below)


def _framed(image: Any, width: int, above: int, below: int) -> Mask:
    """The raster's pixels, which rise from the bottom, as rows from the top of a fixed frame."""
    extents, source = image.extents, image.buffer
    data = bytearray(width * (above + below))
    for row in range(extents.height):
        line = above - 1 - (row + extents.y_origin)
        if not 0 <= line < above + below:
            continue
        first, start = max(0, -extents.x_origin), max(0, extents.x_origin)
        taken = min(extents.width - first, width - start)
        if taken > 0:
            at = row * extents.stride + first
            data[line * width + start : line * width + start + taken] = source[at : at + taken]
    return Mask(width, above + below, above, bytes(data))


def _rightward(text: str) -> bool:
    """Whether the first strong character reads right to left."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return strong != "L"


def _directions(text: str) -> list[str]:
    """`ltr` or `rtl` of each character: strong ones their own, the rest as their neighbours agree."""
    base = "rtl" if _rightward(text) else "ltr"
    kinds = [unicodedata.bidirectional(character) for character in text]
    known = ["rtl" if kind in ("R", "AL") else "ltr" if kind in ("L", "EN", "AN") else "" for kind in kinds]
    for at, direction in enumerate(known):
        if not direction:
            before = known[at - 1] if at else base
            after = next((other for other in known[at:] if other), base)
            known[at] = before if before == after else base
    return known


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _command(kind: str, points: tuple[tuple[float, float], ...], x: float, y: float, scale: float) -> str:
    """One SVG path command."""
    return kind + _points((x + px * scale, y - py * scale) for px, py in points)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(px)} {_number(py)}" for px, py in points)
