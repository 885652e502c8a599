"""Checks PNGs that people supply, and cleans them for publication.

The pixels stay the same, byte for byte. Metadata and baked badges are removed.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from typing import Final, NamedTuple

from PIL import Image

from badgepress.errors import Problem, problem
from badgepress.read.pictures.findings import Findings

MIN_PIXELS = 300
MAX_PIXELS = 4096

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: Chunks with the picture, its colours and its frames (PNG 3, sections 11.2 and 11.3).
_SHOWS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT".split()
)
_BADGES: Final = (b"openbadges\0", b"openbadgecredential\0", b"clrcredential\0")


class Chunk(NamedTuple):
    """One chunk: its type, its content, and its bytes whole."""

    kind: bytes
    content: bytes
    whole: bytes


def png_problems(data: bytes, shown: str, *, badge: bool) -> list[Problem]:
    """Return the problems of a PNG. Its size is checked before any pixel is decoded.

    With `badge` it must be a square of at least 300 pixels. Codes: bad-png, image-too-big, image-too-small,
    image-not-square.
    """
    if not data.startswith(SIGNATURE):
        hint = "save it as PNG; renaming the file is not enough" if data else ""
        return [problem("bad-png", "not a PNG", file=shown, got=_kind(data), hint=hint)]
    if len(data) < 33 or data[12:16] != b"IHDR":
        return [problem("bad-png", "the PNG has no header", file=shown)]
    width, height = struct.unpack(">II", data[16:24])
    got = f"{width} × {height}"
    if max(width, height) > MAX_PIXELS:
        return [
            problem(
                "image-too-big", "the image has too many pixels", file=shown, got=got, expected=f"at most {MAX_PIXELS}"
            )
        ]
    problems = []
    if badge and width != height:
        problems.append(problem("image-not-square", "the image of a badge must be square", file=shown, got=got))
    if badge and min(width, height) < MIN_PIXELS:
        expected = f"at least {MIN_PIXELS} pixels each way"
        problems.append(
            problem("image-too-small", "the image of a badge is too small", file=shown, got=got, expected=expected)
        )
    fault = _cut(data) or _undecodable(data)
    if fault:
        problems.append(problem("bad-png", fault, file=shown, hint="export the image again"))
    return problems


def cleaned_png(data: bytes, findings: Findings, line: int = 0) -> bytes:
    """Return the PNG with only the chunks that show it. The other chunks are recorded in `findings`.

    `line` is the line of a PNG inside an SVG.
    """
    parts = [SIGNATURE]
    end = len(SIGNATURE)
    for chunk in _chunks(data):
        end += len(chunk.whole)
        if chunk.kind in _SHOWS:
            parts.append(chunk.whole)
        elif chunk.kind in (b"iTXt", b"tEXt", b"zTXt") and chunk.content.startswith(_BADGES):
            findings.credential(line)
        else:
            findings.note("PNG", _name(chunk), line)
    if end < len(data):
        findings.note("PNG", f"{len(data) - end} bytes after its end", line)
    return b"".join(parts)


def _name(chunk: Chunk) -> str:
    """Return the chunk's type, and for a text its keyword too."""
    kind = chunk.kind.decode("latin-1")
    keyword = chunk.content[:80].split(b"\0")[0].decode("latin-1")
    return f"{kind} {keyword}" if kind in ("iTXt", "tEXt", "zTXt") else kind


def _chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to IEND, or as many as the file has."""
    position = len(SIGNATURE)
    while position + 12 <= len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        if end > len(data):
            return
        kind = data[position + 4 : position + 8]
        yield Chunk(kind, data[position + 8 : end - 4], data[position:end])
        if kind == b"IEND":
            return
        position = end


def _cut(data: bytes) -> str:
    """Report a file without IEND: Pillow accepts one that stops after its last pixel."""
    return "" if any(chunk.kind == b"IEND" for chunk in _chunks(data)) else "the PNG is cut off"


def _undecodable(data: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                image.verify()
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                image.load()
    except Exception:  # Pillow raises OSError, SyntaxError, ValueError, struct.error, zlib.error …
        return "the PNG is damaged"
    return ""


def _kind(data: bytes) -> str:
    known = {b"\xff\xd8\xff": "a JPEG", b"GIF8": "a GIF", b"RIFF": "a WebP", b"<svg": "an SVG", b"<?xml": "an XML file"}
    if not data:
        return "an empty file"
    return next((name for start, name in known.items() if data.startswith(start)), "other data")
