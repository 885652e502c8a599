"""Puts a credential into the badge's image and reads it out again (Open Badges 3.0 §5.3, Open Badges 2.0 Baking)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from badgepress.errors import BakeError, problem
from badgepress.openbadges.images import png, svg
from badgepress.openbadges.images.baked import Baked, Kind

__all__ = ["Baked", "Blank", "Kind", "bake", "blank", "is_image", "unbake", "unbake_all"]


def bake(image: bytes, credential: str | bytes, *, kind: Kind = "ob3") -> bytes:
    """The PNG or SVG image with `credential` in it. Replaces any credential of the same kind.

    `credential` is JSON text or a compact JWS. Everything else in a PNG stays byte for byte the same.
    Raises BakeError `bake-not-image`, `bake-not-text`, or `png-…` or `svg-…` for a broken image.
    """
    return blank(image, kind=kind).bake(credential)


@dataclass(frozen=True, slots=True)
class Blank:
    """An image parsed once, to bake many credentials into. `before` and `after` are the bytes around the credential."""

    before: bytes
    after: bytes
    wrap: Callable[[str, Kind], bytes]
    kind: Kind

    def bake(self, credential: str | bytes) -> bytes:
        """The baked image. Cheap: two joins and, for a PNG, one chunk's checksum."""
        return self.before + self.wrap(_text(credential), self.kind) + self.after


def blank(image: bytes, *, kind: Kind = "ob3") -> Blank:
    """The image prepared for baking, without any credential of this kind. Raises BakeError as `bake` does."""
    if png.is_png(image):
        return Blank(*png.split(image, kind), png.wrap, kind)
    if svg.is_svg(image):
        return Blank(*svg.split(image, kind), svg.wrap, kind)
    raise _not_image(image)


def unbake(image: bytes) -> Baked:
    """The credential in an image; if there are several, the newest kind (Open Badges 3, then CLR, then Open Badges 2).

    Raises BakeError `bake-empty` if there is none, otherwise as `bake` does.
    """
    found = unbake_all(image)
    if not found:
        raise BakeError(problem("bake-empty", "the image carries no badge"))
    return min(found, key=lambda baked: ("ob3", "clr", "ob2").index(baked.kind))


def unbake_all(image: bytes) -> list[Baked]:
    """Every credential in an image, in file order. Raises BakeError as `bake` does."""
    if png.is_png(image):
        return png.unbake(image)
    if svg.is_svg(image):
        return svg.unbake(image)
    raise _not_image(image)


def is_image(data: bytes) -> bool:
    """Whether `data` looks like a PNG or an SVG."""
    return png.is_png(data) or svg.is_svg(data)


def _text(credential: str | bytes) -> str:
    try:
        text = credential if isinstance(credential, str) else credential.decode()
        text.encode()
    except UnicodeError:
        raise BakeError(problem("bake-not-text", "the credential is not UTF-8 text")) from None
    if not text.strip() or "\0" in text:
        raise BakeError(problem("bake-not-text", "the credential is empty or has a zero byte"))
    return text


def _not_image(image: bytes) -> BakeError:
    return BakeError(
        problem("bake-not-image", "neither a PNG nor an SVG image", got=f"{len(image)} bytes", expected="PNG or SVG")
    )
