"""Tests difficult texts and pictures: each looks right on every page in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from badgepress.bundle import Bundle
from badgepress.model import ClassImage, Program
from badgepress.render import Renderer
from tests.render.conftest import NOW, a_program, issue
from tests.render.test_gallery import put
from tests.server import Served

pytestmark = [pytest.mark.browser, pytest.mark.heavy]

OVERRIDE = "Ana \u202eAmil \u2067gro.live\u2069"
NAMES = {
    "long": "W" * 120,  # as long as a name may be
    "emoji": "👩🏽‍🚀 Zoë 🎓🏳️‍🌈",
    "override": OVERRIDE,
    "mixed": "שרה Levi-كريم 7",
    "marks": "Z̴̢̛̳͚͎a̵l̶g̷o̸",
}
WIDTHS = (360, 768, 1440)
#: Everything that pages show of the award of `x`.
PAGES = ("", "awards/x/", "badges/first-steps/", "earners/ana/", "issuers/guild/", "awards/x/embed.html")


def wide_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (1600, 120), (20, 90, 160, 255)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def shown(
    bundle: Bundle,
    cache: Path,
    tmp_path: Path,
    static_server: Callable[..., Served],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Program, dict[str, Any]], str]:
    """`shown(program, who)`: the address of a site whose one award is that person's.

    It may have been issued before anybody looked at names.
    """
    monkeypatch.setattr("badgepress.model.base.unsound", lambda name: "")

    def whole(program: Program, who: dict[str, Any]) -> str:
        renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
        award = issue(program, "x", recipient=who)
        files = [*renderer.shared(), *renderer.award(award), *renderer.whole([renderer.row(award)])]
        files += [one for slug in program.classes for one in renderer.pictures(slug)]
        return static_server(put(dict(files), tmp_path), "/").url

    return whole


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


@pytest.mark.heavy
@pytest.mark.parametrize("kind", NAMES)
def test_whatever_somebody_is_called_no_page_breaks(
    page: Page, shown: Callable[[Program, dict[str, Any]], str], kind: str
) -> None:
    name = NAMES[kind]
    base = shown(a_program(), {"name": name, "earner": "ana"})
    for path in PAGES:
        page.goto(base + path)
        for width in WIDTHS if not path.endswith("embed.html") else (150,):
            page.set_viewport_size({"width": width, "height": 800})
            assert fits(page), (path, width)
    page.goto(f"{base}awards/x/")
    assert page.locator(".statement__name").inner_text() == name


def test_an_override_of_direction_ends_with_the_name(
    page: Page, shown: Callable[[Program, dict[str, Any]], str]
) -> None:
    base = shown(a_program(), {"name": OVERRIDE, "earner": "ana"})
    page.goto(f"{base}badges/first-steps/")
    row = page.locator(".rows .row").first
    # The name is isolated: the date below it, a text of its own, still reads from left to right.
    assert row.locator("bdi").first.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    page.goto(f"{base}awards/x/")
    verb = page.locator(".statement__verb")
    assert verb.inner_text() == "earned"
    assert verb.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_a_picture_of_odd_proportions_is_shown_whole(
    page: Page, shown: Callable[[Program, dict[str, Any]], str]
) -> None:
    program = a_program()
    odd = {**program.images, "first-steps": ClassImage("first-steps.png", png=wide_png())}
    base = shown(replace(program, images=odd), {"name": "Ana Lima"})
    for path in ("", "badges/first-steps/", "awards/x/"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(base + path)
            assert fits(page), (path, width)
            boxes = page.locator("img[src*='first-steps/thumb']").evaluate_all(
                "all => all.map((one) => { const box = one.getBoundingClientRect();"
                " return [box.width / box.height, getComputedStyle(one).objectFit]; })"
            )
            assert boxes
            assert all(fit == "contain" or abs(ratio - 1600 / 120) < 1 for ratio, fit in boxes), (path, boxes)
    with Image.open(io.BytesIO(page.request.get(f"{base}badges/first-steps/preview.png").body())) as card:
        assert card.size == (1200, 630)


def test_an_earner_with_nothing_public_has_a_page_that_says_so(
    page: Page, bundle: Bundle, cache: Path, tmp_path: Path, static_server: Callable[..., Served]
) -> None:
    program = a_program()
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    award = issue(program, "hidden", visibility="unlisted", recipient={"name": "Secret Person", "earner": "ana"})
    files = dict([*renderer.shared(), *renderer.award(award), *renderer.whole([renderer.row(award)])])
    base = static_server(put(files, tmp_path), "/").url
    page.goto(f"{base}earners/ana/")
    assert page.locator(".empty").is_visible()
    assert page.locator(".card, .jump, [data-print], .attested").count() == 0
    assert b"Secret" not in files["earners/ana/index.html"]
    assert b"awards/hidden" not in files["earners/ana/index.html"]
