"""Tests authored images: complete PNGs, and SVGs that only draw."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badgepress.errors import Problem
from badgepress.hints import HINTS
from badgepress.openbadges.images.bake import Kind, bake
from badgepress.read.files import Found
from badgepress.read.images import MAX_BYTES, read_image
from badgepress.read.pictures import png_problems


def _png(width: int = 300, height: int = 300, mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _told(data: bytes, *, badge: bool = True) -> list[tuple[str, str]]:
    return [(one.code, one.sentence()) for one in png_problems(data, "a.png", badge=badge)]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_whole_pngs_are_fine(mode: str) -> None:
    assert _told(_png(mode=mode)) == []


def test_measures() -> None:
    assert _told(_png(299, 299)) == [
        ("image-too-small", "the image of a badge is too small (got 299 × 299, expected at least 300 pixels each way)")
    ]
    assert _told(_png(600, 400)) == [("image-not-square", "the image of a badge must be square (got 600 × 400)")]
    assert _told(_png(600, 40), badge=False) == []
    header = _png()[:16] + struct.pack(">II", 100_000, 100_000) + _png()[24:]
    assert _told(header) == [
        ("image-too-big", "the image has too many pixels (got 100000 × 100000, expected at most 4096)")
    ]


def test_every_cut_is_noticed() -> None:
    data = _png()
    assert all(_told(data[:length]) for length in range(0, len(data), 7))
    assert _told(data[:-1])[0] == ("bad-png", "the PNG is cut off")
    assert _told(data[:-12])[0] == ("bad-png", "the PNG is cut off")


def test_damage_is_noticed() -> None:
    data = bytearray(_png())
    data[-20] ^= 0xFF
    assert _told(bytes(data)) == [("bad-png", "the PNG is damaged")]
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 50_000_000))
    assert _told(_png()[:33] + bomb + _png()[33:]) == [("bad-png", "the PNG is damaged")]
    unfilled = _png()[:33] + _chunk(b"IDAT", zlib.compress(b"\0" * 20)) + _chunk(b"IEND", b"")
    assert _told(unfilled) == [("bad-png", "the PNG is damaged")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", "an empty file"), (b"\xff\xd8\xff\xe0", "a JPEG"), (b"<svg/>", "an SVG"), (b"GIF89a", "a GIF")],
)
def test_other_formats_are_named(data: bytes, kind: str) -> None:
    assert _told(data) == [("bad-png", f"not a PNG (got {kind})")]


def test_all_of_pngsuite(conformance: Path) -> None:
    for path in sorted((conformance / "pngsuite").rglob("*.png")):
        codes = {code for code, _ in _told(path.read_bytes(), badge=False)}
        assert codes == ({"bad-png"} if path.name.startswith("x") else set()), path.name


def test_size_is_known_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    os.truncate(path, MAX_BYTES + 1)
    image, problems = read_image(Found(path, "classes/a.png", "a.png"), badge=True)
    assert image is None
    assert [str(one) for one in problems] == [
        "error[too-large]: classes/a.png: the file is too large (got 1.9 MiB, expected at most 1.9 MiB)\n"
        f"  hint: {HINTS['too-large']}"
    ]


def _read(tmp_path: Path, name: str, data: bytes) -> tuple[bytes, list[Problem]]:
    """Return what is published of a picture, and its problems."""
    path = tmp_path / name
    path.write_bytes(data)
    image, problems = read_image(Found(path, f"classes/{name}", name), badge=True)
    assert image
    assert image.file == f"classes/{name}"
    return image.png or image.svg or b"", problems


def test_a_clean_image_stays_the_same(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.png", _png()) == (_png(), [])
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>'
    assert _read(tmp_path, "a.svg", svg) == (svg, [])


def _noted() -> bytes:
    """Return a PNG with the metadata of editors, cameras and people, between its colours and its pixels."""
    plain = _png()
    notes = [
        _chunk(b"tEXt", b"Author\0Rosa Example"),
        _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a draft")),
        _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        _chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0\0\0\0\0"),
        _chunk(b"tIME", b"\x07\xea\x01\x02\x03\x04\x05"),
        _chunk(b"prVW", b"an earlier picture"),
    ]
    colours = _chunk(b"gAMA", struct.pack(">I", 45455)) + _chunk(b"sRGB", b"\0")
    return plain[:33] + colours + b"".join(notes) + plain[33:] + b"PK\3\4 and a whole archive"


def test_a_png_loses_its_metadata_and_keeps_its_pixels(tmp_path: Path) -> None:
    data, problems = _read(tmp_path, "a.png", _noted())
    kept = _png()[:33] + _chunk(b"gAMA", struct.pack(">I", 45455)) + _chunk(b"sRGB", b"\0") + _png()[33:]
    assert data == kept
    assert [(one.severity, one.code) for one in problems] == [("warning", "image-metadata")]
    assert problems[0].got == "PNG: tEXt Author and 6 more"
    assert _read(tmp_path, "a.png", data) == (data, [])


@pytest.mark.parametrize("kind", ["ob3", "ob2", "clr"])
@pytest.mark.parametrize("name", ["a.png", "a.svg"])
def test_a_baked_badge_is_removed(tmp_path: Path, name: str, kind: Kind) -> None:
    plain = _png() if name == "a.png" else b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path/></svg>'
    baked = bake(plain, '{"name": "Rosa Example"}', kind=kind)
    data, problems = _read(tmp_path, name, baked)
    assert data == plain
    assert [(one.severity, one.code) for one in problems] == [("warning", "image-credential")]


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_problems(data: bytes) -> None:
    assert png_problems(data, "a.png", badge=True)
    assert png_problems(_png()[:8] + data, "a.png", badge=True)
