"""Tests QR codes: they have the same modules as segno's, and another decoder can read them."""

from __future__ import annotations

import re

import segno
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from badgepress.render.pictures.qr import Code, Codes
from tests.render.codes import read, rendered
from tests.tiers import examples

START = "https://badges.example.org/guild/awards/"
CODES = Codes(START)


def modules(code: Code) -> list[list[int]]:
    """Turn the path back into rows of modules."""
    rows = [[0] * code.side for _ in range(code.side)]
    x = y = 0
    assert code.path.startswith("M0 .5m")
    for dx, dy, wide in re.findall(r"m(-?\d+) (\d+)h(\d+)", code.path):
        x, y = x + int(dx), y + int(dy)
        rows[y][x : x + int(wide)] = [1] * int(wide)
        x += int(wide)
    return rows


@settings(max_examples=examples(12))
@given(some.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}/([1-9]/)?", fullmatch=True))
def test_a_code_is_the_one_that_segno_makes(tail: str) -> None:
    code = CODES.draw(START + tail)
    plain = segno.make_qr(START + "@" * len(tail), error="m", mode="byte")
    made = segno.make_qr(START + tail, error="m", mode="byte", version=plain.version, mask=plain.mask)
    assert modules(code) == [list(row) for row in made.matrix]
    assert made.error in "MQH"


def test_a_code_is_read_by_another_decoder() -> None:
    for tail in ("k3v9x2/", "k3v9x2/1/", "x/", "A-long_id-0123456789-of-64-letters-abcdefghijklmnopqrstuvwxyz0123/"):
        assert read(rendered(CODES.draw(START + tail))) == [START + tail]


def test_a_code_survives_damage() -> None:
    picture = rendered(CODES.draw(START + "k3v9x2/"))
    picture.paste(255, (picture.width // 2, picture.height // 2, picture.width // 2 + 50, picture.height // 2 + 50))
    assert isinstance(picture, Image.Image)
    assert read(picture) == [START + "k3v9x2/"]


def test_a_code_is_small() -> None:
    assert len(CODES.draw(START + "k3v9x2m/").path) < 2600
