"""Tests Markdown, words and small helpers of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.render import Renderer, guilloche
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.templating import html, markdown
from tests.render.conftest import NOW, a_program

WORDS = Catalogues([html.default_templates()]).words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*yes*", "<p><em>yes</em></p>"),
        ("# big", "<h3>big</h3>"),
        ("<script>alert(1)</script>ok", "<p>ok</p>"),
        ('<b onclick="x()">b</b>', "<p>b</p>"),
        ("[a](javascript:alert(1))", '<p><a rel="nofollow noopener noreferrer">a</a></p>'),
        ("[a](../up)", '<p><a rel="nofollow noopener noreferrer">a</a></p>'),
        (
            "[a](https://a.example/?x=1&y)",
            '<p><a href="https://a.example/?x=1&amp;y" rel="nofollow noopener noreferrer">a</a></p>',
        ),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org" rel="nofollow noopener noreferrer">a</a></p>'),
        ("![i](https://a.example/i.png)", "<p></p>"),
        ('<p style="color:red">t</p>', "<p>t</p>"),
    ],
)
def test_markdown_does_no_harm(text: str, expected: str) -> None:
    assert str(markdown.to_html(text)).strip() == expected


def test_markdown_as_text_is_cut_at_a_word() -> None:
    assert markdown.to_text("a **b** & <i>c</i>\n\n- d") == "a b & c d"
    assert markdown.to_text("one two three four", 12) == "one two…"


@pytest.mark.parametrize(
    ("language", "day", "period", "badges", "none"),
    [
        ("en", "4 September 2026", "2 years and 1 month", "1,200 badges", "0 badges"),
        ("en-US", "September 4, 2026", "2 years and 1 month", "1,200 badges", "0 badges"),
        ("es", "4 de septiembre de 2026", "2 años y 1 mes", "1.200 insignias", "0 insignias"),
        ("fr-CA", "4 septembre 2026", "2 ans et 1 mois", "1\u202f200 badges", "0 badge"),
        ("de", "4. September 2026", "2 Jahre und 1 Monat", "1.200 Badges", "0 Badges"),
        ("ar", "4 سبتمبر 2026", "سنتان وشهر واحد", "1,200 شارة", "لا شارات"),
        ("ja", "2026年9月4日", "2年、1か月", "バッジ1,200件", "バッジ0件"),
        ("tlh", "4 September 2026", "2 years and 1 month", "1,200 badges", "0 badges"),
    ],
)
def test_dates_and_counts_are_written_as_the_language_does(
    language: str, day: str, period: str, badges: str, none: str
) -> None:
    words = WORDS(language)
    assert words.day(datetime(2026, 9, 4, 23, tzinfo=UTC)) == day
    assert words.day(datetime(2026, 9, 5, 1, tzinfo=timezone(timedelta(hours=3)))) == day
    assert words.period({"years": 2, "months": 1}) == period
    assert words.many(1200, "badge_one", "badge_many").replace("\xa0", "\u202f") == badges
    assert words.many(0, "badge_one", "badge_many") == none


def test_markdown_as_lines() -> None:
    text = "# Head\n\nOne\ntwo.\n\n- a *b*\n- c\n    - d\n\nx &amp; y<br>on <script>no</script>\n\n    code"
    assert markdown.to_lines(text) == [
        *((False, "Head"), (False, "One two."), (True, "a b"), (True, "c"), (True, "d")),
        *((False, "x & y on"), (False, "code")),
    ]
    assert markdown.to_lines("") == []


@pytest.mark.parametrize(
    ("count", "badges"),
    [(1, "شارة واحدة"), (2, "شارتان"), (3, "3 شارات"), (11, "11 شارة"), (100, "100 شارة"), (103, "103 شارات")],
)
def test_arabic_has_six_forms(count: int, badges: str) -> None:
    assert WORDS("ar").many(count, "badge_one", "badge_many") == badges


def test_a_fraction_takes_the_last_form() -> None:
    assert WORDS("de").many(1.5, "credit_one", "credits") == "1,5 Leistungspunkte"
    assert WORDS("en").many(1.0, "credit_one", "credits") == "1 credit"


def test_a_standards_term_without_words_is_shown_itself() -> None:
    assert WORDS("es").term("type", "Course") == "Curso"
    assert WORDS("es").term("type", "ext:Pathway") == "Pathway"


def test_every_template_is_in_the_readme() -> None:
    folder = html.default_templates()
    readme = (folder / "README.md").read_text("utf-8")
    files = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".html", ".css", ".js", ".typ")
    ]
    assert [name for name in files if f"`{name}`" not in readme] == []


@pytest.mark.parametrize(("path", "root"), [("index.html", "./"), ("a/index.html", "../"), ("a/b/c.html", "../../")])
def test_the_way_to_the_root(path: str, root: str) -> None:
    assert html.root_of(path) == root


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar-EG", "rtl"), ("pt", "ltr"), ("he", "rtl"), ("ckb", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr")],
)
def test_languages_have_a_direction(language: str, direction: str) -> None:
    assert html.direction(language) == direction


def test_each_seed_has_its_own_figure() -> None:
    assert guilloche.drawing("a") == guilloche.drawing("a")
    assert len({guilloche.drawing(str(seed)) for seed in range(50)}) == 50


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ nothing_here }}", "'nothing_here' is undefined"),
        ("{{ t('motto') }}", "no words for 'motto' in 'en'"),
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
    ],
)
def test_a_broken_template_is_reported_with_its_file(bundle: Bundle, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "404.html").write_text(text)
    renderer = Renderer(a_program(), templates=tmp_path, now=NOW, bundle=bundle)
    with pytest.raises(RenderError) as caught:
        list(renderer.shared())
    assert caught.value.code == "bad-template"
    assert message in str(caught.value)
    assert "404.html" in str(caught.value)
