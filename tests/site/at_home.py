"""Serves the built site to a browser at its own address without leaving the machine."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.site.kinds import BASE_URL


def at_home(page: Page, site: Path) -> None:
    """Makes the page get everything under the site's own address from the built files."""
    page.route(f"{BASE_URL}**", lambda route: _from_files(site, route))


def _from_files(site: Path, route: Route) -> None:
    file = site / route.request.url.removeprefix(BASE_URL).partition("?")[0]
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        route.fulfill(status=404)
        return
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
    route.fulfill(body=file.read_bytes(), content_type=kind or "application/octet-stream")
