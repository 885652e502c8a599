"""Tests how badges, names and previews are drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from badgepress import colour
from badgepress.bundle import Bundle
from badgepress.model import Art, BadgeClass, Level, Program
from badgepress.model.badge import Shape
from badgepress.model.issued import Issued, State
from badgepress.render import Renderer, problems_with
from badgepress.render.pictures import art, icons, palette, typeset
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.images import rastered
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.templating import html
from tests.render.conftest import NOW, Site, a_program, issue

NAMES = [
    *("Sofía Andrade", "Þórdís Łukasik", "Nguyễn Thị Ánh", "Ɔkɔmfo Ɛsi", "Ɓala Ɗan", "Ḥasan Ṣāliḥ"),
    *("Ольга Білик", "Ҡазан Ҷ", "Ελένη Βλάχου", "Ἀριστοτέλης", "გიორგი", "Արմեն"),
    *("سارة الخطيب", "דוד לוי", "סרה Sara 12", "अनन्या शर्मा", "বাংলা নাম", "தமிழ் பெயர்", "తెలుగు పేరు"),
    *("ગુજરાતી નામ", "ਪੰਜਾਬੀ ਨਾਮ", "ಕನ್ನಡ ಹೆಸರು", "മലയാളം പേര്", "ଓଡ଼ିଆ ନାମ", "සිංහල නම"),
    *("สมชาย ใจดี", "ສົມພອນ", "សុខ ចាន់", "မောင်မောင်", "አበበ ቢቂላ", "田中 美咲", "김민준", "张伟明", "陳怡婷"),
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
    picture = rastered(svg, 64)
    assert picture.size == (64, 64)
    assert picture.getpixel((32, 24))[3] == 255  # type: ignore[index]


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


def test_a_name_is_drawn_in_one_hand_where_there_is_one(letters: Lettering) -> None:
    for name, hand in (("Dr. سارة", "noto-"), ("Ɔkɔmfo", "noto-"), ("Łukasz Łoś", "geologica-")):
        runs = letters.shape(name, 700)
        assert runs
        assert {run.font.startswith(hand) for run in runs} == {True}, name


def test_runs_to_the_left_stand_in_the_order_they_are_read(letters: Lettering) -> None:
    runs = letters.shape("דוד Łukasz לוי", 700)
    assert runs
    alone = letters.shape("Łukasz", 700)
    assert alone
    latin = [glyph for run in runs for glyph, *_ in run.glyphs][4:10]
    again = letters.shape("לוי Łukasz", 700)
    assert again
    assert latin == [glyph for run in again for glyph, *_ in run.glyphs][:6]


def test_a_mask_is_the_ink_and_no_more(letters: Lettering) -> None:
    mask = letters.mask("Åg", 60)
    assert mask
    rows = [mask.data[at : at + mask.width] for at in range(0, len(mask.data), mask.width)]
    assert any(rows[0])
    assert any(rows[-1])
    assert 0 < mask.ascent < mask.height


def test_what_no_font_has_is_left_out(letters: Lettering) -> None:
    assert letters.mask("Ana \U0001f680", 40) is None
    assert letters.lacking("Ana \U0001f680") == "\U0001f680"
    assert letters.lacking("Ana") == ""
    assert letters.lacking("\ue000") == "\ue000"
    assert letters.shape("A\u202ena") is None
    assert letters.outline("\u2d30", 40, 0, 0) is None
    assert letters.width("", 40) is None


def _preview(program: Program, bundle: Bundle, cache: Path, issued: Issued) -> Image.Image:
    files = dict(Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache).award(issued))
    data = files[f"{issued.path}preview.png"]
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert picture.size == (1200, 630)
        assert len(data) <= 60_000
        return picture.convert("RGB")


def test_previews_are_whole_and_differ_in_the_band_alone(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    one = _preview(program, bundle, cache, make("one"))
    other = _preview(program, bundle, cache, make("two", recipient={"name": "Ольга Білик"}))
    assert one.crop((0, 0, 1200, 168)).tobytes() == other.crop((0, 0, 1200, 168)).tobytes()
    assert one.crop((0, 316, 1200, 630)).tobytes() == other.crop((0, 316, 1200, 630)).tobytes()
    assert one.crop((560, 168, 1200, 316)).tobytes() != other.crop((560, 168, 1200, 316)).tobytes()


@pytest.mark.parametrize(
    "name",
    ["W" * 120, "سارة " * 24, "田" * 120, "Maria Fernanda Gonçalves de Albuquerque", "สมชาย" * 24, "a" + "\u0301" * 90],
)
def test_previews_take_any_name(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued], name: str
) -> None:
    picture = _preview(program, bundle, cache, make("long", recipient={"name": name.strip()}))
    margin = picture.crop((1160, 168, 1200, 316)).getcolors()
    assert margin is not None
    assert len(margin) == 1


def test_a_long_name_takes_two_lines_and_is_not_cut(letters: Lettering) -> None:
    one = typeset.fitted(letters, "Ana Lima", 580, sizes=(66, 46), least=31)
    assert one == (("Ana Lima",), 66)
    name = "Maria Fernanda Gonçalves de Albuquerque"
    two = typeset.fitted(letters, name, 580, sizes=(66, 46), least=31)
    assert two
    assert " ".join(two.lines) == name
    assert two.size >= 40
    cut = typeset.fitted(letters, "Wolfeschlegelstein" * 8, 580, sizes=(66, 46), least=31)
    assert cut
    assert len(cut.lines) == 2
    assert cut.lines[1].endswith("…")
    assert all((letters.width(line, cut.size) or 0) <= 580 for line in cut.lines)
    assert typeset.fitted(letters, "Ana \U0001f680", 580, sizes=(66,), least=31) is None


def test_marks_stay_with_their_letter_when_a_name_is_cut(letters: Lettering) -> None:
    cut = typeset.fitted(letters, "न्दी" * 40, 300, sizes=(60,), least=40)
    assert cut
    assert not any(line.startswith(("\u094d", "\u0940")) for line in cut.lines)


def test_a_name_that_cannot_be_drawn_leaves_a_whole_preview_without_it(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    odd = _preview(program, bundle, cache, make("odd", recipient={"name": "Ana \U0001f680"}))
    none = _preview(
        program, bundle, cache, make("none", recipient={"identity": "sha256$" + "5d" * 32, "salt": "s" * 16})
    )
    assert odd.tobytes() == none.tobytes()


def test_undrawable_names_are_reported_except_of_unlisted_awards(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    name = {"name": "Ana \U0001f680"}
    (told,) = renderer.undrawn(make("odd", recipient=name), "badges/assertions/odd.yml")
    assert str(told) == (
        "warning[name-not-drawn]: badges/assertions/odd.yml: recipient.name: the earner's name of award 'odd' cannot "
        "be drawn and is left out of its link preview (got U+1F680 ROCKET)\n"
        "  hint: no bundled font has this character; pages still show the name"
    )
    assert renderer.undrawn(make("odd", recipient=name, visibility="unlisted"), "") == []
    assert renderer.undrawn(make("fine"), "") == []
    assert renderer.warnings() == []
    strange = Renderer(a_program(" \U0001f680"), templates=None, now=NOW, bundle=bundle, cache=cache)
    assert [one.place.file for one in strange.warnings()] == [
        *("badges/program.yml", "badges/classes/first-steps.yml", "badges/issuers/guild.yml", "badges/earners/ana.yml")
    ]


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


@pytest.mark.heavy
def test_seals_are_readable_without_colour(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    """Check that in greyscale every seal differs from all others and from no seal, by its word."""
    awards: dict[str, Issued] = {
        "active": make("one"),
        "expired": make("one", issued="2020-01-01"),
        **{
            state: make("one", state=state, version=1, current=1)
            for state in (State.REVOKED, State.SUSPENDED, State.SUPERSEDED, State.PREVIEW)
        },
    }
    grey = {
        name: _preview(program, bundle, cache, award).convert("L").crop((60, 400, 440, 560))
        for name, award in awards.items()
    }
    for one, other in combinations(grey, 2):
        difference = ImageStat.Stat(ImageChops.difference(grey[one], grey[other]))
        assert difference.rms[0] > (20 if one == "active" else 8), (one, other)


def test_previews_of_awards_written_to_the_left_are_mirrored(
    bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    program = a_program()
    settings = program.settings.model_copy(update={"language": "ar"})
    arabic = Program(**{name: getattr(program, name) for name in Program.__slots__} | {"settings": settings})
    written = issue(arabic, "one")
    mirrored, plain = _preview(arabic, bundle, cache, written), _preview(program, bundle, cache, make("one"))
    # the word on the ribbon differs, so the panels' few shades differ too
    difference = ImageChops.difference(mirrored.crop((700, 0, 1200, 160)), plain.crop((0, 0, 500, 160)))
    assert max(ImageStat.Stat(difference).rms) < 8
    margin = mirrored.crop((641, 168, 699, 316)).getcolors()
    assert margin is not None
    assert len(margin) == 1


def test_an_unknown_icon_is_reported_with_file_and_names(program: Program, bundle: Bundle) -> None:
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
    drawn: list[int] = []

    def draw() -> bytes:
        drawn.append(1)
        return palette.png(Image.new("RGB", (48, 48), "#123456"))

    kept = PictureCache(tmp_path)
    first = kept.get("a square", (48, 48), draw)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes().endswith(first)
    assert kept.get("a square", (48, 48), draw) == first
    assert len(drawn) == 1
    file.write_bytes(first[:60])
    assert kept.get("a square", (48, 48), draw) == first
    assert file.read_bytes().endswith(first)
    assert len(drawn) == 2
    assert PictureCache().get("a square", (48, 48), draw) == first
    assert len(drawn) == 3


def test_a_non_square_svg_becomes_a_square() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    assert rastered(svg, 50).size == (50, 50)


@pytest.mark.parametrize("shape", ["hexagon", "rosette"])
def test_a_badge_in_few_colours_is_the_same_to_the_eye(
    shape: Shape, drawn_icons: Mapping[str, str], letters: Lettering
) -> None:
    svg = art.draw(Art(shape=shape, colour="#1f5fbf"), "Data Foundations", Level.ADVANCED, drawn_icons, letters)
    full = rastered(svg)
    packed = palette.packed(full)
    assert len(packed) < len(palette.png(full)) * 0.55
    with Image.open(io.BytesIO(packed)) as few:
        assert few.mode == "P"
        shown = few.convert("RGBA")
    for ground in ("#ffffff", "#101820"):
        one, other = (
            Image.alpha_composite(Image.new("RGBA", full.size, ground), each).convert("RGB") for each in (full, shown)
        )
        difference = ImageStat.Stat(ImageChops.difference(one, other))
        assert max(difference.rms) < 3
    covers = zip(full.getchannel("A").tobytes(), shown.getchannel("A").tobytes(), strict=True)
    assert all((one == 0) == (other == 0) and (one == 255) == (other == 255) for one, other in covers)


def test_a_picture_that_needs_its_colours_keeps_them() -> None:
    noise = Image.effect_noise((64, 64), 200)
    photo = Image.merge("RGBA", (noise, noise.rotate(90), noise.rotate(180), Image.new("L", (64, 64), 255)))
    with Image.open(io.BytesIO(palette.packed(photo))) as packed:
        assert packed.mode == "RGBA"
        assert packed.tobytes() == photo.tobytes()


def test_a_picture_with_nothing_in_it_is_packed_too() -> None:
    with Image.open(io.BytesIO(palette.packed(Image.new("RGBA", (8, 8), (0, 0, 0, 0))))) as packed:
        assert packed.convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_html_of_a_class_with_a_png_uses_its_small_picture(site: Site) -> None:
    assert b'src="../../badges/next-steps/thumb.webp"' in site["badges/next-steps/index.html"]
    assert a_program().images["next-steps"].png == site["badges/next-steps/badge.png"]
