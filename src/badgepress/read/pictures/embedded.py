"""Cleans pictures inside an SVG (`data:` addresses): decodes them to be sure, and removes their metadata."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from PIL import Image, ImageOps

from badgepress.read.pictures.findings import Findings
from badgepress.read.pictures.png import MAX_PIXELS, cleaned_png, png_problems

_ADDRESS: Final = re.compile(r"data:image/(png|jpeg|jpg|gif|webp)(?:;[a-z]+=[\w-]+)*;base64,", re.IGNORECASE)
_ORIENTATION: Final = 0x0112
_JFIF: Final = 0xE0
_PROFILE: Final = (0xE2, b"ICC_PROFILE\0")
_ADOBE: Final = (0xEE, b"Adobe")


def cleaned_image(address: str, findings: Findings, line: int) -> str | None:
    """Return the picture's `data:` address as it may be published; None if it is not a picture.

    PNG and JPEG keep their encoded pixels. GIF, WebP and a JPEG that has to be rotated are encoded again.
    """
    found = _ADDRESS.match(address)
    if not found:
        return None
    try:
        packed = b"".join(unquote_to_bytes(address[found.end() :]).split())
        data = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = found[1].lower().replace("jpg", "jpeg")
    findings.weigh_pixels(_pixels(data, kind), line)
    if kind == "png":
        data = b"" if png_problems(data, "", badge=False) else cleaned_png(data, findings, line)
    elif kind == "jpeg":
        data = _jpeg(data, findings, line)
    else:
        kind, data = "png", _as_png(data, kind, findings, line)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}" if data else None


def _pixels(data: bytes, kind: str) -> int:
    """Return the number of pixels that the picture states; 0 if it cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
                width, height = image.size
        except Exception:  # Pillow raises whatever its decoders raise
            return 0
    # a single picture that is too large is refused elsewhere
    return width * height if max(width, height) <= MAX_PIXELS else 0


def _jpeg(data: bytes, findings: Findings, line: int) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
                if max(image.size) > MAX_PIXELS:
                    return b""
                image.load()
                if image.getexif().get(_ORIENTATION, 1) != 1:
                    out = io.BytesIO()
                    profile = image.info.get("icc_profile")
                    ImageOps.exif_transpose(image).save(out, "JPEG", quality=95, exif=b"", icc_profile=profile)
                    findings.note("JPEG", "its orientation", line)
                    data = out.getvalue()
        except Exception:  # Pillow raises whatever its decoders raise
            return b""
    try:
        segments = list(_segments(data, findings, line))
    except IndexError:
        return b""
    return b"\xff\xd8" + b"".join(segments)


def _segments(data: bytes, findings: Findings, line: int) -> Iterator[bytes]:
    """Yield the segments of a JPEG that hold its picture and colours, with the data after each (ITU T.81, B.1)."""
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if data[at] != 0xFF or marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            raise IndexError
        if marker == 0xD9:
            yield data[at : at + 2]
            if at + 2 < len(data):
                findings.note("JPEG", f"{len(data) - at - 2} bytes after its end", line)
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        content = data[at + 4 : end]
        if marker == 0xDA:
            while not (data[end] == 0xFF and data[end + 1] != 0 and not 0xD0 <= data[end + 1] <= 0xD7):
                end += 1
        extra = marker == 0xFE or 0xE0 <= marker <= 0xEF
        profile = any(marker == one and content.startswith(start) for one, start in (_PROFILE, _ADOBE))
        if not extra or profile or (marker == _JFIF and content.startswith(b"JFIF\0")):
            yield data[at:end]
        else:
            name = content[:12].split(b"\0")[0].decode("latin-1")
            findings.note("JPEG", "a comment" if marker == 0xFE else f"APP{marker - 0xE0} {name}", line)
        at = end


def _as_png(data: bytes, kind: str, findings: Findings, line: int) -> bytes:
    """Return the first frame of a GIF or WebP as PNG."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
                if max(image.size) > MAX_PIXELS:
                    return b""
                out = io.BytesIO()
                image.convert("RGBA").save(out, "PNG")
        except Exception:  # Pillow raises whatever its decoders raise
            return b""
    findings.note(kind.upper() if kind == "gif" else "WebP", "written as PNG", line)
    return out.getvalue()
