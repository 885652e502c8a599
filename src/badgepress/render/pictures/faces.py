"""Opens the bundled fonts and chooses the ones a text is drawn with.

Fonts come in hands: sets of files that look alike and cover different scripts. A text is drawn in the first hand that
has all its letters, so that a name does not mix styles unless it has to.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from badgepress.errors import RenderError, problem

_HOUSE = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
_WIDE = (
    *(f"noto-sans-{name}-600" for name in (*_HOUSE, "greek-ext")),
    *(
        f"noto-sans-{name}-{name}-600"
        for name in (
            *("arabic", "hebrew", "devanagari", "bengali", "tamil", "telugu", "thai", "georgian", "armenian"),
            *("gujarati", "gurmukhi", "kannada", "malayalam", "oriya", "sinhala", "khmer", "lao", "myanmar"),
            "ethiopic",
        )
    ),
)
_IDEOGRAPHS = ("noto-sans-jp-japanese-600", "noto-sans-kr-korean-600", "noto-sans-sc-chinese-simplified-600")
#: Invisible characters that shape their neighbours. They belong to the run of the character before them.
_JOINERS = frozenset("\u034f\u061c\u200c\u200d\u200e\u200f" + "".join(map(chr, range(0xFE00, 0xFE10))))


class Face:
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
        """Return the glyph's outline as pen commands, in font units, with y upwards."""
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


class Faces:
    """The fonts of one folder, opened when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faces: dict[str, Face] = {}

    def __getitem__(self, name: str) -> Face:
        if name not in self._faces:
            self._faces[name] = Face(self._folder / f"{name}-normal.woff")
        return self._faces[name]

    def chosen(self, text: str, weight: int) -> list[str] | None:
        """Return the font of each character, or None if a character has none."""
        clusters = clustered(text)
        for names in (*_hands(weight), _all(weight)):
            fonts: list[str] = []
            for cluster in clusters:
                font = self._font(cluster, (*fonts[-1:], *names))
                if not font:
                    break
                fonts += [font] * len(cluster)
            else:
                return fonts
        return None

    def lacking(self, text: str, weight: int) -> str:
        """Return the first character that no font has; empty if there is none."""
        names = _all(weight)
        return next((letter for letter in text if not self._font(letter, names)), "")

    def _font(self, cluster: str, names: Iterable[str]) -> str:
        """Return the first font that has a letter with all its marks, composed or not; empty if none has."""
        letters = [letter for letter in cluster if letter not in _JOINERS]
        for name in names:
            has = self[name].characters
            if all(ord(letter) in has or _apart(letter) <= has for letter in letters):
                return name
        return ""


def _hands(weight: int) -> Iterator[Sequence[str]]:
    """Yield the hands in the order in which they are tried."""
    yield [f"geologica-{subset}-{weight}" for subset in _HOUSE]
    yield _WIDE
    yield from ([ideographs, *_WIDE] for ideographs in _IDEOGRAPHS)


@lru_cache(maxsize=8)
def _all(weight: int) -> Sequence[str]:
    return list(dict.fromkeys(name for hand in _hands(weight) for name in hand))


def clustered(text: str) -> list[str]:
    """Split a text into letters, each with its marks: only between them may it be cut."""
    found: list[str] = []
    for letter in text:
        joined = letter in _JOINERS or unicodedata.category(letter).startswith("M")
        if found and (joined or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


@lru_cache(maxsize=4096)
def _apart(letter: str) -> frozenset[int]:
    """Return a letter and its marks as separate characters."""
    return frozenset(map(ord, unicodedata.normalize("NFD", letter)))
