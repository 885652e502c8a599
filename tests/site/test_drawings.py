"""Accepted drawings run nothing: opens each one in Chromium, and it requests nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Request

from badgepress.read.pictures import cleaned_svg
from tests.read.drawings import drawing
from tests.server import Served, serve

pytestmark = pytest.mark.browser
EDITORS = sorted((Path(__file__).parent.parent / "read" / "editors").glob("*.svg"))
#: How many drawings each tier of tests makes.
QUICK, HEAVY, LONG = 20, 600, 20_000
_BATCH = 20


@dataclass
class Opener:
    """Opens drawings as documents and inside a page, and records what else they do."""

    page: Page
    served: Served
    heard: list[str] = field(default_factory=list)
    documents: int = 0

    def __post_init__(self) -> None:
        self.page.context.on("request", self._request)
        self.page.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        self.heard.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, number: int, data: bytes) -> list[str]:
        """What a drawing requests when opened as a document and clicked, and whether it set its title."""
        name = f"{number}.svg"
        self.served.replaced[name] = data
        self.heard.clear()
        self.served.requests.clear()
        self.page.goto(self.served.url + name)
        self.page.mouse.click(20, 20)
        titled = ["title: ran"] if self.page.title() == "ran" else []
        self.documents += 1
        asked = [one for one in self.heard if one != self.served.url + name]
        own = self.served.requests.count(name)
        again = [f"{name}, {own} times"] if own != 1 else []
        return [*asked, *again, *titled, *(one for one in self.served.requests if one not in (name, "favicon.ico"))]

    def embed(self, numbers: list[int]) -> list[str]:
        """What drawings request when embedded in a page as images and as objects."""
        names = [f"{number}.svg" for number in numbers]
        shown = "".join(f'<img src="{one}"><object data="{one}"></object>' for one in names)
        self.served.replaced["all.html"] = f"<!doctype html><title>all</title>{shown}".encode()
        self.heard.clear()
        self.served.requests.clear()
        self.page.goto(f"{self.served.url}all.html")
        self.page.wait_for_timeout(100)
        allowed = {*names, "all.html", "favicon.ico"}
        addresses = {self.served.url + one for one in allowed}
        return [
            *(one for one in self.heard if one not in addresses),
            *(one for one in self.served.requests if one not in allowed),
        ]


@pytest.fixture
def opener(page: Page, tmp_path: Path) -> Iterator[Opener]:
    with serve(tmp_path) as served:
        page.set_viewport_size({"width": 200, "height": 200})
        yield Opener(page, served)


def accepted(host: str, made: int) -> Iterator[tuple[int, bytes]]:
    """The accepted ones of `made` drawings, as the importer rewrites them."""
    for seed in range(made):
        clean, _ = cleaned_svg(drawing(seed, host), "a.svg", badge=False)
        if clean is not None:
            yield seed, clean


@pytest.mark.parametrize(
    "made",
    [QUICK, pytest.param(HEAVY, marks=pytest.mark.heavy), pytest.param(LONG, marks=pytest.mark.long)],
)
def test_accepted_drawings_ask_for_nothing_and_run_nothing(made: int, opener: Opener) -> None:
    wrong: dict[str, list[str]] = {}
    found = list(accepted(opener.served.url, made))
    drawings = iter(found)
    while batch := list(islice(drawings, _BATCH)):
        for seed, clean in batch:
            if heard := opener.open(seed, clean):
                wrong[f"seed {seed}"] = heard
        if heard := opener.embed([seed for seed, _ in batch]):
            wrong[f"seeds {batch[0][0]} to {batch[-1][0]}"] = heard
    print(f"{made} drawings made, {len(found)} accepted, {opener.documents} opened; asked or ran: {len(wrong)}")
    assert wrong == {}
    assert len(found) > made // 4


@pytest.mark.heavy
@pytest.mark.parametrize("path", EDITORS, ids=lambda path: path.stem)
def test_drawings_from_editors_look_the_same_in_browsers(path: Path, opener: Opener) -> None:
    clean, _ = cleaned_svg(path.read_bytes(), path.name, badge=True)
    assert clean
    seen = []
    for number, data in enumerate((path.read_bytes(), clean, b'<svg xmlns="http://www.w3.org/2000/svg"/>')):
        opener.open(number, data)
        seen.append(opener.page.screenshot())
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_refused_drawings_do_make_requests(opener: Opener) -> None:
    """The test can detect requests: most refused drawings do make some."""
    host = opener.served.url
    heard = refused = 0
    for seed in count():
        data = drawing(seed, host, 0.3)
        if cleaned_svg(data, "a.svg", badge=False)[0] is None:
            refused += 1
            heard += bool(opener.open(seed, data))
        if refused == 15:
            break
    assert heard > 4
