"""The built site as link previews see it, read by an independent parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import extruct
import html5lib
import orjson
import pytest
from PIL import Image

from badgepress.render.pictures.preview import version_of
from tests.site.kinds import BASE_URL

#: Properties that every page has.
TAGS = (
    *("og:type", "og:site_name", "og:title", "og:url", "og:image", "og:image:type", "og:image:width"),
    *("og:image:height", "og:image:alt", "twitter:card"),
)
#: What all pages but awards repeat for X, which takes it from the former otherwise.
REPEATED = ("twitter:title", "twitter:image", "twitter:image:alt")
#: Pages for a frame, for use from disk, or for broken addresses. Nobody shares these.
ALONE = ("embed.html", "offline.html", "404.html")


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """Every page that people may share: its path below the root, and its text."""
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        text = file.read_text("utf-8")
        if not path.startswith("handbook/") and not path.endswith(ALONE) and 'class="blank"' not in text:
            yield path.removesuffix("index.html"), text


def behind(site: Path, address: str) -> Path:
    """The site's file for an absolute address, ignoring its version."""
    assert address.startswith(BASE_URL), address
    address, _, _ = address.partition("?v=")
    target = site / address.removeprefix(BASE_URL)
    return target / "index.html" if address.endswith("/") else target


@dataclass
class Seen:
    """A page's Open Graph properties and data blocks, as the parser finds them, and its other tags and links."""

    graph: dict[str, str]
    blocks: list[dict[str, Any]]
    metas: dict[str, str]
    links: list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def read(sample_site: Path) -> dict[str, Seen]:
    """The parser's result for each page."""
    found = {}
    for path, text in pages(sample_site):
        seen = extruct.extract(text, base_url=BASE_URL + path, syntaxes=["opengraph", "json-ld"])
        (graph,) = seen["opengraph"]
        assert len(dict(graph["properties"])) == len(graph["properties"]), path
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        found[path] = Seen(
            dict(graph["properties"]),
            seen["json-ld"],
            {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")},
            [(link.get("rel"), link.get("type", ""), link.get("href")) for link in tree.iter("link")],
        )
    return found


def test_every_page_has_every_tag_and_the_parser_reads_them(read: dict[str, Seen]) -> None:
    assert len(read) > 200
    for path, page in read.items():
        said = page.graph | page.metas
        wanted = TAGS if path.startswith("awards/") else (*TAGS, *REPEATED)
        assert [name for name in wanted if not said.get(name)] == [], path
        for name in (*REPEATED, "twitter:description"):
            own = said.get(name.replace("twitter:", "og:"))
            assert said.get(name, own) == own, path
        assert said.get("og:description") == said.get("description"), path
        assert said["twitter:card"] == "summary_large_image", path
        assert said["og:image:type"] == "image/png", path
        assert [href for rel, _, href in page.links if rel == "canonical"] == [said["og:url"]] == [BASE_URL + path]


def test_every_picture_has_the_stated_size(sample_site: Path, read: dict[str, Seen]) -> None:
    for path, page in read.items():
        file = behind(sample_site, page.graph["og:image"])
        # Social networks cache a picture by address, so another picture needs another address.
        assert page.graph["og:image"].partition("?v=")[2] == version_of(file.read_bytes()), path
        assert file.stat().st_size <= 60_000, file
        told = (int(page.graph["og:image:width"]), int(page.graph["og:image:height"]))
        with Image.open(file) as picture:
            assert picture.format == "PNG", path
            assert picture.size == told == (1200, 630), path


def test_every_stated_address_leads_to_a_file(sample_site: Path, read: dict[str, Seen]) -> None:
    for path, page in read.items():
        addresses = [href for rel, _, href in page.links if rel in ("canonical", "alternate")]
        addresses += [page.graph["og:url"], page.graph["og:image"]]
        for address in addresses:
            assert behind(sample_site, urljoin(BASE_URL + path, address)).is_file(), f"{path}: {address}"


def test_oembed_answers_agree_with_their_pages(sample_site: Path, read: dict[str, Seen]) -> None:
    answered = 0
    for path, page in read.items():
        for href in (href for _, kind, href in page.links if kind == "application/json+oembed"):
            answer = orjson.loads(behind(sample_site, href).read_bytes())
            assert answer["thumbnail_url"] == page.graph["og:image"], path
            assert (answer["type"], answer["version"]) == ("rich", "1.0")
            (frame,) = html5lib.parseFragment(answer["html"], namespaceHTMLElements=False).iter("iframe")
            assert behind(sample_site, frame.get("src")).is_file()
            answered += 1
    assert answered > 100


def test_data_blocks_are_of_known_kinds_and_on_listed_pages_only(read: dict[str, Seen]) -> None:
    kinds = set()
    for path, page in read.items():
        for block in page.blocks:
            kinds.add(block["@type"])
            assert block["@context"] == "https://schema.org", path
        assert not (page.blocks and page.metas.get("robots") == "noindex"), path
    assert kinds == {"EducationalOccupationalCredential", "Organization", "ProfilePage"}
