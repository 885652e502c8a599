"""Limits for a page: bytes, requests to other hosts, layout shifts. Also, it works from any location."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

from tests.server import Served, serve
from tests.site.at_home import at_home
from tests.site.conftest import Watched
from tests.site.kinds import BASE_URL, Award

pytestmark = pytest.mark.browser

#: Bytes over the network, bodies only: for what an award's page itself names (styles, font, badge, scripts), and
#: including the verifier that its script loads, until the verdict is there.
FIRST_VIEW, WITH_VERDICT = 60_000, 99_000
#: Layout shift without user input: fraction of the screen times fraction of its height.
STILL = 0.005
SIZES = ((360, 740), (1440, 900))

NAMED = "() => [...document.querySelectorAll('script, link, img')].map((one) => one.src || one.href)"
MOVEMENT = """() => {
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const what = entry.sources.map((one) => one.node?.outerHTML?.slice(0, 80) ?? "");
      if (!entry.hadRecentInput) window.moved.push([entry.value, what.join(" | ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture
def packed(sample_site: Path) -> Iterator[Served]:
    """The sample site, compressed as web hosts serve it."""
    with serve(sample_site, packed=True) as running:
        yield running


def test_a_shared_award_is_light(packed: Served, watched: Watched, one_award: Callable[[str], Award]) -> None:
    done: list[Request] = []
    watched.page.on("requestfinished", lambda one: done.append(one))
    path = one_award("valid").path
    page = watched.open(packed.url + path, idle=True)
    assert page.locator("#verdict[data-verdict=valid]").count() == 1
    assert page.locator(".hero__badge").evaluate("image => image.naturalWidth") > 0
    weights = {one.url: one.sizes()["responseBodySize"] for one in done}
    named = {packed.url + path, *page.evaluate(NAMED)}
    first = {address: weight for address, weight in weights.items() if address in named}
    assert len(first) > 5
    assert sum(first.values()) <= FIRST_VIEW, first
    assert sum(weights.values()) <= WITH_VERDICT, weights
    assert watched.complaints == []


@pytest.mark.heavy
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_no_layout_shifts(sample_site: Path, watched: Watched, pages: dict[str, str], size: tuple[int, int]) -> None:
    page = watched.page
    at_home(page, sample_site)
    page.add_init_script(f"({MOVEMENT})()")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    moved = {}
    for kind, path in pages.items():
        watched.open(BASE_URL + path, idle=True)
        found = page.evaluate("window.moved")
        if sum(value for value, _ in found) > STILL:
            moved[kind] = found
    assert moved == {}


@pytest.mark.heavy
def test_a_copy_elsewhere_works(sample_site: Path, watched: Watched, pages: dict[str, str]) -> None:
    lost: list[str] = []
    watched.page.on("response", lambda answer: lost.append(answer.url) if answer.status >= 400 else None)
    with serve(sample_site, "/moved/and/deeper/") as running:
        for kind, path in pages.items():
            if kind == "not found":  # the host's own page: it addresses its files from the host's root
                continue
            watched.open(running.url + path)
            assert lost == [], kind
            assert watched.complaints == [], kind


@pytest.mark.heavy
def test_pages_can_be_read_from_a_disk(sample_site: Path, page: Page, pages: dict[str, str]) -> None:
    for kind, path in pages.items():
        file = sample_site / path
        page.goto((file / "index.html" if file.is_dir() else file).as_uri())
        assert page.locator("h1").first.inner_text().strip(), kind
        if kind == "not found":
            continue
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)", kind
        lost = "[...document.images].filter((one) => one.complete && !one.naturalWidth).map((one) => one.src)"
        assert page.evaluate(lost) == [], kind
