"""Tests which fonts a text gets, which characters are dropped, and what cannot be set at all."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.render.pictures.typefaces import Typefaces


@pytest.fixture
def faces(bundle: Bundle) -> Typefaces:
    return Typefaces(bundle.fonts)


def test_one_hand_writes_a_name(faces: Typefaces) -> None:
    latin = faces.text("Ana Lima").fonts
    assert len(latin) == 1
    assert faces.text("Nguyễn Thị").fonts != latin
    arabic = faces.text("ليلى حداد, 2026")
    assert arabic.rtl
    assert arabic.fonts[0] != latin[0]
    assert latin[0] in arabic.fonts
    assert not faces.text("Ana حداد").rtl
    assert len(faces.text("森 遥香").fonts) == 2
    assert faces.text("周雨桐 Chang").fonts[0] == faces.text("周雨桐").fonts[0]


def test_control_characters_and_symbols_are_dropped(faces: Typefaces) -> None:
    assert faces.text("Ana\u202e \U0001f469\u200d\U0001f680 Lima\u2066\ufeff").text == "Ana Lima"
    assert faces.text("می\u200cخواهم").text == "می\u200cخواهم"
    assert faces.text("क्\u200dष 🎉").text == "क्\u200dष"
    assert faces.text("a\u0000b\ue000c").text == "abc"


def test_letters_of_no_font_are_an_error_that_names_them(faces: Typefaces) -> None:
    with pytest.raises(RenderError) as caught:
        faces.text("Ana ᚠᚢ")
    (problem,) = caught.value.problems
    assert problem.code == "undrawable-text"
    assert problem.got == "ᚠ (U+16A0) ᚢ (U+16A2)"
    assert "--fonts" in problem.hint


def test_a_font_of_ones_own_draws_what_the_bundled_ones_lack(bundle: Bundle, tmp_path: Path) -> None:
    few, own = tmp_path / "bundled", tmp_path / "own"
    few.mkdir()
    own.mkdir()
    for file in bundle.fonts.glob("geologica-latin-*.woff"):
        shutil.copy(file, few)
    with pytest.raises(RenderError, match="undrawable-text"):
        Typefaces(few).text("ליאור")
    shutil.copy(bundle.fonts / "noto-sans-hebrew-hebrew-600-normal.woff", own / "mine.woff")
    (own / "readme.txt").write_text("no font")
    assert len(Typefaces(few, own).text("ליאור").fonts) == 2


def test_a_broken_font_is_named(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "mine.ttf").write_bytes(b"no font at all")
    with pytest.raises(RenderError) as caught:
        Typefaces(bundle.fonts, tmp_path).text("ᚠ")
    assert (caught.value.code, caught.value.problems[0].place.file) == ("bad-font", "mine.ttf")


def test_long_words_get_places_to_break_at_but_never_inside_a_letter(faces: Typefaces) -> None:
    long = faces.text("W" * 30 + " short")
    assert long.text.replace("\u200b", "") == "W" * 30 + " short"
    assert max(map(len, long.text.split("\u200b"))) <= 14
    marked = faces.text("क्\u200dष" * 20).text
    assert "\u200b" in marked
    for part in marked.split("\u200b")[1:]:
        assert part[0] in "कष"
    assert "\u200b" not in faces.text("อ่านตารางด้วยความระมัดระวัง" * 3).text


def test_only_what_is_used_is_written_in_its_weights(faces: Typefaces, tmp_path: Path) -> None:
    faces.text("Ana")
    faces.text("ליאור")
    faces.write(tmp_path)
    files = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    found = [(font["name"].getDebugName(1), font["OS/2"].usWeightClass) for font in map(TTFont, map(io.BytesIO, files))]
    assert [weight for _, weight in found] == [300, 400, 700, 600]
    assert len({family for family, _ in found}) == 2
    assert {data[:4] for data in files} == {b"\0\1\0\0"}
