"""If people verify several badges at once, the verify page shows an overview of all verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page

from tests.site.conftest import Watched
from tests.site.kinds import Award
from tests.site.test_verify_page import result
from tests.site.test_verify_views import file
from tests.vectors.expand import load
from tests.words import part

pytestmark = [pytest.mark.browser, pytest.mark.heavy]
HEADING = "3\u00a0genuine, 1\u00a0revoked, 1\u00a0not valid"
ATTACK = "\u202egnp.<img src=x onerror=alert(1)>"


@pytest.fixture
def files(sample_site: Path, one_award: Callable[[str], Award]) -> list[dict[str, object]]:
    """Five files, including one from an issuer that is only a key and one that was changed."""
    valid, revoked = (sample_site / one_award(word).path for word in ("valid", "revoked"))
    of_nobody = load("issuer/did-key")["input"]["json"]
    changed = json.loads((valid / "credential.json").read_bytes()) | {"validUntil": "2099-01-01T00:00:00Z"}
    return [
        file("first.png", (valid / "badge.png").read_bytes()),
        file("second.json", (valid / "credential.json").read_bytes()),
        file("third.png", (revoked / "badge.png").read_bytes()),
        file(ATTACK, json.dumps(changed)),
        file("nobody.json", json.dumps(of_nobody)),
    ]


def hand_over(page: Page, files: list[dict[str, object]]) -> Locator:
    """Adds the files and returns the overview once it is complete."""
    page.set_input_files("#verify-file", files)  # type: ignore[arg-type]
    result(page, len(files))
    page.wait_for_function("(text) => document.querySelector('.overview > h2')?.textContent === text", arg=HEADING)
    return page.locator(".overview")


def note_what_is_revealed(page: Page) -> None:
    page.evaluate(
        """() => {
            window.revealed = [];
            const { scrollIntoView } = Element.prototype;
            Element.prototype.scrollIntoView = function (...how) {
                window.revealed.push(this.closest(".result")?.firstChild.textContent ?? this.className);
                scrollIntoView.apply(this, how);
            };
        }"""
    )


def test_every_thing_has_a_row(verify_page: Page, watched: Watched, files: list[dict[str, object]]) -> None:
    found = hand_over(verify_page, files)
    rows = found.locator("li").all()
    assert [row.get_attribute("data-verdict") for row in rows] == ["valid", "valid", "revoked", "invalid", "valid"]
    assert [row.locator("a").inner_text() for row in rows[:3]] == ["first.png", "second.json", "third.png"]
    assert rows[3].locator("a").inner_text() == "gnp.<img src=x onerror=alert(1)>"
    assert rows[0].locator(".verdict__sentence").inner_text().startswith("Issued by Tallymark Data Guild to ")
    assert part("note.issuer-nobody") in rows[4].locator(".verdict__warning").inner_text()
    assert [row.locator(".verdict__warning").count() for row in rows] == [0, 0, 0, 0, 1]
    assert watched.complaints == []


def test_a_row_leads_to_its_answer(verify_page: Page, files: list[dict[str, object]]) -> None:
    hand_over(verify_page, files).locator("a", has_text="third.png").press("Enter")
    assert verify_page.evaluate("document.activeElement.querySelector('.result__name').textContent") == "third.png"


def test_it_is_above_its_results_and_announced_last(verify_page: Page, files: list[dict[str, object]]) -> None:
    hand_over(verify_page, files)
    first = verify_page.locator("#verify-results > :first-child")
    assert first.get_attribute("class") == "overview"
    assert first.get_attribute("aria-labelledby") == first.locator("h2").get_attribute("id")
    said = verify_page.locator("#verify-status > p").all_inner_texts()
    assert len(said) == len(files) + 1
    assert said[-1] == HEADING


def test_one_thing_has_none(verify_page: Page, files: list[dict[str, object]]) -> None:
    asked: list[str] = []
    verify_page.on("request", lambda request: asked.append(request.url))
    verify_page.set_input_files("#verify-file", files[:1])  # type: ignore[arg-type]
    result(verify_page)
    assert asked
    assert not [url for url in asked if "overview" in url]
    assert verify_page.locator(".overview").count() == 0


def test_checking_again_keeps_one_overview(verify_page: Page, files: list[dict[str, object]]) -> None:
    hand_over(verify_page, files)
    verify_page.fill("#verify-email", "someone.else@example.com")
    verify_page.locator("#verify-form [type=submit]").click()
    verify_page.wait_for_function("() => document.querySelector('.overview > h2')?.textContent.includes('e-mail')")
    assert verify_page.locator("#verify-results > .result").count() == len(files)
    assert verify_page.locator(".overview").count() == 1


def test_it_scrolls_into_view(verify_page: Page, files: list[dict[str, object]]) -> None:
    verify_page.set_viewport_size({"width": 360, "height": 640})
    note_what_is_revealed(verify_page)
    found = hand_over(verify_page, files)
    # If it is taller than a phone, its top is shown.
    verify_page.wait_for_function(
        "() => [0, 1].includes(Math.floor(document.querySelector('.overview').getBoundingClientRect().top / 20))"
    )
    assert verify_page.evaluate("window.revealed") == ["overview"]
    assert found.evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_without_it_the_first_result_scrolls_into_view(verify_page: Page, files: list[dict[str, object]]) -> None:
    verify_page.set_viewport_size({"width": 360, "height": 640})
    note_what_is_revealed(verify_page)
    verify_page.route("**/overview.*.js", lambda route: route.abort())
    verify_page.set_input_files("#verify-file", files)  # type: ignore[arg-type]
    found = result(verify_page, len(files)).locator("> .verdict")
    verify_page.wait_for_function(
        "(node) => node.getBoundingClientRect().bottom < innerHeight + 1", arg=found.element_handle()
    )
    verify_page.evaluate("new Promise(requestAnimationFrame)")
    assert verify_page.evaluate("window.revealed") == ["first.png"]
    assert verify_page.locator(".overview").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible(
    verify_page: Page,
    files: list[dict[str, object]],
    violations: Callable[[Page], list[str]],
    scheme: str,
    width: int,
) -> None:
    verify_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    verify_page.set_viewport_size({"width": width, "height": 800})
    hand_over(verify_page, files)
    assert violations(verify_page) == []


def test_it_is_printed_with_all_results_but_not_with_one(verify_page: Page, files: list[dict[str, object]]) -> None:
    hand_over(verify_page, files)
    verify_page.evaluate("window.print = () => undefined")
    assert "third.png" in words(verify_page)
    verify_page.locator("#verify-results > .result").first.locator("button", has_text="Print").click()
    of_one = words(verify_page)
    assert "first.png" in of_one
    assert "third.png" not in of_one
    assert "×" not in of_one


def words(page: Page) -> str:
    """The text as printed."""
    document = pypdfium2.PdfDocument(page.pdf())
    return " ".join(sheet.get_textpage().get_text_range() for sheet in document)
