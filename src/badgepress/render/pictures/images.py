"""Provides the image of each badge class and issuer, authored or drawn: as PNG, and as SVG if there is one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from typing import NamedTuple

import resvg_py
from PIL import Image as Picture

from badgepress.errors import Problem, RenderError, problem
from badgepress.model import Art, BadgeClass, Program
from badgepress.openbadges.images.bake import Blank, blank
from badgepress.openbadges.images.png import read_size
from badgepress.read.quoting import did_you_mean
from badgepress.read.where import where
from badgepress.render.pictures import art, palette
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.lettering import Lettering

#: The side of a `badge.png` that is made from an SVG, in pixels.
SIDE = 512
_THUMB = 320


class Image(NamedTuple):
    """A badge's picture. `thumb` is a small WebP for pages, made only if there is no SVG."""

    png: bytes
    svg: bytes | None
    thumb: bytes | None
    side: int


def rastered(svg: bytes, side: int = SIDE) -> Picture.Image:
    """Draw an SVG as a square RGBA picture. Only text in outlines is drawn, so the machine's fonts do not matter."""
    try:
        made = resvg_py.svg_to_bytes(svg_string=svg.decode(), width=side, height=side, skip_system_fonts=True, dpi=96.0)
    except (ValueError, UnicodeDecodeError) as error:
        hint = "open it in a drawing program and save it as plain SVG"
        raise RenderError(problem("bad-svg", "an SVG cannot be drawn", got=str(error)[:200], hint=hint)) from None
    return _square(_opened(bytes(made)), side)


def _opened(png: bytes) -> Picture.Image:
    with Picture.open(io.BytesIO(png)) as opened:
        return opened.convert("RGBA")


def _square(drawn: Picture.Image, side: int) -> Picture.Image:
    """Return the picture if it is a square of that side; else shrink it to fit and centre it on one."""
    if drawn.size == (side, side):
        return drawn
    drawn.thumbnail((side, side), Picture.Resampling.LANCZOS)
    sheet = Picture.new("RGBA", (side, side), (0, 0, 0, 0))
    sheet.paste(drawn, ((side - drawn.width) // 2, (side - drawn.height) // 2))
    return sheet


def _thumb(png: bytes) -> bytes:
    drawn = _opened(png)
    drawn.thumbnail((_THUMB, _THUMB), Picture.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=86, method=4)
    return out.getvalue()


class Images:
    """Pictures by class and issuer slug, made on first use.

    `level_word` returns the name of a class's level in the class's language.
    """

    def __init__(
        self,
        program: Program,
        icons: Mapping[str, str],
        letters: Lettering,
        cache: PictureCache,
        level_word: Callable[[BadgeClass], str],
    ) -> None:
        self._program, self._icons, self._letters, self._cache = program, icons, letters, cache
        self._level_word = level_word
        self._made: dict[str, Image] = {}
        self._issuers: dict[str, bytes] = {}
        self._vectors: dict[str, bytes | None] = {}
        self._blanks: dict[str, tuple[Blank, Blank | None]] = {}

    def has_svg(self, slug: str) -> bool:
        """Return whether the class's picture is an SVG, authored or drawn, without drawing it."""
        authored = self._program.images.get(slug)
        return authored is None or authored.svg is not None

    def svg(self, slug: str) -> bytes | None:
        """Return the class's SVG without drawing its pixels; None if its picture is a PNG."""
        if slug not in self._vectors:
            authored = self._program.images.get(slug)
            self._vectors[slug] = authored.svg if authored else self._drawn(self._program.classes[slug])
        return self._vectors[slug]

    def badge(self, slug: str) -> Image:
        """Return the picture of a class in every format that its pages use."""
        if slug not in self._made:
            vector = self.svg(slug)
            if vector is not None:
                self._made[slug] = Image(self._packed(vector), vector, None, SIDE)
            else:
                png = self._program.images[slug].png or b""
                self._made[slug] = Image(png, None, _thumb(png), read_size(png)[0])
        return self._made[slug]

    def blanks(self, slug: str) -> tuple[Blank, Blank | None]:
        """Return the PNG and, if there is one, the SVG of a class, prepared for baking awards."""
        if slug not in self._blanks:
            image = self.badge(slug)
            self._blanks[slug] = (blank(image.png), blank(image.svg) if image.svg is not None else None)
        return self._blanks[slug]

    def made_of(self, slug: str) -> str:
        """Return a hash of the class's picture."""
        vector = self.svg(slug)
        return hashlib.sha256(vector if vector is not None else self._program.images[slug].png or b"").hexdigest()

    def drawn(self, slug: str, side: int) -> Picture.Image:
        """The class's picture as a square RGBA picture of that side, a drawn one without the engraving."""
        authored = self._program.images.get(slug)
        vector = authored.svg if authored else self._drawn(self._program.classes[slug], 0)
        if vector is not None:
            return rastered(vector, side)
        return _square(_opened(self._program.images[slug].png or b""), side)

    def _packed(self, svg: bytes) -> bytes:
        name = hashlib.sha256(svg).hexdigest()
        return self._cache.get(name, (SIDE, SIDE), lambda: palette.packed(rastered(svg)))

    def issuer(self, slug: str) -> bytes | None:
        """Return the issuer's image as PNG; None if it has none."""
        authored = self._program.issuer_images.get(slug)
        if authored is None:
            return None
        if slug not in self._issuers:
            self._issuers[slug] = self._packed(authored.svg) if authored.svg is not None else authored.png or b""
        return self._issuers[slug]

    def _drawn(self, badge: BadgeClass, lines: int = art.RAYS) -> bytes:
        wanted = badge.art or Art()
        if wanted.icon and wanted.icon not in self._icons:
            raise RenderError(unknown_icon(self._program, badge, self._icons))
        word = self._level_word(badge) if badge.level else ""
        return art.draw(wanted, badge.name, badge.level, self._icons, self._letters, lines, word=word)


def unknown_icon(program: Program, badge: BadgeClass, icons: Mapping[str, str]) -> Problem:
    """Report a class whose `art` names an icon that the templates do not have."""
    place, wanted = where(program, f"classes/{badge.slug}.yml", "art.icon"), (badge.art and badge.art.icon) or ""
    return problem(
        "unknown-icon",
        f"no icon '{wanted}' in the templates",
        file=place.file,
        line=place.line,
        path=place.path,
        hint=did_you_mean(wanted, icons) or "icons: " + ", ".join(icons),
    )
