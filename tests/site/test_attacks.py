"""The verify page shows hostile badges as plain text.

No script runs, no policy is violated, and nothing is sent anywhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from badgepress.render.writer import MARKER
from badgepress.verify.report import UNSUPPORTED
from tests.server import Served
from tests.site.conftest import Watched
from tests.vectors.hostile import attacks
from tests.vectors.world import LIST, ORG_URL, documents

pytestmark = pytest.mark.browser
ALLOWED = {ORG_URL, LIST}
FEW = ("every-text", "svg-with-script")
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
  broken.push(event.violatedDirective + " " + event.blockedURI));
"""
FOUND = """() => ({
  broken, attacked: window.attacked, polluted: Object.keys(Object.prototype),
  elements: document.querySelectorAll(
    "#verify-results :is(script, iframe, object, embed, svg, style, link, form)").length,
  handlers: [...document.querySelectorAll("#verify-results *")].flatMap(
    (one) => one.getAttributeNames().filter((name) => name.startsWith("on") || name === "style")),
  addresses: [...document.querySelectorAll("#verify-results [href], #verify-results [src]")].flatMap(
    (one) => [one.getAttribute("href"), one.getAttribute("src")].filter(Boolean)),
  wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  shown: getComputedStyle(document.querySelector("#verify-results")).display,
})"""


@pytest.fixture
def answered(page: Page, served: Served) -> list[str]:
    """The addresses requested from other hosts. The issuer's two get an answer, all others fail."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        asked.append(url)
        found = documents().get(url)
        if found is None:
            route.abort()
        else:
            route.fulfill(json=found["json"], headers={"Access-Control-Allow-Origin": "*"})

    page.route(lambda url: urlsplit(url).netloc != urlsplit(served.url).netloc and url.startswith("http"), answer)
    return asked


@pytest.mark.parametrize(
    "names", [FEW, pytest.param((), marks=pytest.mark.heavy)], ids=["a few that reach the page", "all"]
)
def test_attacks_on_the_verify_page(
    names: tuple[str, ...],
    served: Served,
    page: Page,
    answered: list[str],
    watched: Watched,
    sample_site: Path,
    tmp_path: Path,
) -> None:
    base = json.loads((sample_site / MARKER).read_bytes())["url"]
    for address, found in documents().items():
        if address.startswith(base):
            served.replaced[address.removeprefix(base)] = json.dumps(found["json"]).encode()
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: watched.complaints.append(f"dialog: {dialog.message}"))
    watched.open(served.url + "verify/")
    wrong: dict[str, object] = {}
    for attack in (one for one in attacks() if not names or one.name in names):
        answered.clear()
        served.requests.clear()
        page.reload()
        file = tmp_path / attack.name
        file.write_bytes(attack.data)
        page.set_input_files("#verify-file", str(file))
        page.wait_for_selector("#verify-results [data-verdict]:not([data-verdict=checking])", timeout=30_000)
        verdict = page.locator("#verify-results [data-verdict]").first.get_attribute("data-verdict")
        found = page.evaluate(FOUND)
        expected = {"parse": "invalid", "format": "invalid", "signature": "unverified", "valid": "valid"}
        expected |= dict.fromkeys(UNSUPPORTED, "unverified")
        unsafe = [one for one in found["addresses"] if not one.startswith(("https://", "http://", "blob:", "#", "../"))]
        fine = (
            verdict == expected.get(attack.ends, expected[attack.ends.partition("-")[0]])
            and not found["broken"]
            and not found["attacked"]
            and not found["polluted"]
            and not found["elements"]
            and not found["handlers"]
            and not found["wide"]
            and found["shown"] != "none"
            and not unsafe
            and set(answered) <= (ALLOWED if attack.ends == "valid" else set())
        )
        if not fine:
            wrong[attack.name] = (verdict, found, unsafe, list(answered))
    assert wrong == {}
    told = [
        one for one in watched.complaints if not one.startswith("request to another host: https://badges.example.org/")
    ]
    assert told == []
