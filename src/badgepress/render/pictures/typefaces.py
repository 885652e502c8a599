"""Prepares the bundled fonts for a typesetter: finds the fonts that a text needs and writes them as TrueType files.

Each file gets a family name of its own (`F00`, `F01` …), so that a text can name exactly the files that draw it, in
order, and the result never depends on the machine's fonts.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

from badgepress.errors import RenderError, problem

#: The weights that are used of a family. Most scripts have only one of them.
WEIGHTS = frozenset({"300", "400", "600", "700"})
_NAME = re.compile(r"(?P<stem>.+)-(?P<weight>[1-9]00)-normal\.woff")
_SUBSETS = ("latin", "latin-ext", "greek", "cyrillic", "cyrillic-ext", "vietnamese")
_FIRST = tuple(f"geologica-{subset}" for subset in _SUBSETS)
_LAST = ("noto-sans-jp", "noto-sans-kr", "noto-sans-sc")
#: The endings of fonts in a user's own folder.
_ENDINGS = frozenset({".ttf", ".otf", ".woff"})
_JOINERS = "\u200c\u200d"
_BREAK = "\u200b"
#: A longer word gets additional places to break.
_LONGEST_WORD = 24
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16


class Text(NamedTuple):
    """A text that can be drawn: its cleaned text, the families that draw it, and whether it runs from right to left."""

    text: str
    fonts: tuple[str, ...]
    rtl: bool


class _Source:
    """One family: a font file for each of its weights, opened on first use."""

    def __init__(self, family: str, paths: Sequence[Path | bytes]) -> None:
        self.family, self.paths = family, paths
        self._characters: frozenset[int] | None = None

    def has(self, letter: str) -> bool:
        if self._characters is None:
            self._characters = frozenset(_opened(self.paths[0]).getBestCmap() or ())
        return ord(letter) in self._characters


class Typefaces:
    """The fonts of the bundle's folder. The theme's font `own` (WOFF2) is preferred to all others.

    Fonts of the folder `more` (TTF, OTF, WOFF) come after the bundle's first family and before its other scripts.
    """

    def __init__(self, folder: Path, more: Path | None = None, own: bytes | None = None) -> None:
        bundled: dict[str, list[Path]] = {}
        for path in sorted(folder.glob("*.woff")):
            found = _NAME.fullmatch(path.name)
            if found and found["weight"] in WEIGHTS:
                bundled.setdefault(found["stem"], []).append(path)
        theirs = [[path] for path in sorted(more.iterdir()) if path.suffix.lower() in _ENDINGS] if more else []
        first = [bundled.pop(stem) for stem in _FIRST if stem in bundled]
        rest = [bundled[stem] for stem in sorted(bundled, key=lambda stem: (stem.startswith(_LAST), stem))]
        files: list[Sequence[Path | bytes]] = [[own]] if own else []
        files += [*first, *theirs, *rest]
        self._sources = [_Source(f"F{at:02}", paths) for at, paths in enumerate(files)]
        self._used: set[str] = set()

    def text(self, value: str) -> Text:
        """Return the text as it can be drawn, without control characters and symbols that no font has.

        Raises RenderError `undrawable-text` if no font has a letter.
        """
        clean = _steady(value)
        letters = [letter for letter in clean if not letter.isspace() and letter not in _JOINERS]
        missing = sorted({letter for letter in letters if not any(source.has(letter) for source in self._sources)})
        lost = [letter for letter in missing if unicodedata.category(letter)[0] not in "SC"]
        if lost:
            raise RenderError(
                problem(
                    "undrawable-text",
                    "no available font has some letters of a text",
                    got=" ".join(f"{letter} (U+{ord(letter):04X})" for letter in lost[:8]),
                    hint="put a font with these letters (TTF or OTF) into a folder and name the folder with --fonts",
                )
            )
        clean = _without(clean, missing)
        fonts = self._stack([letter for letter in letters if letter not in missing])
        self._used.update(fonts)
        return Text(_breakable(clean), fonts, _rightward(clean))

    def _stack(self, letters: Sequence[str]) -> tuple[str, ...]:
        """Return the family that has most of the letters, so that they look alike, then families for the rest."""
        counts = [sum(source.has(letter) for letter in letters) for source in self._sources[:1]]
        best = self._sources[0]
        for source in self._sources[1:]:
            if counts[0] == len(letters):
                break
            count = sum(source.has(letter) for letter in letters)
            if count > counts[0]:
                best, counts = source, [count]
        left = {letter for letter in letters if not best.has(letter)}
        found = [best]
        for source in self._sources:
            if any(source.has(letter) for letter in left):
                found.append(source)
                left = {letter for letter in left if not source.has(letter)}
        if self._sources[0] not in found:
            found.append(self._sources[0])
        return tuple(source.family for source in found)

    def write(self, folder: Path) -> None:
        """Write the fonts of all texts so far as files into the folder."""
        for source in self._sources:
            for number, path in enumerate(source.paths if source.family in self._used else ()):
                for weight, font in _weights(path):
                    _save(font, source.family, folder / f"{source.family}-{number}{weight}.ttf")


#: Scripts whose lines break by dictionary or anywhere (UAX 14, classes SA and ID).
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
#: Marks, embeddings, overrides and isolates of the bidirectional algorithm, and variation selectors.
_STEERING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]")


def _opened(path: Path | bytes, *, lazy: bool = True) -> Any:
    try:
        return TTFont(io.BytesIO(path if isinstance(path, bytes) else path.read_bytes()), lazy=lazy)
    except (OSError, ImportError, TTLibError) as error:
        name = "theme.font" if isinstance(path, bytes) else path.name
        raise RenderError(problem("bad-font", "a font cannot be read", file=name, got=str(error)[:200])) from None


def _weights(path: Path | bytes) -> Iterator[tuple[str, Any]]:
    """Yield the font of a file, or the used weights of a variable font, since PDF has no variable fonts."""
    font = _opened(path)
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    if "wght" not in axes:
        yield "", font
        return
    least, most = axes["wght"].minValue, axes["wght"].maxValue
    for weight in sorted({min(max(int(one), least), most) for one in WEIGHTS}):
        place = {tag: weight if tag == "wght" else axis.defaultValue for tag, axis in axes.items()}
        yield f"-{weight:.0f}", instantiateVariableFont(_opened(path, lazy=False), place, inplace=True)


def _steady(text: str) -> str:
    """Return the text in normal form C on one line, without control characters and unassigned ones."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    letters = (letter for letter in plain if unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn"))
    return _STEERING.sub("", "".join(letters))


def _without(text: str, missing: Sequence[str]) -> str:
    """Return the text without the missing symbols and the joiners between them."""
    if not missing:
        return text
    letters: list[str] = []
    for letter in text:
        if letter in missing or (letter in _JOINERS and not (letters and _lettered(letters[-1]))):
            continue
        letters.append(letter)
    return " ".join("".join(letters).strip(_JOINERS).split())


def _lettered(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"


def _breakable(text: str) -> str:
    """Add places to break inside words that are too long for a line, in scripts that separate words with spaces."""
    return " ".join(
        _parted(word) if len(word) > _LONGEST_WORD and not _UNSPACED.search(word) else word for word in text.split(" ")
    )


def _parted(word: str) -> str:
    """Add a place to break after every eight letters, never before a mark or beside a joiner."""
    clusters: list[str] = []
    for letter in word:
        if clusters and (letter in _JOINERS or unicodedata.category(letter)[0] == "M" or clusters[-1][-1] in _JOINERS):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return _BREAK.join("".join(clusters[at : at + 8]) for at in range(0, len(clusters), 8))


def _rightward(text: str) -> bool:
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return strong != "L"


def _save(font: Any, family: str, path: Path) -> None:
    """Save a font under its new family name, uncompressed. Its timestamps are kept, so the bytes are reproducible."""
    font.flavor = None
    font.recalcTimestamp = False
    names = font["name"]
    for record in list(names.names):
        if record.nameID in (_FAMILY, _TYPOGRAPHIC_FAMILY):
            names.setName(family, record.nameID, record.platformID, record.platEncID, record.langID)
    with path.open("wb") as stream:
        font.save(stream)
