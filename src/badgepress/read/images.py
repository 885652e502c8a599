"""Authored images: a PNG that is whole, square and large enough, or an SVG that only draws."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image

from badgepress.errors import Problem, problem
from badgepress.model import ClassImage
from badgepress.read.files import Found, read_bytes
from badgepress.read.svg import svg_problems

MAX_BYTES = 2_000_000
MIN_PIXELS = 300
MAX_PIXELS = 4096

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_image(found: Found, *, badge: bool) -> tuple[ClassImage | None, list[Problem]]:
    """The image in a `.png` or `.svg` file, its bytes unchanged.

    `badge` asks for a square of at least 300 pixels; an issuer's logo may have any shape. Codes:
    too-large, bad-png, image-not-square, image-too-small, image-too-big and those of `svg_problems`.
    """
    data, problems = read_bytes(found.path, found.shown, MAX_BYTES)
    if problems:
        return None, problems
    if found.ending == ".svg":
        problems = svg_problems(data, found.shown, badge=badge)
        image = ClassImage(found.shown, svg=data)
    else:
        problems = png_problems(data, found.shown, badge=badge)
        image = ClassImage(found.shown, png=data)
    return (None if any(one.severity == "error" for one in problems) else image), problems


def png_problems(data: bytes, shown: str, *, badge: bool) -> list[Problem]:
    """What is wrong with a PNG; its measures are looked at before any pixel is decoded."""
    if not data.startswith(_SIGNATURE):
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


def _cut(data: bytes) -> str:
    """Whether the chunks run to IEND: Pillow forgives a file that stops after its last pixel."""
    position = len(_SIGNATURE)
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        end = position + 12 + length
        if end > len(data):
            break
        if data[position + 4 : position + 8] == b"IEND":
            return ""
        position = end
    return "the PNG is cut off"


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
