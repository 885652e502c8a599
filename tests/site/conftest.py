"""Fixtures for the sample site: served, and opened in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests import node
from tests.server import Served, serve
from tests.site.kinds import Award, kinds, sample_awards

#: What the script shows: a report, or that it failed. A withdrawn award's page shows a verdict even before that.
SPOKEN = "#verdict[data-verdict=unverified], #verdict[data-verdict]:not([data-verdict=checking]) .verdict__checked"


@pytest.fixture(scope="session")
def awards(sample_site: Path, now: datetime) -> list[Award]:
    """Every award of the sample with the Python verifier's verdict."""
    return sample_awards(sample_site, now)


@pytest.fixture(scope="session")
def pages(sample_site: Path, awards: list[Award]) -> dict[str, str]:
    """Kind of page → path of one such page."""
    return kinds(sample_site, awards)


@pytest.fixture(scope="session")
def one_award(awards: list[Award]) -> Callable[[str], Award]:
    """`one_award(verdict)`: the first current award of the sample with this verdict."""
    return lambda verdict: next(award for award in awards if award.verdict == verdict and award.current)


@pytest.fixture
def served(sample_site: Path) -> Iterator[Served]:
    """The sample site at the root of a server."""
    with serve(sample_site) as running:
        yield running


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return (node.install(Path(__file__).parent) / "axe-core" / "axe.min.js").read_text("utf-8")


@dataclass
class Watched:
    """A watched page. `complaints` collects everything that must not happen."""

    page: Page
    now: datetime
    host: str = ""
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str, *, idle: bool = False) -> Page:
        """Opens an address at the tests' time and waits for its script. With `idle`, waits for a quiet network too."""
        self.host = urlsplit(url).netloc
        self.page.clock.set_fixed_time(self.now)
        self.page.goto(url, wait_until="networkidle" if idle else "load")
        if self.page.locator("#verdict").count():
            self.page.wait_for_selector(SPOKEN, state="attached")
        return self.page

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.complaints.append(f"request to another host: {request.url}")


@pytest.fixture
def watched(page: Page, now: datetime) -> Watched:
    """A watched page."""
    found = Watched(page, now)
    page.on("console", found.on_console)
    page.on("request", found.on_request)
    page.on("pageerror", lambda error: found.complaints.append(f"script error: {error}"))
    return found


@pytest.fixture
def verify_page(served: Served, watched: Watched) -> Page:
    """The verify page, open."""
    return watched.open(served.url + "verify/")


@pytest.fixture
def violations(axe: str) -> Callable[[Page], list[str]]:
    """`violations(page)`: what axe finds, one line per element."""
    return partial(run_axe, axe)


def run_axe(axe: str, page: Page, rules: Sequence[str] = ()) -> list[str]:
    """axe's violations on the page, for some rules or all."""
    page.evaluate(axe)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {element['html'][:200]}" for rule in result["violations"] for element in rule["nodes"]]
