"""A link can pass any address to the verify page. One on another site is read only after the reader agrees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, Route

from badgepress.words import languages
from badgepress.words.catalogues import catalogue as read_catalogue
from tests.server import Served
from tests.site.conftest import Watched
from tests.site.kinds import BASE_URL, Award

pytestmark = pytest.mark.browser
ELSEWHERE = "https://badges.elsewhere.example/awards/x/credential.json"


def elsewhere(page: Page, body: str = "{}") -> list[str]:
    """Records every request to other hosts, and answers each with a text."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.continue_()
            return
        asked.append(route.request.url)
        route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"})

    page.route("**/*", answer)
    return asked


def opened(page: Page, served: Served, given: str, path: str = "verify/") -> None:
    page.goto(f"{served.url}{path}?url={quote(given, safe='')}", wait_until="networkidle")


def test_nothing_is_read_from_another_site_before_the_reader_says_so(
    page: Page, served: Served, axe: str, one_award: Callable[[str], Award], sample_site: Path
) -> None:
    asked = elsewhere(page, (sample_site / one_award("valid").path / "credential.json").read_text())
    opened(page, served, ELSEWHERE)
    question = page.locator(".asked")
    assert question.locator(".asked__host").inner_text() == "badges.elsewhere.example"
    assert question.locator(".asked__address").inner_text() == ELSEWHERE
    assert asked == []
    assert "badges.elsewhere.example" in (page.locator("#verify-status").text_content() or "")
    page.evaluate(axe)
    found = page.evaluate("axe.run('.asked').then((found) => found.violations.map((one) => one.id))")
    assert found == []
    question.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.locator("#verify-results > .result > .verdict[data-verdict=valid]").wait_for()
    assert question.count() == 0
    assert asked[0] == ELSEWHERE
    assert page.evaluate("document.activeElement.id") == "verify-results"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("badges.elsewhere.example/x", "badges.elsewhere.example"),
        ("<https://elsewhere.example/x>", "elsewhere.example"),
        (f"https://badges.example.org@elsewhere.example/{BASE_URL}", "elsewhere.example"),
        ("https://bаdges.example.org/x", "xn--bdges-4ve.example.org"),
        (BASE_URL.replace("https://", "https://x."), "x.badges.example.org"),
        (BASE_URL.rstrip("/") + ".evil.example/x", "badges.example.org.evil.example"),
        (BASE_URL.replace("https://", "http://"), "badges.example.org"),
        (BASE_URL.rstrip("/") + ":8443/x", "badges.example.org:8443"),
        ('{"issuer": "did:web:elsewhere.example"}', None),
        ("eyJhbGciOiJFZERTQSJ9.e30.e30", None),
    ],
)
def test_everything_from_other_sites_needs_a_yes(page: Page, served: Served, given: str, host: str | None) -> None:
    asked = elsewhere(page)
    opened(page, served, given)
    page.locator(".asked").wait_for()
    if host is None:
        assert page.locator(".asked__host").count() == 0
    else:
        assert page.locator(".asked__host").inner_text() == host
    assert asked == []
    assert page.locator(".result").count() == 0


def test_an_address_of_this_site_is_read_at_once(
    served: Served, watched: Watched, one_award: Callable[[str], Award]
) -> None:
    page = watched.open(f"{served.url}verify/?url={quote(BASE_URL + one_award('valid').path, safe='')}")
    page.locator("#verify-results > .result > .verdict[data-verdict=valid]").wait_for()
    assert page.locator(".asked").count() == 0
    assert watched.complaints == []


@pytest.mark.heavy
def test_the_verifier_in_one_file_asks_as_well(page: Page, served: Served) -> None:
    asked = elsewhere(page)
    opened(page, served, ELSEWHERE, "verify/offline.html")
    page.locator(".asked").wait_for()
    assert asked == []


def test_typed_addresses_need_no_yes(page: Page, served: Served) -> None:
    asked = elsewhere(page)
    page.goto(f"{served.url}verify/", wait_until="networkidle")
    page.fill("#verify-text", ELSEWHERE)
    page.locator("#verify-form [type=submit]").click()
    page.locator("#verify-results > .result > .verdict:not([data-verdict=checking])").wait_for()
    assert page.locator(".asked").count() == 0
    assert asked == [ELSEWHERE]


def test_the_question_exists_in_every_language() -> None:
    keys = ("ask-title", "ask", "ask-text", "ask-go")
    said = {tuple(read_catalogue(language)["label"][key] for key in keys) for language in languages()}
    assert len(said) == len(languages()) >= 6
