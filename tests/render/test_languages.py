"""Tests pages in several languages: which exist, their words, and the links between them."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import orjson
import pytest
from PIL import Image

from badgepress.bundle import Bundle
from badgepress.model import Program
from badgepress.read import read_program
from badgepress.render import Renderer, problems_with
from badgepress.render.pages.languages import autonym, folder, verdict
from badgepress.words.catalogues import catalogue as read_catalogue
from tests import words
from tests.read.told import lay_out
from tests.render.conftest import NOW, Site, issue

BASE = "https://badges.example.org/"
PROGRAM = """
name: Lindenhof Data Guild
base_url: https://badges.example.org/
languages: [es, ar]
tagline: {en: Badges for data, es: Insignias de datos}
"""
PRACTICE = """
name: {en: Data Practice, es: Práctica de datos, ar: ممارسة البيانات, fi: Datan käyttö}
description: {en: Solves a question., es: Resuelve una pregunta., ar: يحل سؤالًا., fi: Ratkaisee kysymyksen.}
criteria: {en: Finish a project., es: Terminar un proyecto.}
family: {en: Practice, es: Práctica}
type: Course
level: Advanced
expires_after: P2Y
skills: [python]
results:
  - {id: talk, name: {en: Talk, es: Charla}, minimum: "0", maximum: "100"}
"""
REVIEW = "name: Data Review\ndescription: Reviews.\ncriteria: Review it.\nfamily: Practice\nrequires: [data-practice]\n"
SKILLS = "python: {name: {en: Python, es: Pitón}, description: {en: Writes it., es: Lo escribe.}}\n"


def read(root: Path, **files: str) -> Program:
    base = lay_out("_base", root)
    given = {"program": PROGRAM, "skills": SKILLS, "practice": PRACTICE, "review": REVIEW} | files
    names = {"practice": "classes/data-practice", "review": "classes/data-review"}
    for name, text in given.items():
        (base / f"{names.get(name, name)}.yml").write_text(text, "utf-8")
    program, problems = read_program(base)
    assert [one for one in problems if one.severity == "error"] == []
    assert program
    return program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return read(tmp_path_factory.mktemp("languages"))


@pytest.fixture(scope="module")
def build(bundle: Bundle, cache: Path) -> Callable[[Program], Site]:
    def whole(program: Program) -> Site:
        renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
        award: dict[str, Any] = {
            "badge": "data-practice",
            "results": [{"result": "talk", "value": "9", "status": "Completed"}],
        }
        awards = [
            issue(program, "english", **award),
            *(issue(program, tag, language=tag, **award) for tag in ("es", "es-AR", "ar", "fi", "ja")),
        ]
        files = [*renderer.shared(), *(one for award in awards for one in renderer.award(award))]
        files += renderer.whole([renderer.row(award) for award in awards])
        assert len({path for path, _ in files}) == len(files)
        return dict(files)

    return whole


@pytest.fixture(scope="module")
def site(program: Program, build: Callable[[Program], Site]) -> Site:
    return build(program)


def page(site: Site, path: str) -> str:
    return site[path].decode()


def head_of(text: str) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="([a-z]+)"', text)
    assert found
    return f"{found[1]} {found[2]}"


def test_gallery_and_badges_exist_in_every_language_and_nothing_else_does(site: Site) -> None:
    for language in ("es", "ar"):
        assert {path for path in site if path.startswith(f"{language}/")} == {
            f"{language}/index.html",
            *(f"{language}/badges/{slug}/index.html" for slug in ("data-foundations", "data-practice", "data-review")),
        }


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("index.html", "en ltr", ("Badges for data", words.page("find"), "Data Practice")),
        ("es/index.html", "es ltr", ("Insignias de datos", words.page("find", "es"), "Práctica de datos")),
        ("ar/index.html", "ar rtl", ("Badges for data", words.page("find", "ar"), "ممارسة البيانات")),
        ("badges/data-practice/index.html", "en ltr", ("Finish a project.", "2 years", "Course", "0 to 100")),
        ("es/badges/data-practice/index.html", "es ltr", ("Terminar un proyecto.", "2 años", "Curso", "Lo escribe.")),
        ("ar/badges/data-practice/index.html", "ar rtl", ("يحل سؤالًا.", "سنتان", "دورة", "من 0 إلى 100")),
    ],
)
def test_pages_speak_their_language(site: Site, path: str, language: str, words: tuple[str, ...]) -> None:
    text = page(site, path)
    assert head_of(text) == language
    for word in words:
        assert word in text


@pytest.mark.parametrize("below", ["", "badges/data-practice/"])
@pytest.mark.parametrize("language", ["", "es/", "ar/"])
def test_each_page_names_all_of_its_languages(site: Site, below: str, language: str) -> None:
    tree = html5lib.parse(page(site, f"{language}{below}index.html"), namespaceHTMLElements=False)
    links = [(one.get("hreflang"), one.get("href")) for one in tree.iter("link") if one.get("hreflang")]
    addresses = {"en": BASE + below, "es": f"{BASE}es/{below}", "ar": f"{BASE}ar/{below}"}
    assert links == [*addresses.items(), ("x-default", BASE + below)]
    own = [one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"]
    assert own == [f"{BASE}{language}{below}"]
    menu = [one for one in tree.iter("a") if one.get("hreflang")]
    assert [(one.get("lang"), one.get("dir"), one.text) for one in menu] == [
        ("en", "ltr", "English"),
        ("es", "ltr", "Español"),
        ("ar", "rtl", "العربية"),
    ]
    assert [one.get("lang") for one in menu if one.get("aria-current")] == [language.strip("/") or "en"]


def test_pages_that_exist_once_name_no_other_language(site: Site) -> None:
    for path in ("verify/index.html", "skills/index.html", "issuers/guild/index.html", "awards/es/index.html"):
        assert "hreflang" not in page(site, path), path


def test_links_stay_in_the_language_where_they_can(site: Site) -> None:
    gallery = page(site, "es/index.html")
    assert 'href="../es/badges/data-practice/"' in gallery
    assert 'href="../skills/"' in gallery
    badge = page(site, "es/badges/data-review/index.html")
    assert 'class="mini" href="../../../es/badges/data-practice/"' in badge
    assert 'href="../../../badges/data-review/achievement.json"' in badge
    assert f'<meta property="og:image" content="{BASE}badges/data-review/preview.png?v=' in badge
    assert 'href="../../es/badges/data-practice/"' in page(site, "awards/es-AR/index.html")
    assert 'href="../../badges/data-practice/"' in page(site, "awards/ja/index.html")


def test_texts_in_another_language_say_so(site: Site) -> None:
    assert '<h1 class="front__title" dir="auto" lang="en">Badges for data' in page(site, "ar/index.html")
    arabic = page(site, "ar/badges/data-practice/index.html")
    assert '<div class="prose" dir="auto" lang="en"><p>Finish a project.' in arabic
    assert '<h1 class="hero__title" dir="auto">ممارسة البيانات' in arabic
    review = page(site, "es/badges/data-review/index.html")
    assert '<h1 class="hero__title" dir="auto" lang="en">Data Review' in review
    assert '<p class="hero__over" dir="auto">Práctica</p>' in review
    assert ' lang="' not in page(site, "badges/data-practice/index.html").split("<main", 1)[1]


@pytest.mark.parametrize(
    ("award", "language", "words"),
    [
        ("english", "en ltr", ("14 September 2026</time>", "earned", "Completed")),
        ("es", "es ltr", ("14 de septiembre de 2026</time>", "obtuvo", "Completado", "Charla", "Terminar")),
        ("es-AR", "es ltr", ("14 de septiembre de 2026</time>", "Práctica de datos")),
        ("ar", "ar rtl", ("14 سبتمبر 2026", "ممارسة البيانات", "مكتمل")),
        # no class text in Japanese, no catalogue in Finnish
        ("ja", "en ltr", ("14 September 2026</time>", "Data Practice")),
        ("fi", "en ltr", ("14 September 2026</time>", 'lang="fi">Datan käyttö</bdi>')),
    ],
)
def test_an_award_speaks_the_language_it_was_issued_in(
    site: Site, award: str, language: str, words: tuple[str, ...]
) -> None:
    text = page(site, f"awards/{award}/index.html")
    assert head_of(text) == language
    assert head_of(page(site, f"awards/{award}/embed.html")) == language
    for word in words:
        assert word in text, word


@pytest.mark.parametrize(("award", "starts"), [("english", "left"), ("ar", "right")])
def test_a_preview_begins_where_the_awards_language_does(site: Site, award: str, starts: str) -> None:
    with Image.open(io.BytesIO(site[f"awards/{award}/preview.png"])) as picture:
        drawn = picture.convert("RGB")
    halves = {"left": drawn.crop((0, 0, 500, 630)), "right": drawn.crop((700, 0, 1200, 630))}
    shades = {side: len(half.getcolors(1 << 20) or ()) for side, half in halves.items()}
    assert max(shades, key=lambda side: shades[side]) == starts


@pytest.mark.heavy
def test_a_level_stands_on_the_ribbon_in_the_badges_language(program: Program, bundle: Bundle) -> None:
    drawn = {}
    for language in ("en", "es", "ar", "fi"):
        badge = program.classes["data-practice"].model_copy(update={"language": language})
        told = replace(program, classes={**program.classes, badge.slug: badge})
        renderer = Renderer(told, templates=None, now=NOW, bundle=bundle)
        drawn[language] = dict(renderer.pictures(badge.slug))["badges/data-practice/badge.svg"]
    assert len({drawn["en"], drawn["es"], drawn["ar"]}) == 3
    # no catalogue in Finnish
    assert drawn["fi"] == drawn["en"]


def test_a_credential_is_composed_in_the_awards_language(site: Site) -> None:
    spoken = {}
    for award in ("english", "es", "es-AR", "ar", "fi", "ja"):
        credential = orjson.loads(site[f"awards/{award}/credential.json"])
        achievement = credential["credentialSubject"]["achievement"]
        spoken[award] = (achievement["inLanguage"], credential["name"], achievement["criteria"]["narrative"])
    assert spoken == {
        "english": ("en", "Data Practice", "Finish a project."),
        "es": ("es", "Práctica de datos", "Terminar un proyecto."),
        "es-AR": ("es", "Práctica de datos", "Terminar un proyecto."),
        "ar": ("ar", "ممارسة البيانات", "Finish a project."),
        "fi": ("fi", "Datan käyttö", "Finish a project."),
        "ja": ("en", "Data Practice", "Finish a project."),
    }
    spanish = orjson.loads(site["awards/es/credential.json"])["credentialSubject"]["achievement"]
    assert [one["targetName"] for one in spanish["alignment"]] == ["Pitón"]
    assert [one["name"] for one in spanish["resultDescription"]] == ["Charla"]
    assert orjson.loads(site["badges/data-practice/achievement.json"])["name"] == "Data Practice"


def test_what_is_shared_of_an_award_is_in_its_language(site: Site) -> None:
    title = orjson.loads(site["awards/es/oembed.json"])["title"]
    issuer = orjson.loads(site["awards/es/oembed.json"])["author_name"]
    assert title == words.page("og_award", "es", badge="Práctica de datos", issuer=issuer, name="Ana Lima")
    assert f'<meta property="og:title" content="{title}">' in page(site, "awards/es/index.html")
    assert site["awards/es/preview.png"] != site["awards/english/preview.png"]


def test_the_place_of_the_verdict_says_which_language_its_script_speaks(site: Site) -> None:
    for language in ("ar", "es", "ja"):
        assert re.search(r'<section id="verdict" [^>]*aria-live="polite">', page(site, f"awards/{language}/index.html"))
        assert verdict(language) == {}
    assert verdict("tlh") == {"lang": "en", "dir": "ltr"}


def test_the_sitemap_names_every_language(site: Site) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ElementTree.fromstring(site["sitemap.xml"]).findall("s:url", names)
    found = {
        url.findtext("s:loc", namespaces=names): [
            (link.get("hreflang"), link.get("href")) for link in url.findall("x:link", names)
        ]
        for url in urls
    }
    wanted = [
        ("en", f"{BASE}badges/data-review/"),
        ("es", f"{BASE}es/badges/data-review/"),
        ("ar", f"{BASE}ar/badges/data-review/"),
        ("x-default", f"{BASE}badges/data-review/"),
    ]
    for _, address in wanted:
        assert found[address] == wanted
    assert found[f"{BASE}skills/"] == []


def test_with_one_language_nothing_speaks_of_others(tmp_path: Path, build: Callable[[Program], Site]) -> None:
    site = build(read(tmp_path, program=PROGRAM.replace("languages: [es, ar]", "language: es")))
    assert head_of(page(site, "index.html")) == "es ltr"
    assert "Insignias de datos" in page(site, "index.html")
    assert "Práctica de datos" in page(site, "badges/data-practice/index.html")
    assert [path for path in site if b"hreflang" in site[path]] == []
    packed = re.search(r'id="badgepress-words" data-language="es">([^<]+)<', page(site, "verify/offline.html"))
    assert packed
    assert json.loads(gzip.decompress(base64.b64decode(packed[1]))) == read_catalogue("es")
    assert head_of(page(site, "404.html")) == head_of(page(site, "verify/offline.html")) == "es ltr"
    assert '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">' in page(site, "feed.xml")


def test_the_programmes_languages_need_catalogues(tmp_path: Path) -> None:
    program = read(tmp_path, program=PROGRAM.replace("[es, ar]", "[es, eo]"))
    assert [(one.code, one.severity) for one in problems_with(program, None)] == [("missing-translation", "warning")]


@pytest.mark.parametrize(
    ("language", "below"),
    [("en", ""), ("en-GB", ""), ("es", "es/"), ("es-AR", "es/"), ("pt-BR", "pt-BR/"), ("pt", ""), ("de", "")],
)
def test_readers_are_led_to_the_nearest_language(tmp_path: Path, language: str, below: str) -> None:
    program = read(tmp_path, program=PROGRAM.replace("[es, ar]", "[es, pt-BR]"))
    assert folder(program.settings, language) == below


def test_languages_call_themselves_by_their_own_names() -> None:
    assert [autonym(tag) for tag in ("en", "fr", "ja", "pt-BR", "tlh")] == [
        "English",
        "Français",
        "日本語",
        "Português (Brasil)",
        "tlh",
    ]
