"""Scenarios of pictures that badges are never baked into: they are pictures, whatever else they may hold."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.pieces import base64_of
from tests.vectors.scene import Scene, bad

PICTURES = {
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
    "webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
}


def pictures() -> Iterator[Scene]:
    """Check 1."""
    for name, data in PICTURES.items():
        yield bad(
            f"parse-{name}", f"the first bytes of a picture: {name}", {"base64": base64_of(data)}, "parse-no-badge"
        )
