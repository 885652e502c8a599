"""Tests a programme's theme: its palette and style, and its logo and font on the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress import colour
from badgepress.bundle import Bundle
from badgepress.model import ClassImage, Program, Theme
from badgepress.model.theme import DARK, ENOUGH, LIGHT, palette, weaknesses
from badgepress.render.templating import theme
from tests.render.conftest import a_program, render

TOKENS = Path(__file__).resolve().parents[2] / "templates" / "assets" / "tokens.css"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><path d="M0 0h9v9z"/></svg>'


def themed(program: Program, **values: object) -> Program:
    settings = program.settings.model_copy(update={"theme": Theme.model_validate(values)})
    return replace(program, settings=settings)


def test_default_palettes_are_those_of_the_tokens() -> None:
    light, dark = TOKENS.read_text("utf-8").split("@media (prefers-color-scheme: dark)")
    for text, expected in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        assert {name: found[name] for name in expected} == expected


def test_a_theme_that_says_nothing_changes_nothing() -> None:
    assert theme.style(Theme()) == ""
    assert list(weaknesses(Theme())) == []


@given(accent=COLOURS, paper=COLOURS, ink=COLOURS)
def test_colours_without_a_warning_are_readable(accent: str, paper: str, ink: str) -> None:
    wanted = Theme(accent=accent, paper=paper, ink=ink)
    weak = {one.key for one in weaknesses(wanted)}
    light = {**LIGHT, **palette(wanted, dark=False)}
    if not weak:
        for text, ground in (("ink", "paper"), ("soft", "sheet"), ("accent", "paper"), ("accent-ink", "accent")):
            assert colour.contrast(light[text], light[ground]) >= ENOUGH
    if colour.contrast(accent, paper) < ENOUGH:
        assert "accent" in weak


@given(accent=COLOURS)
def test_the_suggested_colour_is_readable(accent: str) -> None:
    for weak in weaknesses(Theme(accent=accent)):
        if weak.better and weak.key == "accent":
            assert colour.contrast(weak.better, weak.ground) >= ENOUGH


@given(accent=COLOURS)
def test_a_readable_accent_is_readable_in_the_dark_as_well(accent: str) -> None:
    dark = {**DARK, **palette(Theme(accent=accent), dark=True)}
    assert colour.contrast(dark["accent"], dark["paper"]) >= ENOUGH
    assert colour.contrast(dark["accent-ink"], dark["accent"]) >= ENOUGH


def test_style_logo_and_font_reach_the_pages(bundle: Bundle, cache: Path) -> None:
    program = themed(
        a_program(), accent="#7a1f5c", dark={"accent": "#f0a6d4"}, corners="square", font="own.woff2", logo="own.svg"
    )
    program = replace(program, logo=ClassImage("own.svg", svg=LOGO), font=b"wOF2 made up")
    site = render(program, bundle, cache)
    style = next(data for path, data in site.items() if re.match(r"assets/site\.[0-9a-f]+\.css", path)).decode()
    assert ":root{--accent:#7a1f5c;" in style
    assert "--radius:0;" in style
    assert style.index("--accent:#0b5563") < style.index("--accent:#7a1f5c") < style.index("--accent:#f0a6d4")
    font = next(path for path in site if re.match(r"assets/theme\.[0-9a-f]+\.woff2", path))
    assert f"url({font.removeprefix('assets/')})" in style
    page = site["index.html"].decode()
    logo = next(path for path in site if re.match(r"assets/logo\.[0-9a-f]+\.svg", path))
    assert f'<img class="top__logo" src="./{logo}" width="72" height="36" alt="">' in page
    assert f'href="./{font}" as="font"' in page
    assert "geologica-latin-wght-normal" not in page
    assert "--accent:#7a1f5c" in site["verify/offline.html"].decode()


@pytest.mark.parametrize("font", ["system", "serif"])
def test_the_readers_own_fonts_need_no_loading(font: str, bundle: Bundle, cache: Path) -> None:
    site = render(themed(a_program(), font=font), bundle, cache)
    assert 'as="font"' not in site["index.html"].decode()


def test_an_own_style_loses_only_white_space(bundle: Bundle, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    own = """/* Ours. */
    .mark :is(p) > a { width: calc(1px + 2px); }
    .mark::before { content: " /* a ; b */ { "; }
    """
    (tmp_path / "assets" / "embed.css").write_text(own, encoding="utf-8")
    site = render(a_program(), bundle, cache, templates=tmp_path)
    style = next(data for path, data in site.items() if path.startswith("assets/embed.")).decode()
    assert style.endswith('.mark :is(p)>a{width:calc(1px + 2px)}.mark::before{content:" /* a ; b */ { "}\n')
