"""How the verify page shows results: headings and names for screen readers, colours, warnings, print."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, Route

from badgepress.openbadges import jcs, proof
from badgepress.openbadges.jsonld.document import Document
from tests import words
from tests.server import Served
from tests.site.kinds import BASE_URL, Award
from tests.site.test_verify_page import PDF, enter, hand, qr_of, result, verdict
from tests.vectors.expand import load
from tests.vectors.world import EMAIL

pytestmark = [pytest.mark.browser, pytest.mark.heavy]
ANNOUNCED = "document.querySelector('#verify-status').textContent"
OneAward = Callable[[str], Award]
Violations = Callable[[Page], list[str]]
Scenes = Callable[[str], str]


@pytest.fixture
def scene(served: Served, page: Page) -> Scenes:
    """`scene(name)`: the text of a vector's badge, with its documents served."""

    def prepare(name: str) -> str:
        told = load(name)
        for address, found in told["documents"].items():
            if address.startswith(BASE_URL):
                served.replaced[address.removeprefix(BASE_URL)] = json.dumps(found["json"]).encode()
            else:
                page.route(address, partial(answer, found["json"]))
        given = told["input"]
        return given["text"] if "text" in given else json.dumps(given["json"])

    return prepare


def answer(body: object, route: Route) -> None:
    route.fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"})


def file(name: str, data: bytes | str) -> dict[str, object]:
    raw = data.encode() if isinstance(data, str) else data
    return {"name": name, "mimeType": "application/octet-stream", "buffer": raw}


def open_technical(page: Page) -> None:
    for details in page.locator("#verify-results > .result > details").all():
        details.locator("> summary").click()
        details.locator(".technical > *").first.wait_for(state="attached")
    page.evaluate("document.querySelectorAll('.technical details').forEach((one) => { one.open = true })")


def tone(found: Locator) -> str | None:
    return found.locator("> .verdict").get_attribute("data-tone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "names",
    [("endorsements/two",), ("endorsements/other-issuer", "issuer/did-key", "recipient/match"), ("records/two",)],
    ids=["endorsed", "several", "record"],
)
def test_answers_are_accessible(
    verify_page: Page, violations: Violations, scene: Scenes, scheme: str, names: tuple[str, ...]
) -> None:
    page = verify_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_input_files("#verify-file", [file(f"{name}.json", scene(name)) for name in names])  # type: ignore[arg-type]
    result(page, len(names))
    open_technical(page)
    assert violations(page) == []


def test_every_answer_has_a_name_and_a_heading(verify_page: Page, scene: Scenes) -> None:
    found = enter(verify_page, scene("endorsements/two"))
    assert found.get_attribute("aria-label") == "Data Foundations: Genuine"
    headings = verify_page.locator("#verify-results :is(h1, h2, h3, h4)")
    assert headings.evaluate_all("all => all.map((one) => one.tagName)") == ["H2", "H3", "H3"]


def test_results_come_in_input_order(verify_page: Page) -> None:
    page = verify_page
    names = ["one.txt", "two.txt", "three.txt"]
    page.set_input_files("#verify-file", [file(name, "nothing") for name in names])  # type: ignore[arg-type]
    result(page, 3)
    page.set_input_files("#verify-file", [file("four.txt", "nothing")])  # type: ignore[arg-type]
    result(page, 4)
    assert page.locator(".result__name").all_inner_texts() == ["four.txt", *names]


def test_file_names_are_cleaned_and_cut_where_shown_and_announced(verify_page: Page) -> None:
    hand(verify_page, "drop", "a\u202egnp.exe" + "x" * 5000, b"nothing", "image/png")
    result(verify_page)
    name = verify_page.locator(".result__name").inner_text()
    assert name.startswith("a gnp.exe")
    assert name.endswith("…")
    assert len(name) < 300
    told = verify_page.evaluate(ANNOUNCED)
    assert "\u202e" not in told
    assert told.startswith("a gnp.exe")
    assert len(told) < 600


def test_address_entered_after_the_badge_is_compared_with_it(
    verify_page: Page, one_award: OneAward, sample_site: Path, scene: Scenes
) -> None:
    page = verify_page
    data = (sample_site / one_award("valid").path / "badge.png").read_bytes()
    hand(page, "drop", "badge.png", data, "image/png")
    assert verdict(result(page)) == "valid"
    page.fill("#verify-email", "someone.else@example.com")
    page.locator("#verify-form [type=submit]").click()
    page.wait_for_selector("#verify-results .verdict[data-tone=warn]")
    assert page.locator("#verify-results > .result").count() == 1
    said = result(page).locator("> .verdict").inner_text()
    assert words.text("verdict.other-holder.title") in said
    assert words.text("recipient-mismatch.hint") in said
    assert "Not valid" not in said
    assert "Do not rely" not in said


def test_buttons_have_borders_with_forced_colours(verify_page: Page) -> None:
    verify_page.emulate_media(forced_colors="active")
    for zone, part in (("#verify-form [type=submit]", None), ("#verify-file", "::file-selector-button")):
        edge = verify_page.locator(zone).evaluate("(node, part) => getComputedStyle(node, part).borderTopWidth", part)
        assert edge == "1px"


def test_half_an_address_is_not_compared(verify_page: Page, one_award: OneAward, sample_site: Path) -> None:
    verify_page.fill("#verify-email", "someone.else@")
    data = (sample_site / one_award("valid").path / "badge.png").read_bytes()
    hand(verify_page, "drop", "badge.png", data, "image/png")
    found = result(verify_page)
    assert verdict(found) == "valid"
    assert found.locator("[data-check=recipient]").get_attribute("data-code") == "recipient-not-asked"


def test_address_is_compared_with_a_text_that_was_entered_before(verify_page: Page, scene: Scenes) -> None:
    page = verify_page
    page.fill("#verify-email", "someone.else@example.com")
    found = enter(page, scene("recipient/match"))
    assert words.text("verdict.other-holder.title") in found.inner_text()
    page.fill("#verify-email", EMAIL)
    page.locator("#verify-email").press("Enter")
    page.wait_for_selector("#verify-results > .result > .verdict[data-verdict=valid]")
    assert page.locator("#verify-results > .result").count() == 1


def test_somebody_elses_revoked_badge_is_not_called_genuine(
    verify_page: Page, one_award: OneAward, sample_site: Path
) -> None:
    verify_page.fill("#verify-email", "someone.else@example.com")
    found = enter(verify_page, (sample_site / one_award("revoked").path / "credential.json").read_text("utf-8"))
    said = found.locator("> .verdict").inner_text()
    assert "Genuine" not in said
    assert words.text("recipient-mismatch.sentence").replace("{email}", "someone.else@example.com") in said
    assert words.text("status-revoked.sentence") in said
    assert tone(found) == ""


@pytest.mark.parametrize(
    ("name", "data", "verdict"),
    [
        ("certificate.pdf", PDF, "unsupported"),
        ("photo.png", qr_of("Wifi: guests"), "unreadable"),
        ("notes.txt", b"see you at noon", "unreadable"),
    ],
)
def test_only_forgeries_have_a_red_cross(verify_page: Page, name: str, data: bytes, verdict: str) -> None:
    verify_page.set_input_files("#verify-file", [file(name, data)])  # type: ignore[arg-type]
    found = result(verify_page)
    assert found.locator("h2").inner_text() == words.text(f"verdict.{verdict}.title")
    assert found.locator(".check").count() == 0
    assert found.locator(".verdict__checked").is_visible()
    assert tone(found) == "open"
    enter(verify_page, '{"proof":1,"proof":2}')
    colours = verify_page.locator("#verify-results h2").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).color)"
    )
    assert colours[0] != colours[1]


def test_forged_badge_keeps_its_red_cross(verify_page: Page, one_award: OneAward, sample_site: Path) -> None:
    text = (sample_site / one_award("valid").path / "credential.json").read_text("utf-8")
    found = enter(verify_page, text.replace('"name":"', '"name":"Not ', 1))
    assert verdict(found) == "invalid"
    assert tone(found) == ""
    assert "Do not rely on this badge" in found.inner_text()


def test_an_unknown_key_gives_a_warning_next_to_the_title(verify_page: Page, scene: Scenes) -> None:
    found = enter(verify_page, scene("issuer/did-key"))
    assert verdict(found) == "valid"
    warning = found.locator(".verdict__title + .verdict__warning").inner_text()
    assert warning == words.text("note.issuer-nobody")
    assert warning not in found.locator(".verdict__notes").all_inner_texts()
    assert f"Genuine. {warning}" in verify_page.evaluate(ANNOUNCED)


def test_paper_keeps_the_checks_and_their_day(verify_page: Page, scene: Scenes) -> None:
    page = verify_page
    enter(page, "nothing of the kind")
    found = enter(page, scene("records/two"))
    assert found.locator("> .checked .check").first.is_visible()
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    found.get_by_role("button", name="Print").click()
    page.emulate_media(media="print")
    for place in found.locator(".checks, .verdict__checked").all():
        assert place.is_visible()
    assert found.locator(".verdict__checked").count() == 3
    assert not page.get_by_text("Technical details").first.is_visible()
    assert not page.locator("#verify-results > .result").nth(1).is_visible()
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    first = paper[0].get_textpage().get_text_range()
    assert "Genuine" in first
    assert "All that Sof" in first
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert found.locator(".checks:visible").count() == 1
    page.emulate_media(media="print")
    assert page.locator("#verify-results > .result").nth(1).is_visible()


def test_sentence_starting_with_a_right_to_left_name_follows_the_page(verify_page: Page, scene: Scenes) -> None:
    found = enter(verify_page, scene("trust/name-rightward"))
    sentence = found.locator("> .verdict .verdict__sentence")
    assert sentence.inner_text().startswith("\u05de\u05db")
    direction = "(node) => getComputedStyle(node).direction"
    assert sentence.evaluate(direction) == "ltr"
    issuer = found.locator(".facts dd", has_text="\u05de\u05db")
    assert issuer.locator("> *").first.evaluate(direction) == "rtl"
    # Anyone can use any name, so the address is next to it, even for a trusted issuer.
    assert issuer.locator("> *").last.inner_text() == "badges.example.org/issuers/data-skills"


def specialists(found: Locator) -> str:
    """The text of a result's technical view."""
    found.get_by_text("Technical details").click()
    found.locator(".technical > *").first.wait_for(state="attached")
    return str(found.locator(".technical").evaluate("node => node.textContent"))


def test_specialists_see_both_hashes_of_the_usual_proof(verify_page: Page, scene: Scenes) -> None:
    text = scene("trust/same-name")
    document = json.loads(text)
    said = specialists(enter(verify_page, text))
    (one,) = document["proof"]
    hashes = proof.hash_data(Document(document), one).hex()
    assert f"SHA-256 of the proof options{hashes[:64]}" in said
    assert f"SHA-256 of the canonical form{hashes[64:]}" in said


def test_specialists_see_direction_controls_escaped(verify_page: Page, scene: Scenes) -> None:
    text = scene("trust/tricky-name")
    assert "\u202e" in json.loads(text)["issuer"]["name"]
    said = specialists(enter(verify_page, text))
    assert "\u202e" not in said
    # In the credential and in its canonical form.
    assert said.count(r"Example {recipient}\u202E Data\n<b>Skills</b>") == 2


@pytest.mark.parametrize("name", ["issuer/did-key", "issuer/did-jwk"])
def test_specialists_see_the_document_of_a_did(verify_page: Page, scene: Scenes, name: str) -> None:
    text = scene(name)
    issuer = json.loads(text)["issuer"]["id"]
    said = specialists(enter(verify_page, text))
    assert f"Document derived from {issuer}" in said or issuer[:150] in said
    assert '"assertionMethod"' in said
    key = issuer.removeprefix("did:key:") if name == "issuer/did-key" else '{"'
    assert f"Public key{key}" in said


def test_specialists_see_the_canonical_json_and_its_hash(verify_page: Page, scene: Scenes) -> None:
    text = scene("signature/jcs-2022")
    document = json.loads(text)
    said = specialists(enter(verify_page, text))
    one = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    hashes = proof.hash_data(Document(document), one).hex()
    assert "Canonical form (JCS, RFC 8785)" in said
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    assert jcs.canonicalize(unsigned) in said
    assert hashes[:64] in said
    assert hashes[64:] in said


def test_specialists_see_how_a_token_is_signed(verify_page: Page, scene: Scenes) -> None:
    text = scene("signature/token-eddsa")
    found = enter(verify_page, text)
    assert verdict(found) == "valid"
    said = specialists(found)
    header, payload, signature = (base64.urlsafe_b64decode(part + "==") for part in text.split("."))
    assert "VC-JWT, EdDSA" in said
    assert "Token header" + json.dumps(json.loads(header), indent=2, ensure_ascii=False) in said
    assert "Token payload" in said
    assert json.loads(payload)["issuer"]["id"] in said
    assert signature.hex() in said
    assert "Public key" in said
