"""The built site as those see it who show previews of links: read by a parser that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from bs4 import BeautifulSoup
from linkpreview import link_preview
from PIL import Image

from tests.site.kinds import BASE_URL

#: What every page says of itself.
TAGS = (
    *("og:type", "og:site_name", "og:title", "og:url", "og:image", "og:image:type", "og:image:width"),
    *("og:image:height", "og:image:alt", "twitter:card", "twitter:title", "twitter:image", "twitter:image:alt"),
)
#: Made for a frame, for a disk or for addresses that lead nowhere: nobody shares these.
ALONE = ("embed.html", "offline.html", "404.html")


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """Every page that can be shared, by its path below the root, with its text."""
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        text = file.read_text("utf-8")
        if not path.startswith("handbook/") and not path.endswith(ALONE) and 'class="blank"' not in text:
            yield path.removesuffix("index.html"), text


def behind(site: Path, address: str) -> Path:
    """The file of the site that an absolute address leads to."""
    assert address.startswith(BASE_URL), address
    target = site / address.removeprefix(BASE_URL)
    return target / "index.html" if address.endswith("/") else target


@pytest.fixture(scope="module")
def read(sample_site: Path) -> dict[str, tuple[Any, BeautifulSoup]]:
    """What the parser makes of each page, and the page itself."""
    return {
        path: (link_preview(BASE_URL + path, content=text), BeautifulSoup(text, "html.parser"))
        for path, text in pages(sample_site)
    }


def tags(page: BeautifulSoup) -> dict[str, str]:
    """Each tag once."""
    found: dict[str, str] = {}
    for meta in page.find_all("meta"):
        name = str(meta.get("property") or meta.get("name") or "")
        if name.startswith(("og:", "twitter:", "article:", "profile:")):
            assert name not in found, name
            found[name] = str(meta["content"])
    return found


def test_every_page_has_every_tag_and_the_parser_reads_them(read: dict[str, tuple[Any, BeautifulSoup]]) -> None:
    assert len(read) > 200
    for path, (seen, page) in read.items():
        found = tags(page)
        assert [name for name in TAGS if not found.get(name)] == [], path
        assert seen.title == found["og:title"], path
        assert seen.absolute_image == found["og:image"] == found["twitter:image"], path
        assert seen.site_name == found["og:site_name"], path
        assert found["og:url"] == BASE_URL + path
        assert found["twitter:card"] == "summary_large_image", path
        assert found["og:image:type"] == "image/png", path
        (canonical,) = page.find_all("link", rel="canonical")
        assert canonical["href"] == found["og:url"]


def test_every_picture_is_there_in_the_size_that_is_told(
    sample_site: Path, read: dict[str, tuple[Any, BeautifulSoup]]
) -> None:
    for path, (_, page) in read.items():
        found = tags(page)
        file = behind(sample_site, found["og:image"])
        assert file.stat().st_size <= 60_000, file
        with Image.open(file) as picture:
            assert picture.format == "PNG", path
            assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"])) == (1200, 630), path


def test_every_address_that_is_told_leads_to_a_file(
    sample_site: Path, read: dict[str, tuple[Any, BeautifulSoup]]
) -> None:
    for path, (_, page) in read.items():
        addresses = [str(link["href"]) for link in page.find_all("link", rel=["canonical", "alternate"])]
        addresses += [value for name, value in tags(page).items() if name in ("og:url", "og:image", "twitter:image")]
        for address in addresses:
            if address.startswith("https://"):
                assert behind(sample_site, address).is_file(), f"{path}: {address}"


def test_oembed_answers_agree_with_their_pages(sample_site: Path, read: dict[str, tuple[Any, BeautifulSoup]]) -> None:
    answered = 0
    for path, (_, page) in read.items():
        for link in page.find_all("link", type="application/json+oembed"):
            answer = orjson.loads(behind(sample_site, str(link["href"])).read_bytes())
            assert answer["thumbnail_url"] == tags(page)["og:image"], path
            assert (answer["type"], answer["version"]) == ("rich", "1.0")
            frame = BeautifulSoup(answer["html"], "html.parser").iframe
            assert frame is not None
            assert behind(sample_site, str(frame["src"])).is_file()
            answered += 1
    assert answered > 100


def test_data_blocks_are_read_by_the_parser(read: dict[str, tuple[Any, BeautifulSoup]]) -> None:
    kinds = set()
    for path, (seen, page) in read.items():
        blocks = page.find_all("script", type="application/ld+json")
        for scope in seen.jsonld.get_schema():
            kinds.add(scope["@type"])
            assert scope["@context"] == "https://schema.org", path
        hidden = page.find("meta", attrs={"name": "robots", "content": "noindex"})
        assert not (hidden and blocks), path
    assert kinds == {"EducationalOccupationalCredential", "Organization", "ProfilePage"}
