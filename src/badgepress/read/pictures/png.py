"""PNGs that people supply: whether they are whole, and what of them may be published.

The pixels stay as they are, byte for byte; what tells of their making, and badges baked into them, is left out.
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
#: Chunks that make the picture, its colours and its frames (PNG 3, sections 11.2 and 11.3).
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
    """What is wrong with a PNG; its measures are looked at before any pixel is decoded.

    `badge` asks for a square of at least 300 pixels. Codes: bad-png, image-too-big, image-too-small, image-not-square.
    """
    if not data.startswith(SIGNATURE):
        hint = "save it as PNG; another ending makes no other format" if data else ""
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
        problems.append(problem("image-not-square", "the image of a badge is square", file=shown, got=got))
    if badge and min(width, height) < MIN_PIXELS:
        expected = f"at least {MIN_PIXELS} pixels each way"
        problems.append(
            problem("image-too-small", "the image of a badge is too small", file=shown, got=got, expected=expected)
        )
    fault = _cut(data) or _undecodable(data)
    if fault:
        problems.append(problem("bad-png", fault, file=shown, hint="export the image once more"))
    return problems


def cleaned_png(data: bytes, findings: Findings, line: int = 0) -> bytes:
    """A whole PNG with the chunks that show it and no others; `findings` is told of the rest.

    `line` is where the PNG stands, for one inside of an SVG.
    """
    kept = [SIGNATURE]
    end = len(SIGNATURE)
    for chunk in _chunks(data):
        end += len(chunk.whole)
        if chunk.kind in _SHOWS:
            kept.append(chunk.whole)
        elif chunk.kind in (b"iTXt", b"tEXt", b"zTXt") and chunk.content.startswith(_BADGES):
            findings.credential(line)
        else:
            findings.note("PNG", _name(chunk), line)
    if end < len(data):
        findings.note("PNG", f"{len(data) - end} bytes after its end", line)
    return b"".join(kept)


def _name(chunk: Chunk) -> str:
    """The chunk's type, and for texts what they are called."""
    kind = chunk.kind.decode("latin-1")
    keyword = chunk.content[:80].split(b"\0")[0].decode("latin-1")
    return f"{kind} {keyword}" if kind in ("iTXt", "tEXt", "zTXt") else kind


def _chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND; fewer when the file stops before."""
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
    """Whether the chunks run to IEND: Pillow forgives a file that stops after its last pixel."""
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
