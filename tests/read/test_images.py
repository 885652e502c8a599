"""Authored images: PNGs that are whole, SVGs that only draw."""

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

from badgepress.read.files import Found
from badgepress.read.images import MAX_BYTES, png_problems, read_image
from badgepress.read.svg import svg_problems

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


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
    assert _told(_png(600, 400)) == [("image-not-square", "the image of a badge is square (got 600 × 400)")]
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
        "error[too-large]: classes/a.png: the file is too large (got 1.9 MiB, expected at most 1.9 MiB)"
    ]


def test_bytes_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(f"{HEAD}</svg>")
    image, problems = read_image(Found(path, "classes/a.svg", "a.svg"), badge=True)
    assert problems == []
    assert image
    assert (image.svg, image.png, image.file) == (path.read_bytes(), None, "classes/a.svg")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_problems(data: bytes) -> None:
    assert png_problems(data, "a.png", badge=True)
    assert png_problems(_png()[:8] + data, "a.png", badge=True)


def _svg(inner: str, *, head: str = HEAD) -> list[tuple[str, int, str]]:
    found = svg_problems(f"{head}\n{inner}\n</svg>".encode(), "a.svg", badge=True)
    return [(one.code, one.place.line, one.got) for one in found]


@pytest.mark.parametrize(
    "inner",
    [
        '<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0"/>',
        "<g style=\"fill: url( '#a' ); opacity: .5\"/>",
        '<use href="#a"/><use xlink:href=" #b"/>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        "<style>@media (prefers-color-scheme: dark) { path { fill: #fff } }</style>",
        "<title>One url(x) &amp; onload=</title><desc>script</desc>",
        '<metadata xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:RDF rdf:about="http://x.example/"/></metadata>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="a\\b" i:onload="x"/>',
        '<text aria-label="a\\b">text</text>',
        '<animate attributeName="opacity" from="0" to="1"/>',
        "<!-- a comment: <script> -->",
    ],
)
def test_what_draws_is_fine(inner: str) -> None:
    assert _svg(inner) == []


@pytest.mark.parametrize(
    ("inner", "code", "got"),
    [
        ("<SCRIPT/>", "svg-script", "<SCRIPT>"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "svg-script", "<script>"),
        ('<script xmlns="http://www.w3.org/1999/xhtml"/>', "svg-script", "<script>"),
        ("<iframe/>", "svg-embedded", "<iframe>"),
        ('<b xmlns="http://www.w3.org/1999/xhtml"/>', "svg-embedded", "<b>"),
        ('<g ONCLICK="x"/>', "svg-event-handler", "ONCLICK="),
        ('<g onbegin="x"/>', "svg-event-handler", "onbegin="),
        ('<g xmlns:i="urn:i" onload="x"/>', "svg-event-handler", "onload="),
        ('<animate attributeName="xlink:href" to="x"/>', "svg-event-handler", "attributeName=xlink:href"),
        ('<a href="java&#10;script:x"/>', "svg-outside-reference", "href=java script:x"),
        ('<use href="a.svg#b"/>', "svg-outside-reference", "href=a.svg#b"),
        ('<image href="//x.example/a.png"/>', "svg-outside-reference", "href=//x.example/a.png"),
        ('<image href="data:image/svg+xml,x"/>', "svg-outside-reference", "href=data:image/svg+xml,x"),
        ('<use href="data:image/png;base64,AA=="/>', "svg-outside-reference", "href=data:image/png;base64,AA=="),
        ('<g xml:base="https://x.example/"/>', "svg-outside-reference", "base=https://x.example/"),
        ('<g filter="URL( &quot;https://x.example/&quot;)"/>', "svg-outside-reference", "url(https://x.example/)"),
        ('<g style="fill:url(/**/#a)"/>', "svg-outside-reference", "url(/**/#a)"),
        ('<g fill="\\75 rl(//x.example)"/>', "svg-style", "a backslash"),
        ("<style>a { background: image-set('//x.example' 1x) }</style>", "svg-style", "image-set("),
        ("<style><![CDATA[@IMPORT '//x.example']]></style>", "svg-style", "@IMPORT"),
        ("<style>@imp<!-- -->ort '//x.example';</style>", "svg-style", "@import"),
        ('<g style="behavior: x"/>', "svg-style", "behavior:"),
        ("<blink/>", "svg-element", "<blink>"),
        ('<g xmlns=""/>', "", ""),
    ],
)
def test_what_acts_or_leads_outside_is_refused(inner: str, code: str, got: str) -> None:
    assert _svg(inner) == ([(code, 2, got)] if code else [])


def test_lines_inside_of_styles() -> None:
    inner = '<g\n  id="a"\n/>\n<style\n  type="text/css">a {}\n\nb { fill: url(x) }\n</style>'
    assert _svg(inner) == [("svg-outside-reference", 8, "url(x)")]


def test_entities_are_never_expanded() -> None:
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(30))
    text = f'<!DOCTYPE svg [<!ENTITY a0 "x">{lines}]>\n{HEAD}&a30;</svg>'
    assert [one.code for one in svg_problems(text.encode(), "a.svg", badge=True)] == ["svg-doctype"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an svg",
        b"<svg/>",
        b"<html/>",
        b'<?xml version="1.0" encoding="utf-16"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        f"{HEAD}</svg>".encode("utf-16"),
        f"{HEAD}{'<g>' * 5000}".encode(),
        f"{HEAD}{'<g/>' * 60_000}</svg>".encode(),
        f"{HEAD}&nbsp;</svg>".encode(),
        f"{HEAD}</svg><svg/>".encode(),
    ],
)
def test_what_is_no_svg(data: bytes) -> None:
    assert "bad-svg" in [one.code for one in svg_problems(data, "a.svg", badge=True)]


def test_no_more_than_a_hundred_findings_are_told() -> None:
    for count in (98, 99, 100, 30_000):
        assert len(_svg('<g onload="x"/>' * count + "<broken>")) == min(count + 2, 100)
    text = "url(x)" * 300_000
    assert len(_svg(f"<style>{text}</style>")) == 100


def test_all_findings_at_once() -> None:
    assert [one[:2] for one in _svg('<script/>\n<g onload="x" style="a:url(b)"/>\n<blink/>')] == [
        ("svg-script", 2),
        ("svg-event-handler", 3),
        ("svg-outside-reference", 3),
        ("svg-element", 4),
    ]


@pytest.mark.parametrize(
    ("attributes", "codes"),
    [
        ('viewBox="0 0 600 600"', []),
        ('viewBox="0,0,600,598"', []),
        ('width="10mm" height="10mm"', []),
        ('width="600" height="400"', ["image-not-square"]),
        ('viewBox="0 0 9 6" width="9" height="9"', ["image-not-square"]),
        ('width="100%" height="100%"', ["svg-no-size"]),
        ('viewBox="0 0 nan nan"', ["svg-no-size"]),
        ("", ["svg-no-size"]),
    ],
)
def test_measures_of_an_svg(attributes: str, codes: list[str]) -> None:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()
    assert [one.code for one in svg_problems(text, "a.svg", badge=True)] == codes
    assert svg_problems(text, "a.svg", badge=False) == []
    assert all(one.severity == "warning" for one in svg_problems(text, "a.svg", badge=True))


@given(st.text('<>/="# svgurl()&;:onx\n', max_size=80))
def test_arbitrary_text_never_raises(text: str) -> None:
    svg_problems(f"{HEAD}{text}</svg>".encode(), "a.svg", badge=True)
