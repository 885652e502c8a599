"""The verify page and the one-file verifier in a real browser: input, results, and actions."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
import segno
from playwright.sync_api import Locator, Page

from badgepress.bundle import ensure_bundle
from badgepress.errors import FetchError, problem
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.read import read_program
from badgepress.render import Renderer
from badgepress.verify.pages import unread
from badgepress.words import languages, tell
from tests import words
from tests.dragging import drag
from tests.server import Served
from tests.site.conftest import Watched
from tests.site.kinds import BASE_URL, Award

pytestmark = pytest.mark.browser
OneAward = Callable[[str], Award]
OFFLINE_LIMIT = 300_000
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"


def result(page: Page, count: int = 1) -> Locator:
    """The newest result, after `count` results have a verdict."""
    page.wait_for_function(
        "([all, n]) => document.querySelectorAll(all).length >= n",
        arg=["#verify-results > .result > .verdict:not([data-verdict=checking])", count],
    )
    return page.locator("#verify-results > .result").first


def verdict(found: Locator) -> str | None:
    """The verdict of a result."""
    return found.locator("> .verdict").get_attribute("data-verdict")


def enter(page: Page, text: str) -> Locator:
    """Enters a text and waits for its result."""
    before = page.locator("#verify-results > .result").count()
    page.fill("#verify-text", text)
    page.locator("#verify-form [type=submit]").click()
    return result(page, before + 1)


def credential(sample_site: Path, award: Award) -> str:
    return (sample_site / award.path / "credential.json").read_text("utf-8")


def hand(page: Page, kind: str, name: str, data: bytes, media: str) -> None:
    """Pastes or drops a file."""
    page.evaluate(
        """([kind, name, data, type]) => {
            const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, {type}));
            const event = kind === "paste"
                ? new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true})
                : new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true});
            document.querySelector(kind === "paste" ? "body" : "#verify-drop").dispatchEvent(event);
        }""",
        [kind, name, base64.b64encode(data).decode(), media],
    )


def qr_of(text: str) -> bytes:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=6, border=4)
    return picture.getvalue()


def test_several_files_get_a_verdict_each(
    verify_page: Page, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    files = [str(sample_site / one_award(word).path / "badge.png") for word in ("valid", "revoked", "expired")]
    verify_page.set_input_files("#verify-file", files)
    result(verify_page, 3)
    shown = [verdict(one) for one in verify_page.locator("#verify-results > .result").all()]
    assert sorted(map(str, shown)) == ["expired", "revoked", "valid"]
    assert verify_page.locator(".result__image").count() == 3
    assert watched.complaints == []


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_pasted_and_dropped_images(verify_page: Page, one_award: OneAward, sample_site: Path, kind: str) -> None:
    data = (sample_site / one_award("valid").path / "badge.png").read_bytes()
    hand(verify_page, kind, "badge.png", data, "image/png")
    assert verdict(result(verify_page)) == "valid"


def test_dragging_a_file_over_the_page_loads_the_verifier(
    verify_page: Page, one_award: OneAward, sample_site: Path
) -> None:
    file = sample_site / one_award("valid").path / "badge.png"
    verify_page.wait_for_load_state("networkidle")
    asked: list[str] = []
    verify_page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    with verify_page.expect_response(re.compile(r"/answers\.\w+\.js$")):
        drag(verify_page, "#verify-drop", file, "dragEnter", "dragOver")
    assert verify_page.locator("#verify-drop[data-over]").count() == 1
    verify_page.wait_for_load_state("networkidle")
    assert verify_page.locator(".result").count() == 0
    # Getting ready loads only parts of the page. Dropping a file then loads none.
    assert asked
    assert {Path(name).suffix for name in asked} == {".js"}
    asked.clear()
    drag(verify_page, "#verify-drop", file, "drop")
    assert verdict(result(verify_page)) == "valid"
    # The badge's image is also a request, to a blob; its name has no extension.
    assert [Path(name).suffix for name in asked] == [".json", ".json", ""]
    verify_page.locator("#verify-drop:not([data-over])").wait_for()


@pytest.mark.heavy
@pytest.mark.parametrize(
    "ending", ["", "index.html", "credential.json", "badge.png", "without its slash", "?from=mail#top"]
)
def test_address_of_an_award_in_the_pages_own_address(
    served: Served, watched: Watched, one_award: OneAward, ending: str
) -> None:
    address = BASE_URL + one_award("valid").path + ending
    if ending == "without its slash":
        address = BASE_URL + one_award("valid").path.rstrip("/")
    page = watched.open(f"{served.url}verify/?url={quote(address, safe='')}")
    found = result(page)
    assert verdict(found) == "valid"
    found.get_by_role("button", name="Copy link").click()
    assert watched.complaints == []


@pytest.mark.heavy
def test_an_award_number_is_enough(verify_page: Page, one_award: OneAward) -> None:
    number = one_award("valid").path.strip("/").rpartition("/")[2]
    assert verdict(enter(verify_page, number)) == "valid"


@pytest.mark.heavy
def test_an_awards_page_opens_it_in_the_verifier(served: Served, watched: Watched, one_award: OneAward) -> None:
    page = watched.open(served.url + one_award("valid").path)
    page.locator(".side").get_by_role("link", name=words.page("verify_elsewhere")).click()
    assert verdict(result(page)) == "valid"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("kind", "says", "helps"),
    [
        ("badges", "a page about a badge", "contains no award"),
        ("issuers", "an issuer", "Ask the earner"),
        ("earners", "a person and their awards", "Open one of the awards"),
        ("all skills", "This is a web page", "Download the badge image"),
    ],
)
def test_pages_that_are_not_awards_get_a_helpful_sentence(
    verify_page: Page, pages: dict[str, str], kind: str, says: str, helps: str
) -> None:
    found = enter(verify_page, BASE_URL + pages[kind])
    said = found.locator("> .verdict").inner_text()
    assert says in said
    assert helps in said
    assert found.locator("> .verdict").get_attribute("data-tone") == "open"


def test_pasted_text_is_verified(verify_page: Page, one_award: OneAward, sample_site: Path) -> None:
    verify_page.evaluate(
        """(text) => {
            const transfer = new DataTransfer();
            transfer.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true});
            document.body.dispatchEvent(event);
        }""",
        credential(sample_site, one_award("valid")),
    )
    assert verdict(result(verify_page)) == "valid"


@pytest.mark.parametrize(
    ("reason", "helps"),
    [
        (404, "status-list-invalid.hint"),
        pytest.param(500, "label.unread-hint", marks=pytest.mark.heavy),
        pytest.param("offline", "label.connect", marks=pytest.mark.heavy),
    ],
)
def test_unreadable_addresses_get_a_hint(verify_page: Page, served: Served, reason: int | str, helps: str) -> None:
    path = "awards/no-such-award/credential.json"
    if isinstance(reason, int):
        served.failures[path] = reason
    else:
        verify_page.wait_for_load_state("networkidle")
        enter(verify_page, served.url + path)
        verify_page.context.set_offline(True)
        path += "?"
    found = enter(verify_page, served.url + path)
    assert verdict(found) == "unverified"
    assert words.part("parse-unreachable.sentence") in found.inner_text()
    assert found.locator(".verdict__hint").inner_text() == words.text(helps)


@pytest.mark.heavy
@pytest.mark.parametrize(("status", "helps"), [(500, "The command"), (404, "ask the issuer to confirm")])
def test_the_hint_for_an_unreadable_list_fits(
    verify_page: Page, served: Served, one_award: OneAward, sample_site: Path, status: int, helps: str
) -> None:
    for path in sample_site.glob("status/*.json"):
        served.failures[path.relative_to(sample_site).as_posix()] = status
    found = enter(verify_page, credential(sample_site, one_award("valid")))
    hints = " ".join(found.locator(".verdict__hint").all_inner_texts())
    assert helps in hints
    assert "drop" not in hints
    assert ("The command" in hints) == (status == 500)


def test_a_dropped_folder_is_not_called_the_pages_fault(verify_page: Page, sample_site: Path) -> None:
    drag(verify_page, "#verify-drop", sample_site / "status", "dragEnter", "dragOver", "drop")
    found = result(verify_page)
    assert verdict(found) == "unverified"
    assert words.text("label.no-file") in found.inner_text()


@pytest.mark.heavy
def test_an_oversized_file_is_not_read_whole(verify_page: Page) -> None:
    verify_page.evaluate(
        """() => {
            const whole = Blob.prototype.arrayBuffer;
            window.most = 0;
            Blob.prototype.arrayBuffer = function () {
                window.most = Math.max(window.most, this.size);
                return whole.call(this);
            };
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(9_000_000).fill(32, 1)], "film.mp4"));
            document.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, cancelable: true}));
        }"""
    )
    assert words.part("parse-too-large.sentence") in result(verify_page).inner_text()
    assert 2_000_000 < verify_page.evaluate("window.most") <= 8_000_001


def test_report_on_an_unreadable_address_equals_the_command_lines(
    verify_page: Page, served: Served, now: datetime
) -> None:
    address = served.url + "awards/no-such-award/credential.json"
    found = enter(verify_page, address)
    with verify_page.expect_download() as download:
        found.get_by_role("button", name="Save report").click()
    error = FetchError(problem("not-found", "nothing there", file=address))
    assert json.loads(download.value.path().read_text("utf-8")) == tell(unread(address, error, now=now), "en").as_dict()
    assert found.get_by_role("button", name="Copy link").count() == 1
    assert found.get_by_role("button", name="Print").count() == 1


def test_code_in_a_picture_is_followed(verify_page: Page, watched: Watched, one_award: OneAward) -> None:
    picture = qr_of(BASE_URL + one_award("valid").path)
    verify_page.set_input_files("#verify-file", {"name": "photo.png", "mimeType": "image/png", "buffer": picture})
    found = result(verify_page)
    assert verdict(found) == "valid"
    assert words.part("note.code") in found.inner_text()
    assert watched.complaints == []


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "data", "helps"),
    [
        ("certificate.pdf", PDF, "scan the code"),
        ("page.html", b"<!doctype html><html><title>A badge</title></html>", "Download the badge image"),
        ("photo.png", qr_of("Wifi: guests"), "Screenshots"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "Screenshots"),
        ("notes.txt", b"see you at noon", "neither a badge image"),
    ],
)
def test_non_badges_get_a_helpful_sentence(
    verify_page: Page, watched: Watched, name: str, data: bytes, helps: str
) -> None:
    verify_page.set_input_files("#verify-file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    found = result(verify_page)
    # An unsupported format may contain a genuine badge.
    assert verdict(found) == ("unverified" if name.endswith((".pdf", ".html")) else "invalid")
    assert helps in found.locator("> .verdict").inner_text()
    assert watched.complaints == []


def test_result_tells_the_facts_and_links_only_what_is_signed(
    verify_page: Page, one_award: OneAward, sample_site: Path
) -> None:
    text = credential(sample_site, one_award("valid"))
    achievement = json.loads(text)["credentialSubject"]["achievement"]
    about = enter(verify_page, text).locator(".result__about")
    assert achievement["name"] in about.inner_text()
    for alignment in achievement.get("alignment", []):
        assert alignment["targetName"] in about.inner_text()
    assert about.locator("a[href^='https://']").count() > 0
    changed = enter(verify_page, text.replace('"name":"', '"name":"Not ', 1)).locator(".result__about")
    assert words.text("label.unsigned") in changed.inner_text()
    assert changed.locator("a").count() == 0


def test_technical_view_shows_what_was_hashed_and_read(
    verify_page: Page, served: Served, one_award: OneAward, sample_site: Path
) -> None:
    text = credential(sample_site, one_award("valid"))
    document = json.loads(text)
    found = enter(verify_page, text)
    asked = len(served.requests)
    found.get_by_text("Technical details").click()
    technical = found.locator(".technical")
    technical.locator("pre").first.wait_for(state="attached")
    proof = document.pop("proof")[0]
    said = technical.evaluate("node => node.textContent")
    assert hashlib.sha256(canonicalize(document).encode()).hexdigest() in said
    assert canonicalize(document) in said
    for shown in (proof["verificationMethod"], proof["proofValue"], "did.json", document["credentialStatus"]["id"]):
        assert shown.partition("#")[0] in said
    assert [one for one in served.requests[asked:] if not one.startswith("assets/")] == []


def test_saved_report_follows_its_schema(verify_page: Page, one_award: OneAward, sample_site: Path, root: Path) -> None:
    found = enter(verify_page, credential(sample_site, one_award("revoked")))
    with verify_page.expect_download() as download:
        found.get_by_role("button", name="Save report").click()
    report = json.loads(download.value.path().read_text("utf-8"))
    jsonschema.validate(report, json.loads((root / "docs" / "report.schema.json").read_text("utf-8")))
    assert report["verdict"] == "revoked"
    assert download.value.suggested_filename.endswith(".json")


def test_verdict_is_announced_once_and_reached_by_keyboard_alone(
    verify_page: Page, one_award: OneAward, sample_site: Path
) -> None:
    page = verify_page
    walked: list[str] = []
    while not walked or walked[-1] != "verify-text":
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.id"))
        assert len(walked) < 40
    assert "verify-file" in walked
    page.keyboard.insert_text(credential(sample_site, one_award("valid")))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "verify-email"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    result(page)
    status = page.get_by_role("status").first
    assert status.locator("p").count() == 1
    assert "Genuine. Issued by" in str(status.text_content())
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Technical details", "Save report", "Print"} <= reached


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.heavy)])
def test_results_are_accessible_and_fit_a_phone(
    verify_page: Page,
    violations: Callable[[Page], list[str]],
    one_award: OneAward,
    sample_site: Path,
    scheme: str,
) -> None:
    page = verify_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 640})
    text = credential(sample_site, one_award("valid"))
    enter(page, "nothing of the kind")
    enter(page, text.replace('"name":"', '"name":"Not ', 1))
    found = enter(page, text)
    found.get_by_text("Technical details").click()
    found.locator(".technical pre").first.wait_for(state="attached")
    page.evaluate("document.querySelectorAll('.technical details').forEach((one) => { one.open = true })")
    assert violations(page) == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def test_page_speaks_the_language_it_is_in(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    html = (sample_site / "verify" / "index.html").read_text("utf-8")
    served.replaced["verify/index.html"] = re.sub(r'(?<=<html lang=")[^"]*', "es-MX", html, count=1).encode()
    page = watched.open(served.url + "verify/index.html")
    found = enter(page, credential(sample_site, one_award("valid")))
    assert "Auténtica" in found.inner_text()
    assert "Lo que se ha comprobado" in found.inner_text()


def test_the_page_names_its_domain_and_its_limits(verify_page: Page) -> None:
    said = verify_page.locator("#doubt").inner_text()
    assert "badges.example.org" in said
    assert "badgepress verify" in said


@pytest.fixture
def offline_page(new_context: Callable[..., object], sample_site: Path, watched: Watched) -> Page:
    """The one-file verifier, opened from disk without a network."""
    context = new_context(offline=True)
    page: Page = context.new_page()  # type: ignore[attr-defined]
    page.on("console", watched.on_console)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.clock.set_fixed_time(watched.now)
    page.goto((sample_site / "verify" / "offline.html").as_uri())
    return page


@pytest.mark.heavy
@pytest.mark.parametrize(("language", "says"), [("ar", "أصلية"), ("fr", "Authentique"), ("tlh", "Genuine")])
def test_page_loads_the_words_of_its_language(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path, language: str, says: str
) -> None:
    html = (sample_site / "verify" / "index.html").read_text("utf-8")
    served.replaced["verify/index.html"] = re.sub(r'(?<=<html lang=")[^"]*', language, html, count=1).encode()
    page = watched.open(served.url + "verify/index.html")
    found = enter(page, credential(sample_site, one_award("valid")))
    assert says in found.inner_text()
    assert watched.complaints == []


@pytest.mark.heavy
def test_one_file_in_another_language_contains_its_words(
    page: Page, watched: Watched, one_award: OneAward, sample_site: Path, tmp_path: Path
) -> None:
    """As on a site in Arabic: the words are in the file."""
    html = (sample_site / "verify" / "offline.html").read_text("utf-8")
    words = ensure_bundle().read("offline.ar.txt").decode()
    html = re.sub(r'(?<=<html lang=")[^"]*', "ar", html, count=1)
    html, count = re.subn(r'(id="badgepress-words" data-language=)"en">[^<]*<', rf'\1"ar">{words}<', html)
    assert count == 1
    file = tmp_path / "offline.html"
    file.write_text(html, "utf-8")
    page.clock.set_fixed_time(watched.now)
    page.goto(file.as_uri())
    found = enter(page, credential(sample_site, one_award("valid")))
    assert "أصلية" in found.inner_text()


@pytest.mark.parametrize(
    "language", [one if one == "ar" else pytest.param(one, marks=pytest.mark.long) for one in languages()]
)
def test_one_file_is_small(root: Path, sample_site: Path, tmp_path: Path, now: datetime, language: str) -> None:
    """The sample's own file, as on a site in each language, without the programme's keys and lists."""
    program, _ = read_program(root / "badges")
    assert program
    settings = program.settings.model_copy(update={"language": language, "languages": ()})
    told = replace(program, settings=settings)
    kept = [*sample_site.glob("issuers/*/did.json"), *sample_site.glob("status/*.json")]
    documents = {one.relative_to(sample_site).as_posix(): one.read_bytes() for one in kept}
    assert len(documents) > 3
    renderer = Renderer(told, templates=root / "templates", now=now, bundle=ensure_bundle(), cache=tmp_path)
    made = dict(renderer.whole([], documents))["verify/offline.html"]
    assert f'data-language="{language}"'.encode() in made
    lists = re.search(rb'id="badgepress-packed">(.*?)</script>', made, re.DOTALL)
    assert lists
    assert len(made) - len(lists[1]) <= OFFLINE_LIMIT
    if language == program.settings.language:
        assert made == (sample_site / "verify" / "offline.html").read_bytes()


@pytest.mark.parametrize("expected", ["valid", "revoked", pytest.param("expired", marks=pytest.mark.heavy)])
def test_one_file_verifies_without_a_network(
    offline_page: Page, one_award: OneAward, sample_site: Path, expected: str
) -> None:
    offline_page.set_input_files("#verify-file", str(sample_site / one_award(expected).path / "badge.png"))
    found = result(offline_page)
    assert verdict(found) == expected
    assert words.text("note.packed") in found.inner_text()
    if expected == "valid":
        assert "Not revoked as of" in found.inner_text()


@pytest.mark.heavy
def test_one_file_does_not_guess_beyond_its_lists(
    offline_page: Page, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    offline_page.clock.set_fixed_time(watched.now.replace(year=2040))
    award = one_award("valid")
    document = json.loads(credential(sample_site, award))
    found = enter(offline_page, json.dumps(document))
    assert verdict(found) == ("expired" if "validUntil" in document else "unverified")
    assert found.locator("[data-check=status]").get_attribute("data-code") == "status-list-stale"
    foreign = json.dumps(document).replace("did:web:badges.example.org", "did:web:elsewhere.example.org")
    assert verdict(enter(offline_page, foreign)) == "unverified"


def test_one_file_names_its_limits(offline_page: Page, sample_site: Path) -> None:
    said = offline_page.locator("#doubt").inner_text()
    assert words.page("offline_doubt", domain="badges.example.org") in said
    assert "badgepress verify" in said
    assert "<noscript><p" in (sample_site / "verify" / "offline.html").read_text("utf-8")


def test_one_file_obeys_its_policy(
    offline_page: Page,
    watched: Watched,
    one_award: OneAward,
    sample_site: Path,
    violations: Callable[[Page], list[str]],
) -> None:
    found = enter(offline_page, credential(sample_site, one_award("valid")))
    found.get_by_text("Technical details").click()
    found.locator(".technical pre").first.wait_for(state="attached")
    assert [one for one in watched.complaints if "Failed to load resource" not in one] == []
    assert violations(offline_page) == []
