from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badgepress.errors import BakeError
from badgepress.openbadges.images import png
from badgepress.openbadges.images.baked import Baked, How, Kind
from badgepress.openbadges.limits import BAKED_TEXT_BYTES
from tests.openbadges.samples import chunk
from tests.openbadges.samples import png as image

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Type and data of each chunk, parsed independently of the module under test."""
    found, at = [], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def test_the_chunk_is_right_after_the_header_and_uncompressed() -> None:
    made = png.bake(image(), '{"é":1}')
    assert [kind for kind, _ in chunks(made)] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    assert chunks(made)[1][1] == b"openbadgecredential\0\0\0\0\0" + '{"é":1}'.encode()
    with Image.open(io.BytesIO(made)) as opened:
        opened.load()
        assert opened.info["openbadgecredential"] == '{"é":1}'


def test_other_chunks_stay_byte_for_byte() -> None:
    extra = [(b"gAMA", b"\0\0\xb1\x8f"), (b"tEXt", b"Author\0Somebody"), (b"prVt", b"private")]
    assert png.bake(image(extra), "x").replace(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0x"), b"") == image(extra)


@given(TEXT, TEXT)
def test_unbake_undoes_bake_and_the_last_one_stays(first: str, second: str) -> None:
    once = png.bake(image(), second)
    assert png.bake(png.bake(image(), first), second) == once
    assert png.bake(once, second) == once
    assert png.unbake(once) == [Baked("ob3", second, "iTXt")]


def test_one_image_may_carry_every_kind() -> None:
    made = image()
    kinds: list[Kind] = ["ob2", "clr", "ob3"]
    for kind in kinds:
        made = png.bake(made, kind, kind)
    assert png.unbake(made) == [Baked(kind, kind, "iTXt") for kind in reversed(kinds)]


def test_every_earlier_chunk_of_the_kind_is_replaced() -> None:
    old = image([(b"tEXt", b"openbadges\0https://old.example/1"), (b"iTXt", b"openbadges\0\0\0\0\0{}")])
    assert png.unbake(png.bake(old, "new", "ob2")) == [Baked("ob2", "new", "iTXt")]


def test_bytes_after_the_image_are_kept() -> None:
    assert png.bake(image() + b"tail", "x").endswith(b"IEND\xaeB`\x82tail")


@pytest.mark.parametrize(
    ("kind", "data", "text", "how"),
    [
        (b"iTXt", b"openbadges\0\0\0\0\0" + "é".encode(), "é", "iTXt"),
        (b"iTXt", b"openbadges\0\1\0en\0titre\0" + zlib.compress("é".encode()), "é", "iTXt"),
        (b"tEXt", b"openbadges\0https://old.example/1.json", "https://old.example/1.json", "tEXt"),
        (b"tEXt", b"openbadges\0" + "é".encode(), "é", "tEXt"),
        (b"tEXt", b"openbadges\0\xe9", "é", "tEXt"),
        (b"zTXt", b"openbadges\0\0" + zlib.compress(b"{}"), "{}", "zTXt"),
    ],
)
def test_every_kind_of_text_chunk(kind: bytes, data: bytes, text: str, how: How) -> None:
    assert png.unbake(image([(kind, data)])) == [Baked("ob2", text, how)]


def test_other_text_chunks_are_ignored() -> None:
    assert png.unbake(image([(b"tEXt", b"Comment\0openbadges"), (b"iTXt", b"openbadges2\0\0\0\0\0x")])) == []


BOMB = zlib.compress(bytes(BAKED_TEXT_BYTES + 1), 9)
TOO_LARGE = f"error[png-text-too-large]: the badge's text is too large (expected at most {BAKED_TEXT_BYTES} bytes)"
UNREADABLE = "error[png-text]: the badge's text chunk cannot be read: "


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (b"zTXt", b"openbadges\0\0" + BOMB, TOO_LARGE),
        (b"iTXt", b"openbadges\0\1\0\0\0" + BOMB, TOO_LARGE),
        (b"iTXt", b"openbadges\0\0\0\0\0" + b"x" * (BAKED_TEXT_BYTES + 1), TOO_LARGE),
        (b"zTXt", b"openbadges\0\1x", UNREADABLE + "its compression is unknown"),
        (b"iTXt", b"openbadges\0\2\0\0\0x", UNREADABLE + "its compression is unknown"),
        (b"iTXt", b"openbadges\0\1\1\0\0x", UNREADABLE + "its compression is unknown"),
        (b"iTXt", b"openbadges", UNREADABLE + "its compression is unknown"),
        (b"iTXt", b"openbadges\0\0\0\0x", UNREADABLE + "it has too few fields"),
        (b"iTXt", b"openbadges\0\0\0\0\0\xff", UNREADABLE + "it is not UTF-8"),
        (b"zTXt", b"openbadges\0\0nonsense", UNREADABLE + "it cannot be decompressed"),
        (b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(b"text")[:-1], UNREADABLE + "it cannot be decompressed"),
    ],
)
def test_a_text_that_cannot_be_read(kind: bytes, data: bytes, message: str) -> None:
    with pytest.raises(BakeError) as raised:
        png.unbake(image([(kind, data)]))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "texts",
    [
        [bytes(BAKED_TEXT_BYTES // 2), bytes(BAKED_TEXT_BYTES // 2), b"x"],
        [b"{}"] * 101,
    ],
    ids=["long", "many"],
)
def test_all_texts_of_an_image_together_are_limited(texts: list[bytes]) -> None:
    def made(texts: list[bytes]) -> bytes:
        return image([(b"zTXt", b"openbadges\0\0" + zlib.compress(one)) for one in texts])

    assert len(png.unbake(made(texts[:-1]))) == len(texts) - 1
    with pytest.raises(BakeError) as raised:
        png.unbake(made(texts))
    assert str(raised.value) == TOO_LARGE


def header(*fields: int) -> bytes:
    return image()[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", *fields)) + image()[33:]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\n", "error[png-signature]: the image does not begin as a PNG"),
        (image()[:8], "error[png-truncated]: the image ends before its IEND chunk (got 8 bytes)"),
        (image()[:-12], f"error[png-truncated]: the image ends before its IEND chunk (got {len(image()) - 12} bytes)"),
        (image()[:50], "error[png-truncated]: the image ends inside its IDAT chunk (got 50 bytes)"),
        (
            image()[:8] + bytes(30),
            'error[png-truncated]: a chunk\'s type is not four letters (got "\\u0000\\u0000\\u0000\\u0000")',
        ),
        (image()[:45] + b"\xff" + image()[46:], "error[png-checksum]: the IDAT chunk's checksum is wrong"),
        (image()[:8] + image()[33:], "error[png-header]: the image does not begin with a header (IHDR) of 13 bytes"),
        (image()[:33] + image()[8:], "error[png-header]: the image has two headers"),
        (image()[:33] + image()[-12:], "error[png-no-pixels]: the image has no pixels (no IDAT chunk)"),
        (header(0, 1, 8, 0, 0, 0, 0), "error[png-header]: the header says an impossible size (got 0 × 1)"),
        (header(1, 2**31, 8, 0, 0, 0, 0), "error[png-header]: the header says an impossible size (got 1 × 2147483648)"),
        (
            header(1, 1, 4, 2, 0, 0, 0),
            "error[png-header]: the header says an impossible kind of pixel (got colour 2, depth 4)",
        ),
        (
            header(1, 1, 8, 1, 0, 0, 0),
            "error[png-header]: the header says an impossible kind of pixel (got colour 1, depth 8)",
        ),
        (header(1, 1, 8, 0, 0, 0, 2), "error[png-header]: the header says an unknown method (got 0, 0, 2)"),
    ],
)
def test_a_broken_image(data: bytes, message: str) -> None:
    for use in (lambda: png.bake(data, "x"), lambda: png.unbake(data), lambda: png.read_size(data)):
        with pytest.raises(BakeError) as raised:
            use()
        assert str(raised.value) == message


def test_an_image_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "BAKED_IMAGE_BYTES", 60)
    with pytest.raises(BakeError) as raised:
        png.bake(image(), "x")
    assert str(raised.value) == "error[png-too-large]: the image is too large (expected at most 60 bytes)"


def test_read_size() -> None:
    assert png.read_size(image(width=3, height=2)) == (3, 2)


@given(st.data())
def test_a_damaged_image_is_an_error_or_still_an_image(data: st.DataObject) -> None:
    whole = bytearray(png.bake(image(), '{"id":"x"}'))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=3)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    # Any other exception fails the test.
    with suppress(BakeError):
        png.unbake(cut)


def test_pngsuite_keeps_its_pixels(conformance: Path) -> None:
    files = [file for file in sorted((conformance / "pngsuite" / "png").glob("*.png")) if not file.name.startswith("x")]
    assert len(files) > 150
    for file in files:
        before = file.read_bytes()
        after = png.bake(before, '{"id":"x"}')
        assert [found.text for found in png.unbake(after)] == ['{"id":"x"}'], file.name
        with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
            assert (old.mode, old.size, old.tobytes()) == (new.mode, new.size, new.tobytes()), file.name
            assert png.read_size(before) == old.size


def test_broken_pngsuite_files_are_errors(conformance: Path) -> None:
    files = sorted((conformance / "pngsuite" / "png").glob("x*.png"))
    assert len(files) >= 14
    codes = {}
    for file in files:
        with pytest.raises(BakeError) as raised:
            png.bake(file.read_bytes(), "{}")
        codes[file.name] = raised.value.code
    assert codes["xcsn0g01.png"] == "png-checksum"
    assert codes["xdtn0g01.png"] == "png-no-pixels"
    assert codes["xd9n2c08.png"] == "png-header"
    assert codes["xs1n0g01.png"] == "png-signature"
