"""Markdown, words and the little helpers of pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.render import Renderer, guilloche, html, markdown, words
from tests.render.conftest import NOW, a_program


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


def test_markdown_as_lines() -> None:
    text = "# Head\n\nOne\ntwo.\n\n- a *b*\n- c\n    - d\n\nx &amp; y<br>on <script>no</script>\n\n    code"
    assert markdown.to_lines(text) == [
        *((False, "Head"), (False, "One two."), (True, "a b"), (True, "c"), (True, "d")),
        *((False, "x & y on"), (False, "code")),
    ]
    assert markdown.to_lines("") == []


def test_dates_and_counts_in_words() -> None:
    assert words.day(datetime(2026, 9, 4, 23, tzinfo=UTC)) == "4 September 2026"
    assert words.period({"years": 2, "months": 1}) == "2 years, 1 month"
    assert words.many(1, "badge_one", "badge_many") == "1 badge"
    assert words.many(1200, "badge_one", "badge_many") == "1\u202f200 badges"


def test_every_word_a_template_asks_for_exists() -> None:
    asked = set()
    for file in html.default_templates().glob("*.html"):
        asked |= set(re.findall(r"\bt\('([a-z_A-Z]+)'[,)]", file.read_text("utf-8")))
    assert asked
    assert asked <= set(words.EN)


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


def test_languages_have_a_direction() -> None:
    assert (html.direction("ar-EG"), html.direction("pt")) == ("rtl", "ltr")


def test_a_figure_is_its_seeds_own() -> None:
    assert guilloche.drawing("a") == guilloche.drawing("a")
    assert len({guilloche.drawing(str(seed)) for seed in range(50)}) == 50


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ nothing_here }}", "'nothing_here' is undefined"),
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
    ],
)
def test_a_broken_template_is_told_with_its_file(bundle: Bundle, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "404.html").write_text(text)
    renderer = Renderer(a_program(), templates=tmp_path, now=NOW, bundle=bundle)
    with pytest.raises(RenderError) as caught:
        list(renderer.shared())
    assert caught.value.code == "bad-template"
    assert message in str(caught.value)
    assert "404.html" in str(caught.value)
