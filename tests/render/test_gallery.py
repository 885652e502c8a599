"""Tests the gallery in a real browser: search, filters, their state in the address, and use without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from badgepress.bundle import Bundle
from tests import words
from tests.render.conftest import Site, a_program, render
from tests.server import Served

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)


def put(site: Site, folder: Path) -> Path:
    for path, data in site.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


@pytest.fixture
def address(site: Site, tmp_path: Path, static_server: Callable[..., Served]) -> str:
    return static_server(put(site, tmp_path), "/guild/").url


def shown(page: Page) -> list[str]:
    return page.locator(".family .card:visible .card__name").all_text_contents()


def test_search_and_filters_narrow_and_are_kept_in_the_address(page: Page, address: str) -> None:
    page.goto(address)
    assert shown(page) == ["First Steps", "Next Steps"]
    page.get_by_label("Search").fill("PYTHÓN")
    assert shown(page) == ["First Steps"]
    assert page.locator("#filters-count").inner_text() == "1 of 2 badges"
    page.get_by_label("Level").select_option("Advanced")
    assert shown(page) == []
    assert page.locator("#nothing").is_visible()
    page.get_by_label("Search").fill("")
    assert page.url.endswith("?level=Advanced")
    page.reload()
    assert shown(page) == ["Next Steps"]
    page.get_by_role("button", name="Clear").click()
    page.wait_for_url(address)
    assert shown(page) == ["First Steps", "Next Steps"]


def test_an_address_with_nonsense_shows_everything(page: Page, address: str) -> None:
    page.goto(f"{address}?level=Heroic&skill=none&other=1")
    assert len(shown(page)) == 2


def test_without_scripts_everything_is_there_and_no_dead_form(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert len(shown(page)) == 2
    assert not page.locator("#filters").is_visible()
    context.close()


@pytest.mark.heavy
@pytest.mark.parametrize("width", WIDTHS)
def test_long_words_break_no_page(
    browser: Browser, bundle: Bundle, cache: Path, tmp_path: Path, static_server: Callable[..., Served], width: int
) -> None:
    text = "W" * 80
    site = render(a_program(text), bundle, cache, text)
    base = static_server(put(site, tmp_path), "/guild/").url
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    badge_and_award = ("badges/first-steps/", "awards/plain/")
    for path in ("", *badge_and_award, "issuers/guild/", "earners/ana/", "skills/python/", "verify/"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []
    context.close()


def test_the_lost_page_is_dressed_at_any_depth(page: Page, address: str, site: Site) -> None:
    page.goto(f"{address}404.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.get_by_role("link", name=words.page("missing_link")).get_attribute("href") == "/guild/"


def test_pages_can_be_read_from_a_disk(page: Page, site: Site, tmp_path: Path) -> None:
    folder = put(site, tmp_path)
    page.goto((folder / "index.html").as_uri())
    page.locator(".family .card a").first.click()
    page.wait_for_url("**/badges/first-steps/index.html")
    assert page.get_by_role("heading", level=1).inner_text() == "First Steps"
    assert page.locator(".hero__badge").evaluate("image => image.naturalWidth") > 0
