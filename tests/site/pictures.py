"""The pictures of the site in docs/: `make pictures` takes them anew from the sample programme."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from badgepress import build
from tests import browser
from tests.server import serve

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "assets" / "pictures"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: name: address, width and height of the window, colour scheme
SHOTS: dict[str, tuple[str, int, int, Literal["light", "dark"]]] = {
    "gallery": ("", 1440, 1000, "light"),
    "award": ("awards/k3natscj/", 1440, 900, "light"),
    "award-revoked-phone": ("awards/w48xegpv/", 390, 844, "light"),
    "badge-dark": ("badges/streaming-systems/", 1440, 900, "dark"),
    "badge-arabic": ("ar/badges/data-foundations/", 1440, 900, "light"),
    "verify": ("verify/", 1440, 900, "light"),
}


def main() -> None:
    """Build the sample, serve it here, and keep one picture of each view, in few colours."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder, "site")
        build(ROOT / "badges", site, now=NOW, templates=ROOT / "templates")
        executable = browser.system()
        chromium = playwright.chromium.launch(
            executable_path=str(executable) if executable else None, args=browser.arguments()
        )
        with serve(site, "/") as served:
            for name, (address, width, height, scheme) in SHOTS.items():
                page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.clock.set_fixed_time(NOW)
                page.goto(served.url + address)
                page.wait_for_load_state("networkidle")
                page.wait_for_function("!document.querySelector('[data-verdict=checking]')")
                with Image.open(io.BytesIO(page.screenshot())) as shot:
                    few = shot.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT)
                    few.save(PICTURES / f"{name}.png", optimize=True)
                page.close()
        chromium.close()


if __name__ == "__main__":
    main()
