"""Every kind of page in a real browser: quiet, self-contained, accessible, and wide enough for its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.server import Served
from tests.site.conftest import Watched

pytestmark = pytest.mark.browser
SCHEMES = ("light", "dark")


def test_pages_load_without_complaint_or_foreign_request(
    served: Served, watched: Watched, pages: dict[str, str]
) -> None:
    for kind, path in pages.items():
        watched.open(served.url + path, idle=True)
        assert watched.complaints == [], kind


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_are_accessible(
    served: Served, watched: Watched, pages: dict[str, str], violations: Callable[[Page], list[str]], scheme: str
) -> None:
    watched.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    found = {kind: violations(watched.open(served.url + path)) for kind, path in pages.items()}
    assert {kind: lines for kind, lines in found.items() if lines} == {}


def test_pages_fit_a_narrow_screen(served: Served, watched: Watched, pages: dict[str, str]) -> None:
    watched.page.set_viewport_size({"width": 320, "height": 640})
    frames = {"embed"}  # made for a frame of a fixed size
    wide = {
        kind
        for kind, path in pages.items()
        if watched.open(served.url + path).evaluate("document.scrollingElement.scrollWidth > innerWidth")
    }
    assert wide - frames == set()


def test_unknown_address_is_answered_with_the_sites_own_page(served: Served, watched: Watched) -> None:
    answer = watched.page.goto(served.url + "awards/no-such-award/")
    assert answer is not None
    assert answer.status == 404
    assert watched.page.locator("main").count() == 1


def test_handbook_search_finds_a_section(served: Served, watched: Watched) -> None:
    page = watched.open(served.url + "handbook/")
    page.fill("#query", "status list")
    page.wait_for_selector(".results li a")
    page.locator(".results li a").first.click()
    page.wait_for_load_state()
    assert page.locator("article h1").is_visible()
    page.fill("#query", "<img src=x onerror=alert(1)>")
    page.wait_for_selector(".results h1")
    assert page.locator(".results img").count() == 0
    assert watched.complaints == []
