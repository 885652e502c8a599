"""Badges, names and previews as they are drawn."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from PIL import Image

from badgepress import colour
from badgepress.bundle import Bundle
from badgepress.model import Art, BadgeClass, Level, Program
from badgepress.model.badge import Shape
from badgepress.model.issued import Issued, State
from badgepress.render import Renderer, art, html, icons, problems_with
from badgepress.render.images import rastered
from badgepress.render.lettering import Lettering
from tests.render.conftest import NOW, Site, a_program

NAMES = [
    "Sofía Andrade",
    "Þórdís Łukasik",
    "Ольга Білик",
    "Ελένη Βλάχου",
    "سارة الخطيب",
    "अनन्या शर्मा",
    "田中 美咲",
    "김민준",
]


@pytest.fixture(scope="session")
def letters(bundle: Bundle) -> Lettering:
    return Lettering(bundle.fonts)


@pytest.fixture(scope="session")
def drawn_icons() -> Mapping[str, str]:
    return icons.load(html.folders(None))


def test_there_are_icons_enough(drawn_icons: Mapping[str, str]) -> None:
    assert len(drawn_icons) >= 24
    assert all("<" in markup for markup in drawn_icons.values())


@pytest.mark.parametrize("shape", get_args(Shape))
@pytest.mark.parametrize("level", [None, *Level])
def test_every_shape_and_level_is_drawn_the_same_twice(
    shape: Shape, level: Level | None, drawn_icons: Mapping[str, str], letters: Lettering
) -> None:
    wanted = Art(shape=shape, colour="#1f5fbf", icon="chart")
    svg = art.draw(wanted, "Data Foundations & More", level, drawn_icons, letters)
    assert svg == art.draw(wanted, "Data Foundations & More", level, drawn_icons, letters)
    root = ElementTree.fromstring(svg)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Data Foundations & More"
    assert not [one for one in root.iter() if one.tag.endswith(("}text", "}script", "}image", "}filter"))]
    assert len(svg) < 40_000


def test_further_levels_are_drawn_richer(drawn_icons: Mapping[str, str], letters: Lettering) -> None:
    drawn = {level: art.draw(Art(), "Same Name", level, drawn_icons, letters).decode() for level in (None, *Level)}
    assert len(set(drawn.values())) == 4
    assert "stroke-dasharray" not in drawn[Level.FOUNDATIONAL]
    assert 'stroke-dasharray="0 17"' in drawn[Level.INTERMEDIATE]
    assert 'stroke-dasharray="5.5 4.5"' in drawn[Level.ADVANCED]


@pytest.mark.parametrize("name", ["A" * 120, "Wörter " * 15, "\U0001f600 no such glyph"])
def test_a_name_that_does_not_fit_leaves_the_badge_whole(
    name: str, drawn_icons: Mapping[str, str], letters: Lettering
) -> None:
    svg = art.draw(Art(shape="diamond"), name.strip(), Level.ADVANCED, drawn_icons, letters)
    with Image.open(io.BytesIO(rastered(svg, 64))) as picture:
        assert picture.size == (64, 64)
        assert picture.convert("RGBA").getpixel((32, 24))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize("chosen", ["#000000", "#ffffff", "#f2c200", "#1f5fbf", "#7f7f7f", "#00ff00", "#ff0000"])
@pytest.mark.parametrize("accent", [None, "#808080", "#ffee00", "#101010"])
def test_text_on_a_badge_can_be_read(chosen: str, accent: str | None) -> None:
    paint = colour.tones(chosen, accent)
    assert colour.contrast(paint.ink, paint.field) >= 4.5
    assert colour.contrast(paint.ribbon_ink, paint.ribbon) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_names_of_many_scripts_are_drawn_and_never_as_boxes(name: str, letters: Lettering) -> None:
    runs = letters.shape(name, 700)
    assert runs
    assert all(glyph for run in runs for glyph, *_ in run.glyphs)
    mask = letters.mask(name, 60)
    assert mask
    assert len(mask.data) == mask.width * mask.height
    assert max(mask.data) == 255


def test_arabic_letters_are_joined(letters: Lettering) -> None:
    word, apart = letters.shape("بيت", 700), letters.shape("ب ي ت", 700)
    assert word
    assert apart
    alone = apart[0].glyphs[-1][0]  # the first letter, which stands last: its form without neighbours
    assert alone not in {glyph for glyph, *_ in word[0].glyphs}


def test_what_no_font_has_is_left_out(letters: Lettering) -> None:
    assert letters.mask("Ana \U0001f680", 40) is None
    assert letters.outline("\u2d30", 40, 0, 0) is None
    assert letters.width("", 40) is None


def _preview(program: Program, bundle: Bundle, cache: Path, issued: Issued) -> Image.Image:
    files = dict(Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache).award(issued))
    data = files[f"{issued.path}preview.png"]
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert picture.size == (1200, 630)
        assert len(data) < 400_000
        return picture.convert("RGB")


def test_previews_are_whole_and_differ_in_the_band_alone(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    one = _preview(program, bundle, cache, make("one"))
    other = _preview(program, bundle, cache, make("two", recipient={"name": "Ольга Білик"}))
    assert one.crop((0, 0, 1200, 168)).tobytes() == other.crop((0, 0, 1200, 168)).tobytes()
    assert one.crop((0, 316, 1200, 630)).tobytes() == other.crop((0, 316, 1200, 630)).tobytes()
    assert one.crop((560, 168, 1200, 316)).tobytes() != other.crop((560, 168, 1200, 316)).tobytes()


@pytest.mark.parametrize("name", ["W" * 200, "سارة " * 30, "\U0001f680"])
def test_previews_take_any_name(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued], name: str
) -> None:
    name = name.strip()[:120]
    picture = _preview(program, bundle, cache, make("long", recipient={"name": name}))
    margin = picture.crop((1160, 168, 1200, 316)).getcolors()
    assert margin is not None
    assert len(margin) == 1


def test_an_unlisted_awards_preview_has_no_name(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    one = _preview(program, bundle, cache, make("one", visibility="unlisted", recipient={"name": "Ana"}))
    other = _preview(program, bundle, cache, make("two", visibility="unlisted", recipient={"name": "Olga"}))
    assert one.tobytes() == other.tobytes()


def test_a_revoked_preview_is_sealed(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    plain = _preview(program, bundle, cache, make("one"))
    sealed = _preview(program, bundle, cache, make("one", state=State.REVOKED))
    assert plain.crop((0, 320, 500, 600)).tobytes() != sealed.crop((0, 320, 500, 600)).tobytes()


def test_an_unknown_icon_is_told_with_file_and_names(program: Program, bundle: Bundle) -> None:
    badge = BadgeClass.model_validate(
        {"<file>": "odd", "name": "Odd", "description": "d", "criteria": "c", "art": {"icon": "unicorn"}}
    )
    odd = Program(**{name: getattr(program, name) for name in Program.__slots__} | {"classes": {"odd": badge}})
    (found,) = problems_with(odd, None)
    assert str(found).startswith(
        "error[unknown-icon]: badges/classes/odd.yml: art.icon: no icon 'unicorn' in the templates\n"
        "  hint: icons: book, brain, "
    )


def test_pictures_are_kept_and_a_broken_one_is_drawn_again(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
    first = rastered(svg, 48, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == first
    kept.write_bytes(first[:100])
    rastered.cache_clear()
    assert rastered(svg, 48, tmp_path) == first
    assert kept.read_bytes() == first


def test_a_non_square_svg_becomes_a_square(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    with Image.open(io.BytesIO(rastered(svg, 50, tmp_path))) as picture:
        assert picture.size == (50, 50)


def test_drawing_is_not_slow(
    site: Site, program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    one = make("quick")
    list(renderer.award(one))
    start = time.process_time()
    for _ in range(20):
        list(renderer.award(one))
    assert (time.process_time() - start) / 20 < 0.05


def test_html_of_a_class_with_a_png_uses_its_small_picture(site: Site) -> None:
    assert b'src="../../badges/next-steps/thumb.webp"' in site["badges/next-steps/index.html"]
    assert a_program().images["next-steps"].png == site["badges/next-steps/badge.png"]
