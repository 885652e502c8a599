"""Makes the screenshots in docs/ from the sample programme (`make pictures`)."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

from badgepress import build
from tests import browser
from tests.site.at_home import at_home
from tests.site.kinds import BASE_URL

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "assets" / "pictures"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: Name: address, window width and height, colour scheme.
SHOTS: dict[str, tuple[str, int, int, Literal["light", "dark"]]] = {
    "gallery": ("", 1440, 1000, "light"),
    "gallery-tablet": ("", 768, 1024, "light"),
    "gallery-arabic": ("ar/", 1440, 900, "light"),
    "award": ("awards/k3natscj/", 1440, 900, "light"),
    "award-phone": ("awards/k3natscj/", 360, 780, "dark"),
    "award-revoked-phone": ("awards/w48xegpv/", 360, 780, "light"),
    "badge-dark": ("badges/streaming-systems/", 1440, 900, "dark"),
    "badge-arabic": ("ar/badges/data-foundations/", 1440, 900, "light"),
    "earner": ("earners/amara-okafor/", 1440, 900, "light"),
    "issuer-phone": ("issuers/tallymark/", 360, 780, "light"),
    "skills-tablet": ("skills/", 768, 1024, "dark"),
    "verify": ("verify/", 1440, 900, "light"),
}
#: Name: address of a page shown as printed on A4.
PRINTS = {"certificate": "awards/k3natscj/", "resume": "earners/amara-okafor/"}
#: The greatest width of a picture in pixels.
WIDEST = 1000


def main() -> None:
    """Builds the sample, opens it at its own address, and saves one picture of each view, with few colours."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder, "site")
        build(ROOT / "badges", site, now=NOW, templates=ROOT / "templates")
        executable = browser.system()
        chromium = playwright.chromium.launch(
            executable_path=str(executable) if executable else None, args=browser.arguments()
        )
        for name, (address, width, height, scheme) in SHOTS.items():
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            at_home(page, site)
            page.clock.set_fixed_time(NOW)
            visit(page, BASE_URL + address)
            page.wait_for_function("() => !document.querySelector('[data-verdict=checking]')")
            with Image.open(io.BytesIO(page.screenshot())) as shot:
                keep(name, shot)
            page.close()
        for name, address in PRINTS.items():
            page = chromium.new_page()
            at_home(page, site)
            page.clock.set_fixed_time(NOW)
            visit(page, BASE_URL + address)
            sheet = pypdfium2.PdfDocument(page.pdf(format="A4"))[0].render(scale=1.4).to_pil()
            keep(name, ImageOps.expand(sheet, 1, "#d5dddb"))
            page.close()
        chromium.close()


def visit(page: Page, url: str) -> None:
    """Opens a page after its font has loaded, because the browser ignores a font that comes too late."""
    for _ in range(5):
        page.goto(url)
        page.wait_for_load_state("networkidle")
        if page.evaluate("[...document.fonts].some((one) => one.status === 'loaded')"):
            return


def keep(name: str, picture: Image.Image) -> None:
    """Saves the picture as a PNG with few colours."""
    picture = picture.convert("RGB")
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, round(picture.height * WIDEST / picture.width)), Image.Resampling.LANCZOS)
    few = picture.quantize(256, method=Image.Quantize.MEDIANCUT)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
