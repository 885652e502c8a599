"""The image of each badge class and issuer: as authored or drawn, in SVG where there is one and in PNG."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import resvg_py
from PIL import Image as Picture

from badgepress import atomic
from badgepress.errors import BadgepressError, Problem, RenderError, problem
from badgepress.model import Art, BadgeClass, ClassImage, Program
from badgepress.openbadges.png import read_size
from badgepress.render import art
from badgepress.render.lettering import Lettering

#: Side of `badge.png` in pixels, where it is made from an SVG.
SIDE = 600
_THUMB = 320


class Image(NamedTuple):
    """A badge's picture. `thumb` is a small WebP for pages, made only where there is no SVG."""

    png: bytes
    svg: bytes | None
    thumb: bytes | None
    side: int


@lru_cache(maxsize=512)
def rastered(svg: bytes, side: int = SIDE, cache: Path | None = None) -> bytes:
    """An SVG as a square PNG; text is drawn only where it is outlines, so no machine's fonts matter.

    Packing the pixels takes some 300 ms, so the PNG is kept in the folder `cache`, if there is one,
    under a name that stands for the drawing and for what drew it.
    """
    made_of = hashlib.sha256(f"{side} {metadata.version('resvg-py')} ".encode() + svg).hexdigest()
    kept = cache / f"{made_of}.png" if cache else None
    if kept is not None:
        with contextlib.suppress(OSError, BadgepressError):
            png = kept.read_bytes()
            if read_size(png) == (side, side):
                return png
    png = _drawn(svg, side)
    if kept is not None:
        _keep(kept, png)
    return png


def _drawn(svg: bytes, side: int) -> bytes:
    try:
        made = resvg_py.svg_to_bytes(svg_string=svg.decode(), width=side, height=side, skip_system_fonts=True)
    except (ValueError, UnicodeDecodeError) as error:
        raise RenderError(problem("bad-svg", "an SVG cannot be drawn", got=str(error)[:200])) from None
    return _square(bytes(made), side)


def _keep(file: Path, data: bytes) -> None:
    """Keeps a picture; a cache that cannot be written is no reason to stop."""
    with contextlib.suppress(OSError):
        atomic.replace(file, data)


def _square(png: bytes, side: int) -> bytes:
    """The PNG itself when it is a square of that side, else centred on one."""
    if read_size(png) == (side, side):
        return png
    with Picture.open(io.BytesIO(png)) as opened:
        drawn = opened.convert("RGBA")
    drawn.thumbnail((side, side), Picture.Resampling.LANCZOS)
    sheet = Picture.new("RGBA", (side, side), (0, 0, 0, 0))
    sheet.paste(drawn, ((side - drawn.width) // 2, (side - drawn.height) // 2))
    return _png(sheet)


def _png(picture: Picture.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _thumb(png: bytes) -> bytes:
    with Picture.open(io.BytesIO(png)) as opened:
        drawn = opened.convert("RGBA")
    drawn.thumbnail((_THUMB, _THUMB), Picture.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=86, method=4)
    return out.getvalue()


class Images:
    """Pictures by class and issuer slug, made when first asked for."""

    def __init__(
        self, program: Program, icons: Mapping[str, str], letters: Lettering, cache: Path | None = None
    ) -> None:
        self._program, self._icons, self._letters, self._cache = program, icons, letters, cache
        self._made: dict[str, Image] = {}
        self._issuers: dict[str, bytes] = {}
        self._vectors: dict[str, bytes | None] = {}

    def has_svg(self, slug: str) -> bool:
        """Whether the class's picture is an SVG (authored or drawn); nothing is drawn to tell."""
        authored = self._program.images.get(slug)
        return authored is None or authored.svg is not None

    def svg(self, slug: str) -> bytes | None:
        """The class's SVG, without drawing its pixels."""
        if slug not in self._vectors:
            authored = self._program.images.get(slug)
            self._vectors[slug] = authored.svg if authored else self._drawn(self._program.classes[slug])
        return self._vectors[slug]

    def badge(self, slug: str) -> Image:
        """The picture of a class in every form its pages use."""
        if slug not in self._made:
            vector = self.svg(slug)
            if vector is not None:
                self._made[slug] = Image(rastered(vector, SIDE, self._cache), vector, None, SIDE)
            else:
                png = self._program.images[slug].png or b""
                self._made[slug] = Image(png, None, _thumb(png), read_size(png)[0])
        return self._made[slug]

    def issuer(self, slug: str) -> bytes | None:
        """The issuer's image as PNG, None when it has none."""
        authored = self._program.issuer_images.get(slug)
        if authored is None:
            return None
        if slug not in self._issuers:
            self._issuers[slug] = _raster(authored, self._cache)
        return self._issuers[slug]

    def _drawn(self, badge: BadgeClass) -> bytes:
        wanted = badge.art or Art()
        if wanted.icon and wanted.icon not in self._icons:
            raise RenderError(unknown_icon(self._program, badge, self._icons))
        return art.draw(wanted, badge.name, badge.level, self._icons, self._letters)


def _raster(image: ClassImage, cache: Path | None) -> bytes:
    return rastered(image.svg, SIDE, cache) if image.svg is not None else image.png or b""


def unknown_icon(program: Program, badge: BadgeClass, icons: Mapping[str, str]) -> Problem:
    """The problem of a class whose `art` names an icon that the templates do not have."""
    return problem(
        "unknown-icon",
        f"no icon '{badge.art.icon if badge.art else ''}' in the templates",
        file=f"{program.shown}/classes/{badge.slug}.yml",
        path="art.icon",
        hint="icons: " + ", ".join(icons),
    )
