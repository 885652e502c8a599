"""Tests what a shared page offers: tags, links, snippets, structured data, feed and sitemap."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import extruct
import html5lib
import orjson
import pytest
from PIL import Image

from badgepress.bundle import Bundle
from badgepress.model import Program, Sharing
from badgepress.registry import AwardRow
from badgepress.registry import credential as facts
from badgepress.render import Renderer
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.pages import feed, share
from badgepress.render.pages.structured import duration
from badgepress.render.pictures.preview import version_of
from badgepress.render.templating import html
from tests import words
from tests.render.conftest import HOSTILE, NOW, Site, a_program, issue

BASE = "https://badges.example.org/guild/"
#: A page of every kind that has a preview, with that preview.
KINDS = {
    "": "preview.png",
    "badges/first-steps/": "badges/first-steps/preview.png",
    "badges/next-steps/": "badges/next-steps/preview.png",
    "awards/plain/": "awards/plain/preview.png",
    "awards/revoked/": "awards/revoked/preview.png",
    "awards/old/": "awards/old/preview.png",
    "awards/trial/": "awards/trial/preview.png",
    "awards/again/1/": "awards/again/1/preview.png",
    "awards/hidden/": "awards/hidden/preview.png",
    "awards/nameless/": "awards/nameless/preview.png",
    "issuers/guild/": "issuers/guild/preview.png",
    "earners/ana/": "earners/ana/preview.png",
    "skills/": "skills/preview.png",
    "skills/python/": "skills/preview.png",
    "verify/": "verify/preview.png",
}

ENGLISH = Catalogues([html.default_templates()]).words("en")


class Head(HTMLParser):
    """Return the tags of a page's head: names or properties to contents, and relations to addresses."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.blocks: list[str] = []
        self._is_block = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("property") or given.get("name")
        if tag == "meta" and name:
            assert name not in self.metas, f"{name} twice"
            self.metas[name] = given["content"]
        if tag == "link":
            self.links[f"{given['rel']} {given.get('type', '')}".strip()] = given["href"]
        self._is_block = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._is_block:
            self.blocks.append(data)
            self._is_block = False


def head(site: Site, path: str) -> Head:
    return Head(site[f"{path}index.html"])


def block(site: Site, path: str) -> dict[str, Any]:
    (text,) = head(site, path).blocks
    found: dict[str, Any] = orjson.loads(text)
    return found


@pytest.mark.parametrize(("path", "image"), KINDS.items())
def test_every_kind_of_page_has_its_tags_and_its_picture(site: Site, path: str, image: str) -> None:
    found = head(site, path)
    metas = found.metas
    assert found.links["canonical"] == metas["og:url"] == BASE + path
    data = site[image]
    # Awards leave to Open Graph's tags what X takes from there.
    is_award = path.startswith("awards/")
    assert is_award == ("twitter:image" not in metas)
    assert metas["og:image"] == metas.get("twitter:image", metas["og:image"]) == f"{BASE}{image}?v={version_of(data)}"
    assert metas["og:image:type"] == "image/png"
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["og:site_name"] == "The Guild"
    assert metas["og:title"] == metas.get("twitter:title", metas["og:title"])
    assert metas["og:image:alt"] == metas.get("twitter:image:alt", metas["og:image:alt"]) != ""
    assert len(data) <= 60_000
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert picture.size == (int(metas["og:image:width"]), int(metas["og:image:height"])) == share.PREVIEW


@pytest.mark.parametrize("path", KINDS)
def test_another_reader_of_previews_finds_the_same(site: Site, path: str) -> None:
    page = site[f"{path}index.html"].decode()
    seen = extruct.extract(page, base_url=BASE + path, syntaxes=["opengraph", "json-ld"])
    found = head(site, path)
    (graph,) = seen["opengraph"]
    assert dict(graph["properties"]) == {name: value for name, value in found.metas.items() if name.startswith("og:")}
    assert seen["json-ld"] == [orjson.loads(text) for text in found.blocks]


def test_an_unlisted_award_says_nothing_of_itself_where_it_is_shared(site: Site) -> None:
    found = head(site, "awards/hidden/")
    assert found.metas["robots"] == "noindex"
    said = " ".join(value for name, value in found.metas.items() if ":" in name and not value.startswith("https://"))
    assert "First Steps" not in said
    assert "Data Guild" not in said
    assert not {"description", "og:description", "twitter:description"} & set(found.metas)
    assert found.blocks == []
    assert site["awards/hidden/preview.png"] == site["preview.png"]
    answer = orjson.loads(site["awards/hidden/oembed.json"])
    assert answer["title"] == found.metas["og:title"] == words.page("og_unlisted", program="The Guild")


def test_what_does_not_count_says_so_where_it_is_shared(site: Site) -> None:
    for path, told in (
        ("awards/revoked/", "Revoked on 2 October 2026. "),
        ("awards/held/", "Suspended since 2 October 2026. "),
        ("awards/old/", "Expired on 1 January 2022. "),
        ("awards/again/1/", f"{words.page('superseded_title')}. "),
        ("awards/trial/", f"{words.page('preview_title')}. "),
    ):
        assert head(site, path).metas["og:description"].startswith(told), path
        assert head(site, path).metas["og:image:alt"].split(". ")[0] in (
            "Revoked",
            "Suspended",
            "Expired",
            "Replaced",
            "Preview",
        )


def test_oembed_shows_the_picture_of_the_page(site: Site) -> None:
    for path in (path for path in KINDS if path.startswith("awards/")):
        found, answer = head(site, path), orjson.loads(site[f"{path}oembed.json"])
        assert found.links["alternate application/json+oembed"] == f"{BASE}{path}oembed.json"
        assert answer["thumbnail_url"] == found.metas["og:image"]
        assert (answer["thumbnail_width"], answer["thumbnail_height"]) == share.PREVIEW


def with_sharing(**handles: str) -> Program:
    program = a_program()
    settings = program.settings.model_copy(update={"sharing": Sharing(**handles)})
    return Program(**{name: getattr(program, name) for name in Program.__slots__} | {"settings": settings})


def the_facts(program: Program, **fields: Any) -> facts.CredentialText:
    return facts.read(issue(program, "x9", **fields).credential or {}, program.settings.base_url)


def test_every_network_gets_the_page_encoded_and_who_the_programme_is_there() -> None:
    program = with_sharing(x="@guild", mastodon="@guild@social.example.org", bluesky="guild.example.org")
    url = program.url("awards/x9/")
    hostile = share.intents("Data & Öl #1", "A+B?", program.settings, url, ENGLISH)
    links = {one.label: one.url for one in hostile}
    assert list(links) == [
        *("share_linkedin", "share_bluesky", "share_mastodon", "share_facebook", "share_x", "share_whatsapp"),
        "share_mail",
    ]
    told = "Data & Öl #1, a badge from A+B?"
    asked = {label: parse_qs(urlsplit(link).query) for label, link in links.items()}
    assert asked["share_linkedin"] == {"mini": ["true"], "url": [url]}
    assert asked["share_facebook"] == {"u": [url]}
    assert asked["share_x"] == {"url": [url], "text": [told], "via": ["guild"]}
    assert asked["share_whatsapp"] == {"text": [f"{told} {url}"]}
    assert asked["share_mail"] == {"subject": [told], "body": [url]}
    assert asked["share_bluesky"] == {"text": [f"{told} via @guild.example.org {url}"]}
    # the part after # is never sent to the host that asks for the reader's own server
    assert urlsplit(links["share_mastodon"]).query == ""
    assert parse_qs(urlsplit(links["share_mastodon"]).fragment) == {
        "text": [f"{told} via @guild@social.example.org {url}"]
    }
    assert all(re.fullmatch(r"[!-~]+", link) and "+" not in link for link in links.values())


def test_without_names_on_networks_nobody_is_mentioned() -> None:
    program = a_program()
    links = share.intents("First Steps", "Guild", program.settings, "https://x.example/", ENGLISH)
    assert not any("via" in link.url for link in links)


def test_the_programmes_names_stand_in_the_head(site: Site, bundle: Bundle, cache: Path) -> None:
    assert not {"twitter:site", "fediverse:creator"} & set(head(site, "").metas)
    program = with_sharing(x="guild", mastodon="@guild@social.example.org")
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    _, page = next(iter(renderer.whole([])))
    metas = Head(page).metas
    assert metas["twitter:site"] == "@guild"
    assert metas["fediverse:creator"] == "@guild@social.example.org"


def test_the_share_section_works_without_a_script(site: Site) -> None:
    page = site["awards/plain/index.html"].decode()
    section = re.search(r'<section class="side side--share">.*?</section>', page, re.DOTALL)
    assert section
    tree = html5lib.parseFragment(section[0], namespaceHTMLElements=False)
    (link,) = [element.get("href") for element in tree.iter("a")]
    asked = parse_qs(urlsplit(link).query)
    assert asked["url"] == [f"{BASE}awards/plain/"]


def test_the_frame_of_an_award_is_whole_html(site: Site) -> None:
    html = share.frame(f"{BASE}awards/plain/", f"T {HOSTILE}")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    (frame,) = tree.iter("iframe")
    assert frame.get("src") == f"{BASE}awards/plain/embed.html"
    assert "awards/plain/embed.html" in site


def test_classes_issuers_and_earners_are_told_to_machines(site: Site) -> None:
    badge, issuer, page = (block(site, path) for path in ("badges/first-steps/", "issuers/guild/", "earners/ana/"))
    assert (badge["@type"], badge["@id"]) == ("EducationalOccupationalCredential", f"{BASE}badges/first-steps/")
    assert badge["validFor"] == "P2Y"
    assert badge["keywords"] == ["start"]
    assert badge["competencyRequired"][0]["sameAs"] == ["https://esco.example.org/1"]
    assert badge["educationalAlignment"][0]["targetUrl"] == "https://esco.example.org/1"
    assert (issuer["@type"], issuer["@id"]) == ("Organization", f"{BASE}issuers/guild/")
    assert issuer["identifier"] == "did:web:badges.example.org:guild:issuers:guild"
    person = page["mainEntity"]
    assert (page["@type"], person["@type"], person["name"]) == ("ProfilePage", "Person", "Ana Lima")
    assert {one["@id"] for one in person["hasCredential"]} == {f"{BASE}awards/plain/"}


def test_structured_data_points_to_pages_of_the_site_and_holds_nothing_empty(site: Site) -> None:
    def walk(value: Any) -> list[Any]:
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        return [value, *(found for one in inside for found in walk(one))]

    for path in [name.removesuffix("index.html") for name in site if name.endswith("index.html")]:
        for text in head(site, path).blocks:
            for value in walk(orjson.loads(text)):
                assert value not in (None, "", [], {}), path
                if isinstance(value, str) and value.startswith(BASE):
                    target = value.removeprefix(BASE)
                    assert target in site or f"{target}index.html" in site, value


def test_structured_data_cannot_leave_its_element(hostile_site: Site) -> None:
    for path in ("badges/first-steps/", "issuers/guild/", "earners/ana/"):
        text = head(hostile_site, path).blocks[0]
        assert not re.search("[<>&]", text), path
        assert HOSTILE in orjson.loads(text).get("name", "") or path == "earners/ana/"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-09-14", "2028-09-14", "P2Y"),
        ("2026-09-14", "2027-03-14", "P6M"),
        ("2024-02-29", "2025-02-28", "P1Y"),
        ("2026-01-31", "2026-02-10", "P10D"),
        ("2026-02-10", "2026-01-31", "P0D"),
    ],
)
def test_how_long_an_award_holds(start: str, end: str, said: str) -> None:
    one, other = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert duration(one, other) == said


def test_the_feed_is_whole_by_rfc_4287(site: Site) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(site["feed.xml"])
    assert root.tag == f"{atom}feed"
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for element in (root, *root.findall(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{atom}{name}")) == 1, name
        assert moment.fullmatch(element.findtext(f"{atom}updated") or "")
        alternates = [one for one in element.findall(f"{atom}link") if one.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert all(str(one.get("href")).startswith(BASE) for one in element.findall(f"{atom}link"))
    ids = [entry.findtext(f"{atom}id") for entry in root.findall(f"{atom}entry")]
    assert len(ids) == len(set(ids)) > 0
    assert root.findtext(f"{atom}author/{atom}name") == "The Guild"
    assert [one.get("href") for one in root.findall(f"{atom}link") if one.get("rel") == "self"] == [f"{BASE}feed.xml"]
    for link in root.iter(f"{atom}link"):
        target = str(link.get("href")).removeprefix(BASE)
        assert target in site or f"{target}index.html" in site


def test_a_sitemap_of_many_addresses_is_an_index_of_parts(program: Program) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    rows = [
        AwardRow(f"a{number}", "active", "public", "first-steps", "F", "guild", "G", issued="2026-01-01T00:00:00Z")
        for number in range(25)
    ]
    whole = ElementTree.fromstring(dict(feed.sitemap(program, rows))["sitemap.xml"])
    assert whole.tag == f"{space}urlset"
    files = dict(feed.sitemap(program, rows, limit=10))
    index = ElementTree.fromstring(files["sitemap.xml"])
    assert index.tag == f"{space}sitemapindex"
    names = [str(one.text).removeprefix(BASE) for one in index.iter(f"{space}loc")]
    assert names == [f"sitemap-{number}.xml" for number in range(1, len(names) + 1)]
    assert set(files) == {"sitemap.xml", *names}
    parts = [[one.text for one in ElementTree.fromstring(files[name]).iter(f"{space}loc")] for name in names]
    assert all(len(part) <= 10 for part in parts)
    addresses = [one.text for one in whole.iter(f"{space}loc")]
    pages = len(addresses) - len(rows)
    oldest_first = addresses[:pages] + addresses[pages:][::-1]
    assert [url for part in parts for url in part] == oldest_first


def test_a_new_award_changes_the_last_part_of_the_sitemap_alone(program: Program) -> None:
    rows = [
        AwardRow(f"a{number:03}", "active", "public", "first-steps", "F", "guild", "G", issued="2026-01-01T00:00:00Z")
        for number in range(90, 0, -1)
    ]
    before, after = (dict(feed.sitemap(program, rows[new:], room=4_000)) for new in (1, 0))
    assert len(before) > 4
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed <= {"sitemap.xml", f"sitemap-{len(after) - 1}.xml"}
    assert all(len(text) <= 4_000 for path, text in after.items() if path != "sitemap.xml")


def test_robots_names_no_award(site: Site) -> None:
    assert "awards" not in site["robots.txt"].decode()
    assert "Disallow" not in site["robots.txt"].decode()
