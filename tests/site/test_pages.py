"""Every kind of page in a real browser: no errors, no foreign requests, accessible, and no overflow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.server import Served
from tests.site.conftest import Watched, run_axe

pytestmark = pytest.mark.browser


SEEN = ("gallery", "badges", "award, listed, valid", "award, listed, revoked", "verify", "handbook")


@pytest.mark.parametrize("kinds", [SEEN, pytest.param((), marks=pytest.mark.heavy)], ids=["the most seen", "all"])
def test_pages_are_quiet_accessible_and_fit_a_narrow_screen(
    served: Served,
    watched: Watched,
    pages: dict[str, str],
    violations: Callable[[Page], list[str]],
    kinds: tuple[str, ...],
) -> None:
    """Checks everything in one visit, because opening pages takes the most time."""
    frames = {"embed"}  # made for a frame of a fixed size
    watched.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found, wide = {}, set()
    for kind, path in pages.items():
        if kinds and kind not in kinds:
            continue
        watched.page.set_viewport_size({"width": 1280, "height": 720})
        page = watched.open(served.url + path)
        found[kind] = violations(page)
        page.set_viewport_size({"width": 320, "height": 640})
        if kind not in frames and page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            wide.add(kind)
        page.wait_for_load_state("networkidle")
        assert watched.complaints == [], kind
    assert {kind: lines for kind, lines in found.items() if lines} == {}
    assert wide == set()
    assert len(found) >= len(kinds or pages)


@pytest.mark.heavy
def test_pages_have_enough_contrast_in_the_dark(
    served: Served, watched: Watched, pages: dict[str, str], axe: str
) -> None:
    watched.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = {
        kind: run_axe(axe, watched.open(served.url + path), rules=("color-contrast", "link-in-text-block"))
        for kind, path in pages.items()
    }
    assert {kind: lines for kind, lines in found.items() if lines} == {}


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
