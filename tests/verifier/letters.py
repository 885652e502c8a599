"""What HarfBuzz makes of every Latin letter, ligature and pair: the table that the form for badges draws names with.

`python -m tests.verifier.letters --write` makes src/verifier/forms/letters.json anew, after the fonts or what shapes
them have changed.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]

from badgepress.bundle import ensure_bundle
from badgepress.render.faces import Face, Faces
from tests.project.sources import ROOT

FILE = ROOT / "src" / "verifier" / "forms" / "letters.json"
FONTS = ("geologica-latin-700", "geologica-latin-ext-700")
#: Basic Latin to Latin Extended-A, the letters of Romanian, and the signs of typesetters.
WANTED = [*range(0x20, 0x180), 0x218, 0x219, 0x21A, 0x21B, *range(0x2010, 0x2027), 0x20AC, 0x2122]
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
Glyph = tuple[int, int, int, int, int]


def glyphs(face: Face, text: str) -> list[Glyph]:
    """(glyph, cluster, advance, x, y) of a shaped text."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(face.font, buffer, {"kern": True, "liga": True})
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return [(one.codepoint, one.cluster, at.x_advance, at.x_offset, at.y_offset) for one, at in placed]


def table(face: Face) -> dict[str, Any]:
    """One font of letters.json; src/verifier/forms/lettering.ts says what is what."""
    letters = [chr(code) for code in WANTED if unicodedata.category(chr(code))[0] not in "CM"]
    units = {one: glyphs(face, one) for one in letters if claimed(face, one)}
    units |= {one: made for one in LIGATURES if len(made := glyphs(face, one)) == 1}
    changing = sorted(
        a + b for a in units for b in units if len(a + b) == 2 and a + b not in units and not kept(face, units, a, b)
    )
    kerning = [[nearer(face, units, a, b) for b in units] for a in units]
    firsts, seconds = classes(kerning), classes(list(zip(*kerning, strict=True)))
    matrix = {
        (first, second): found
        for first, line in zip(firsts, kerning, strict=True)
        for second, found in zip(seconds, line, strict=True)
    }
    return {
        "scale": face.scale,
        "units": {
            name: [sum(one[2] for one in unit), drawn(face, unit[0][0]), first, second, *marks(face, unit)]
            for (name, unit), first, second in zip(units.items(), firsts, seconds, strict=True)
        },
        "kerning": [[matrix[first, second] for second in range(max(seconds) + 1)] for first in range(max(firsts) + 1)],
        "changing": changing,
    }


def claimed(face: Face, letter: str) -> bool:
    """Whether `Faces` takes the font for the letter."""
    return ord(letter) in face.characters or {ord(one) for one in unicodedata.normalize("NFD", letter)} <= (
        face.characters
    )


def kept(face: Face, units: dict[str, list[Glyph]], first: str, second: str) -> bool:
    """Whether two units side by side are still the same glyphs."""
    together = [one[0] for one in units[first] + units[second]]
    return [one[0] for one in glyphs(face, first + second)] == together


def nearer(face: Face, units: dict[str, list[Glyph]], first: str, second: str) -> int:
    """How much the first unit's advance changes before the second; 0 where the two are no two units any more."""
    if not kept(face, units, first, second):
        return 0
    before = glyphs(face, first + second)[: len(units[first])]
    return sum(one[2] for one in before) - sum(one[2] for one in units[first])


def marks(face: Face, unit: Sequence[Glyph]) -> Iterator[tuple[str, int, int]]:
    """The further glyphs of a unit, with their places from its start on."""
    x = unit[0][2]
    for glyph, _, advance, right, up in unit[1:]:
        yield drawn(face, glyph), x + right, up
        x += advance


def classes(rows: Sequence[Sequence[int]]) -> list[int]:
    """A number for each row, the same for rows that are alike."""
    seen: dict[tuple[int, ...], int] = {}
    return [seen.setdefault(tuple(one), len(seen)) for one in rows]


def drawn(face: Face, glyph: int) -> str:
    return "".join(kind + " ".join(f"{x:g} {y:g}" for x, y in points) for kind, points in face.path(glyph))


def lines() -> Iterator[str]:
    faces = Faces(ensure_bundle().fonts)
    for name in FONTS:
        yield json.dumps(table(faces[name]), ensure_ascii=False, separators=(",", ":"))


def text() -> str:
    """The file as it has to be."""
    return "[\n" + ",\n".join(lines()) + "\n]\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        FILE.write_text(text(), "utf-8")
    else:
        print("as it is" if FILE.read_text("utf-8") == text() else "differs")
