"""Tests the whole small site: valid HTML, working links, no leaked secrets and no injected scripts."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import orjson
import pytest

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.model import Program
from badgepress.render import Renderer
from badgepress.render.pages import forms
from badgepress.render.templating import html
from tests import words
from tests.render.conftest import HOSTILE, NOW, Site, a_program, issue, render

BASE = "https://badges.example.org/guild/"
#: A data block, which no browser runs.
DATA = "application/ld+json"


def pages(site: Site) -> Iterator[tuple[str, Element]]:
    """Return every page with its tree. Invalid HTML fails."""
    for path, data in site.items():
        if path.endswith(".html"):
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            yield path, parser.parse(data.decode())


def test_every_page_kind_is_there(site: Site) -> None:
    expected = {
        *("index.html", "404.html", "verify/index.html", "verify/offline.html", "skills/index.html"),
        *("skills/python/index.html", "earners/ana/index.html", "issuers/guild/index.html"),
        *("issuers/guild/profile.json", "badges/first-steps/index.html", "badges/first-steps/achievement.json"),
        *("badges/first-steps/badge.png", "badges/first-steps/badge.svg", "badges/next-steps/thumb.webp"),
        *(
            f"awards/plain/{name}"
            for name in ("index.html", "credential.json", "badge.png", "badge.svg", "preview.png")
        ),
        *("awards/plain/oembed.json", "awards/plain/embed.html", "awards/again/1/index.html", "awards/gone/index.html"),
        *("data/badges.json", "data/awards.ndjson", "data/awards.csv", "sitemap.xml", "feed.xml", "robots.txt"),
        ".nojekyll",
    }
    assert expected <= set(site)
    assert "badges/next-steps/badge.svg" not in site
    assert {path for path in site if path.startswith("awards/gone/")} == {"awards/gone/index.html"}


def test_pages_are_right_html_with_title_heading_and_language(site: Site) -> None:
    for path, tree in pages(site):
        assert "".join(text for title in tree.iter("title") for text in title.itertext()).strip(), path
        assert tree.get("lang") == "en", path
        if not path.endswith("embed.html"):
            assert len(tree.findall(".//h1")) == 1, path
        ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
        assert len([name for name in ids if name != "g"]) == len({name for name in ids if name != "g"}), path
        assert all(image.get("alt") is not None for image in tree.iter("img")), path


def test_every_relative_address_leads_to_a_file(site: Site) -> None:
    elsewhere = re.compile(r"^(https?|mailto|data):")
    made_by_build = {"issuers/guild/did.json", "issuers/college/did.json"}
    for path, tree in pages(site):
        for element in tree.iter():
            for name in ("href", "src"):
                address = element.get(name) if isinstance(element.tag, str) else None
                if not address or elsewhere.match(address) or address.startswith("#"):
                    continue
                if path == "404.html":
                    assert address.startswith("/guild/"), address
                    target = urlsplit(address).path.removeprefix("/guild/")
                else:
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), urlsplit(address).path))
                target = "" if target == "." else unquote(target)
                candidates = {target, posixpath.join(target, "index.html")}
                assert candidates & (set(site) | made_by_build), f"{path}: {address}"


def test_policy_everywhere_and_nothing_inline(site: Site) -> None:
    for path, tree in pages(site):
        policies = [
            meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy"
        ]
        assert len(policies) == 1, path
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert not [key for key in element.attrib if str(key) == "style" or str(key).startswith("on")], path
        if path != "verify/offline.html":
            assert policies == [forms.NO_NETWORK if path.startswith("issue/") else html.POLICY], path
            assert not list(tree.iter("style")), path
            assert all(script.get("src") or script.get("type") == DATA for script in tree.iter("script")), path


def test_pages_name_their_root_and_the_known_issuers(site: Site) -> None:
    for path, tree in pages(site):
        expected = "/guild/" if path == "404.html" else html.root_of(path)
        assert tree.get("data-root") == expected, path
        # The script of an award's page has it from the file that awards share.
        shared = any(element.get("data-shared") for element in tree.iter("section"))
        assert tree.get("data-base-url") == (None if shared else BASE), path
    assert (
        b'content="did:web:badges.example.org:guild:issuers:college did:web:badges.example.org:guild:issuers:guild"'
        in (site["index.html"])
    )


def test_award_page_has_the_place_for_the_verdict(site: Site) -> None:
    page = site["awards/plain/index.html"].decode()
    section = re.search(
        r'<section id="verdict" [^>]*data-verdict-for="credential.json" data-shared="([^"]+)" [^>]*>', page
    )
    assert section
    assert 'aria-live="polite"' in section[0]
    shared = orjson.loads(site[posixpath.normpath(posixpath.join("awards/plain", section[1]))])
    assert shared["base_url"] == BASE
    assert shared["issuers"] == [f"did:web:badges.example.org:guild:issuers:{slug}" for slug in ("college", "guild")]
    assert '<time datetime="2026-09-14">14 September 2026</time>' in page
    assert '<time datetime="2028-09-14">14 September 2028</time>' in page
    assert re.search(r'<script type="module" src="\.\./\.\./assets/award\.[A-Z0-9]+\.js">', page)


def test_award_page_shows_the_credential_not_the_class(program: Program, bundle: Bundle, cache: Path) -> None:
    issued = issue(program, "kept")
    assert issued.credential is not None
    issued.credential["credentialSubject"]["achievement"]["name"] = "The name that was signed"
    files = dict(Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache).award(issued))
    page = files["awards/kept/index.html"].decode()
    assert "The name that was signed" in page
    assert "First Steps" not in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("awards/revoked/index.html", ("Revoked on 2 October 2026", "in error", ">Revoked</span>")),
        ("awards/held/index.html", ("Suspended since 2 October 2026", "in error", ">Suspended</span>")),
        ("awards/held/embed.html", ("Suspended since 2 October 2026",)),
        ("awards/old/index.html", ("Expired on 1 January 2022", ">Expired</span>")),
        ("awards/again/1/index.html", (words.page("superseded_title"), 'href="../"', ">Replaced</span>")),
        ("awards/trial/index.html", (words.page("preview_title"), ">Preview</span>")),
        ("awards/gone/index.html", (words.page("erased_title"), "3 October 2026")),
        ("awards/old/embed.html", ("<b>Expired on 1 January 2022</b>",)),
        (
            "badges/first-steps/index.html",
            ('--expired">Expired on 1 January 2022', '--preview">Preview</strong>'),
        ),
    ],
)
def test_states_are_written_as_words(site: Site, path: str, words: tuple[str, ...]) -> None:
    page = site[path].decode()
    for word in words:
        assert word in page


def test_what_does_not_count_is_not_shared_and_not_indexed(site: Site) -> None:
    for path in (
        "awards/again/1/index.html",
        "awards/trial/index.html",
        "awards/gone/index.html",
        "awards/hidden/index.html",
    ):
        assert b'<meta name="robots" content="noindex">' in site[path], path
    for path in ("awards/revoked/index.html", "awards/again/1/index.html", "awards/trial/index.html"):
        assert b"linkedin.com" not in site[path], path
    assert b"noindex" not in site["awards/plain/index.html"]
    assert b"linkedin.com/shareArticle" in site["awards/plain/index.html"]


def test_an_unlisted_award_is_on_its_own_page_only_and_without_a_name(site: Site) -> None:
    own = {path for path in site if path.startswith("awards/hidden/")}
    assert own
    for path, data in site.items():
        if path in own:
            if path.endswith((".html", "oembed.json")):
                assert b"Secret Person" not in data, path
        else:
            assert b"Secret Person" not in data, path
            assert b"awards/hidden" not in data, path


def test_no_hash_and_no_salt_outside_credentials(site: Site) -> None:
    for path, data in site.items():
        if path.startswith("awards/") and not path.endswith((".html", "oembed.json")):
            continue
        assert b"5d5d5d5d" not in data, path
        assert b"ssssssss" not in data, path


def test_hostile_text_stays_text(hostile_site: Site) -> None:
    for path, tree in pages(hostile_site):
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.get("onerror") is None, path
            assert element.get("src") != "x", path
            if element.tag == "script" and path != "verify/offline.html":
                assert element.get("src") or element.get("type") == DATA, path
        assert b"<img src=x" not in hostile_site[path]
    shown = "".join(
        html5lib.parse(hostile_site["awards/plain/index.html"].decode(), namespaceHTMLElements=False).itertext()
    )
    assert f"Ana Lima{HOSTILE}" in shown
    assert b"<script" not in hostile_site["badges/first-steps/badge.svg"]


def test_hostile_data_stays_data(hostile_site: Site) -> None:
    assert orjson.loads(hostile_site["awards/plain/oembed.json"])["title"].startswith(f"Ana Lima{HOSTILE} ")
    first = orjson.loads(hostile_site["data/awards.ndjson"].splitlines()[-1])
    assert set(first) >= {"id", "url", "badge"}


def test_the_same_programme_gives_the_same_bytes(program: Program, bundle: Bundle, cache: Path, site: Site) -> None:
    assert render(program, bundle, cache) == site


def test_a_folder_of_ones_own_templates_wins_file_by_file(bundle: Bundle, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("<!doctype html><title>ours</title>")
    site = render(a_program(), bundle, cache, templates=tmp_path)
    assert site["404.html"] == b"<!doctype html><title>ours</title>"
    assert b"First Steps" in site["index.html"]


def own(name: str) -> str:
    """Return the marker of an own file."""
    return f"own-{name.replace('.', '-')}"


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted(path.name for path in html.default_templates().glob("*.html")))
def test_every_template_can_be_replaced_by_a_file_of_its_name(
    bundle: Bundle, cache: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text("{% of our own, and broken so that it cannot be used unseen %}")
    with pytest.raises(RenderError) as caught:
        render(a_program(), bundle, cache, templates=tmp_path)
    assert [(one.code, one.place.file) for one in caught.value.problems] == [("bad-template", str(file))]


def test_every_style_and_script_can_be_replaced_by_a_file_of_its_name(
    bundle: Bundle, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "assets").mkdir()
    names = sorted(path.name for path in (html.default_templates() / "assets").iterdir())
    for name in names:
        whole = (html.default_templates() / "assets" / name).read_text("utf-8")
        marks = {
            ".svg": "<!-- {} -->",
            ".js": "/* {} */",
            ".css": ".{} {{ order: 7 }}",
        }  # comments in styles are dropped
        mark = marks[Path(name).suffix].format(own(name))
        (tmp_path / "assets" / name).write_text(f"{whole}\n{mark}\n", "utf-8")
    site = render(a_program(), bundle, cache, templates=tmp_path)
    written = [data for path, data in site.items() if path.startswith("assets/") or path == "verify/offline.html"]
    assert [name for name in names if not any(own(name).encode() in data for data in written)] == []


def test_an_earners_page_is_there_only_when_it_is_asked_for(program: Program, bundle: Bundle, cache: Path) -> None:
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    asked = issue(program, "asked", recipient={"name": "Ana Lima", "earner": "ana"})
    not_asked = issue(program, "quiet", recipient={"name": "Olga Ruiz", "earner": "olga"})
    files = [
        *renderer.award(asked),
        *renderer.award(not_asked),
        *renderer.whole([*map(renderer.row, (asked, not_asked))]),
    ]
    pages_of = {path for path, _ in files if path.startswith("earners/")}
    assert {path.split("/")[1] for path in pages_of} == {"ana"}
    site = dict(files)
    assert b"earners/ana" in site["awards/asked/index.html"]
    assert [path for path, data in files if b"earners/olga" in data] == []


def test_assets_are_named_by_their_content(site: Site) -> None:
    names = [path for path in site if path.startswith("assets/") and path.endswith((".css", ".woff2"))]
    assert names
    assert all(re.fullmatch(r"assets/[a-z-]+\.[0-9a-f]{10}\.\w+", name) for name in names)
    style = next(site[name] for name in names if name.startswith("assets/site."))
    for font in re.findall(rb"url\(([a-z0-9.-]+\.woff2)\)", style):
        assert f"assets/{font.decode()}" in site


def test_the_first_view_of_an_award_is_light(site: Site) -> None:
    page = site["awards/plain/index.html"].decode()
    fetched = re.findall(r'(?:href|src)="\.\./\.\./(assets/(?:site|icon|award)\.[^"]+)"', page)
    weight = sum(len(gzip.compress(site[path])) for path in fetched) + len(gzip.compress(page.encode()))
    weight += len(gzip.compress(site["badges/first-steps/badge.svg"]))
    weight += next(len(data) for path, data in site.items() if path.startswith("assets/geologica-latin-wght"))
    assert weight < 60_000
