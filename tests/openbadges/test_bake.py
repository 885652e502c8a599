from __future__ import annotations

import pytest

from badgepress.errors import BakeError
from badgepress.openbadges.images.bake import Baked, bake, blank, is_image, unbake, unbake_all
from tests.openbadges.samples import SVG, png

IMAGES = [pytest.param(png(), id="png"), pytest.param(SVG, id="svg")]


@pytest.mark.parametrize("image", IMAGES)
def test_bake_and_unbake(image: bytes) -> None:
    made = bake(image, b'{"id":"x"}')
    assert is_image(image)
    assert unbake(made).text == '{"id":"x"}'
    assert bake(made, '{"id":"x"}') == made


@pytest.mark.parametrize("image", IMAGES)
def test_unbake_takes_the_newest_kind(image: bytes) -> None:
    made = bake(bake(bake(image, "{}", kind="ob3"), "[2]", kind="ob2"), "[1]", kind="clr")
    assert unbake(made).kind == "ob3"
    assert {found.kind for found in unbake_all(made)} == {"ob3", "clr", "ob2"}
    assert unbake(bake(bake(image, "[2]", kind="ob2"), "[1]", kind="clr")).text == "[1]"


@pytest.mark.parametrize("image", IMAGES)
def test_one_blank_bakes_many_credentials(image: bytes) -> None:
    ready = blank(bake(image, '{"old":1}'))
    for text in ('{"id":"1"}', '{"id":"2"}'):
        assert ready.bake(text) == bake(image, text)


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_without_a_badge(image: bytes) -> None:
    assert unbake_all(image) == []
    with pytest.raises(BakeError) as raised:
        unbake(image)
    assert str(raised.value) == "error[bake-empty]: the image carries no badge"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7", b'{"id":1}'])
def test_not_an_image(data: bytes) -> None:
    assert not is_image(data)
    for use in (lambda: bake(data, "{}"), lambda: unbake(data)):
        with pytest.raises(BakeError) as raised:
            use()
        assert str(raised.value) == (
            f"error[bake-not-image]: neither a PNG nor an SVG image (got {len(data)} bytes, expected PNG or SVG)"
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "the credential is not UTF-8 text"),
        ("\ud800", "the credential is not UTF-8 text"),
        ("", "the credential is empty or has a zero byte"),
        (" \n", "the credential is empty or has a zero byte"),
        ("a\0b", "the credential is empty or has a zero byte"),
    ],
)
def test_not_a_credential(text: str | bytes, message: str) -> None:
    with pytest.raises(BakeError) as raised:
        bake(png(), text)
    assert str(raised.value) == f"error[bake-not-text]: {message}"


def test_old_badges() -> None:
    old = png([(b"tEXt", b"openbadges\0https://old.example/1.json")])
    assert unbake(old) == Baked("ob2", "https://old.example/1.json", "tEXt")
