"""Checks the built files without a browser: markup, links, policy, and what is listed."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from tests.site.kinds import BASE_URL, Award

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' https:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
ADDRESSES = {"href", "src", "data", "poster", "action"}
#: Elements that load something when the page opens, not only on a click.
LOADED = {("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("object", "data"), ("embed", "src")}


class Reader(HTMLParser):
    """A parsed page: its links, ids, policy, and everything in it that the policy forbids."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()
        self.policy = ""
        self.forbidden: list[str] = []
        self.robots = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.update(value for name, value in given.items() if name in ("id", "name"))
        self.links += [(tag, name, value) for name, value in given.items() if name in ADDRESSES]
        for candidate in given.get("srcset", "").split(","):
            self.links += [(tag, "src", candidate.split()[0])] if candidate.strip() else []
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = given.get("content", "")
        if tag == "meta" and given.get("name") == "robots":
            self.robots = given.get("content", "")
        self.forbidden += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.forbidden.append(f"<{tag}> inline")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@pytest.fixture(scope="module")
def readers(sample_site: Path) -> dict[str, Reader]:
    """Every page by path."""
    return {path.relative_to(sample_site).as_posix(): Reader(path) for path in sorted(sample_site.rglob("*.html"))}


def broken(site: Path, readers: dict[str, Reader], name: str) -> list[str]:
    """The broken links of one page."""
    found = []
    for tag, _, value in readers[name].links:
        address = urlsplit(urljoin(BASE_URL + name, value))
        if not urljoin(BASE_URL + name, value).startswith(BASE_URL):
            continue
        target = unquote(address.path.removeprefix(urlsplit(BASE_URL).path))
        target = target + "index.html" if target.endswith("/") or not target else target
        if not (site / target).is_file():
            found.append(f"{name}: <{tag}> {value}")
        elif address.fragment and target in readers and unquote(address.fragment) not in readers[target].ids:
            found.append(f"{name}: <{tag}> {value} (no such id)")
    return found


def test_every_link_leads_somewhere(sample_site: Path, readers: dict[str, Reader]) -> None:
    assert len(readers) > 100
    assert [one for name in readers for one in broken(sample_site, readers, name)] == []


def test_links_are_relative_so_that_the_site_works_under_any_prefix(readers: dict[str, Reader]) -> None:
    rooted = [
        f"{name}: {value}"
        for name, reader in readers.items()
        if name != "404.html"  # shown at any address, so only paths from the root work
        for tag, _, value in reader.links
        if value.startswith("/") or (tag == "a" and value.startswith(BASE_URL))
    ]
    assert rooted == []


def test_nothing_is_loaded_from_elsewhere(readers: dict[str, Reader]) -> None:
    foreign = [
        f"{name}: {value}"
        for name, reader in readers.items()
        for tag, attribute, value in reader.links
        if (tag, attribute) in LOADED and urlsplit(value).scheme in ("http", "https")
    ]
    assert foreign == []


def test_every_page_has_the_policy_and_keeps_it(readers: dict[str, Reader]) -> None:
    pages = {name: reader for name, reader in readers.items() if name != "verify/offline.html"}
    alone = POLICY.replace("connect-src 'self' https:", "connect-src 'none'")
    asked = {name: alone if name.startswith("issue/") else POLICY for name in pages}
    assert {name: reader.policy for name, reader in pages.items() if reader.policy != asked[name]} == {}
    assert {name: reader.forbidden for name, reader in pages.items() if reader.forbidden} == {}


def test_one_page_of_every_kind_is_strict_html(sample_site: Path, pages: dict[str, str]) -> None:
    for path in pages.values():
        strict(sample_site / path / "index.html" if not path.endswith(".html") else sample_site / path)


@pytest.mark.heavy
def test_every_page_is_strict_html(sample_site: Path) -> None:
    for path in sorted(sample_site.rglob("*.html")):
        strict(path)


def strict(path: Path) -> None:
    """Parses one page. The first markup error fails the test, with the page's name."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(path.read_bytes(), transport_encoding="utf-8")
    assert parser.errors == [], path


def test_unlisted_awards_are_named_nowhere_else(sample_site: Path, awards: list[Award]) -> None:
    unlisted = [award.path.split("/")[1] for award in awards if award.current and not award.listed]
    assert unlisted
    for path in sample_site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".ndjson", ".csv", ".xml", ".txt"):
            text = path.read_text("utf-8")
            for award_id in unlisted:
                if not path.is_relative_to(sample_site / "awards" / award_id):
                    assert award_id not in text, path


def test_pages_not_for_search_engines_have_noindex(readers: dict[str, Reader], awards: list[Award]) -> None:
    hidden = [award.path for award in awards if not (award.current and award.listed)]
    assert hidden
    assert {path for path in hidden if "noindex" not in readers[path + "index.html"].robots} == set()


def test_pages_do_not_claim_anything_that_changes_with_time(sample_site: Path, awards: list[Award]) -> None:
    for award in awards:
        text = (sample_site / award.path / "index.html").read_text("utf-8")
        section = re.search(r'<section[^>]*id="verdict"[^>]*>', text)
        assert section, award.path
        said = re.search(r'data-verdict="([a-z]+)"', section[0])
        assert said is None or said[1] == "revoked", award.path


def test_sample_awards_have_every_verdict_that_the_plan_names(awards: list[Award]) -> None:
    verdicts = {award.verdict for award in awards if award.current}
    assert verdicts == {"valid", "expired", "revoked"}
    assert {award.verdict for award in awards if not award.current} == {"revoked"}


def test_data_files_agree_with_the_pages(sample_site: Path, awards: list[Award]) -> None:
    rows = [json.loads(line) for line in (sample_site / "data" / "awards.ndjson").read_text("utf-8").splitlines()]
    assert {f"awards/{row['id']}/" for row in rows} == {
        award.path for award in awards if award.current and award.listed
    }
    listed = (sample_site / "data" / "awards.csv").read_text("utf-8-sig").splitlines()
    assert len(listed) == len(rows) + 1
    classes = json.loads((sample_site / "data" / "badges.json").read_text("utf-8"))
    assert len(classes["badges"] if isinstance(classes, dict) else classes) == len(
        list(sample_site.glob("badges/*/index.html"))
    )
