"""The forms under /issue/ in a real browser: what is typed becomes a file that `check` accepts, and goes nowhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from badgepress.build import Options, check
from badgepress.model import AssertionFile, Award
from badgepress.openbadges.identity import matches
from badgepress.read import read_awards, read_program
from tests.project.sources import ROOT
from tests.server import Served
from tests.site.conftest import Watched

pytestmark = pytest.mark.browser
EMAIL = "Rosa.Feld@Example.org"
FOUND = ["Big Data Foundations", "Data Foundations"]
NEW = "https://github.com/tallymark-data-guild/badges/new/main/badges/"


@pytest.fixture
def issue(served: Served, watched: Watched) -> Page:
    """The form for an award, open."""
    page = watched.open(served.url + "issue/")
    page.wait_for_function("document.querySelector('#issue-date').value")
    return page


def fill(page: Page) -> None:
    page.select_option("#issue-badge", "data-foundations")
    page.fill("#issue-name", "  Rosa   Feld ")
    page.fill("#issue-email", f" {EMAIL} ")
    page.fill("#issue-date", "2026-09-14")
    page.fill("#issue-evidence-name-1", "Capstone: a “notebook”")
    page.fill("#issue-evidence-url-1", "https://example.org/work?a=1&b=2#c")


def made(page: Page, button: str = "#issue-form [type=submit]") -> str:
    """Press the button; the text of the file."""
    page.click(button)
    expect(page.locator("#made")).to_be_visible()
    return page.locator("#made-text").text_content() or ""


def programme_with(folder: Path, file: str, text: str) -> Path:
    """A copy of the sample with one more file."""
    root = folder / "badges"
    shutil.copytree(ROOT / "badges", root)
    path = root / file
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return root


def read(root: Path, name: str) -> Award:
    """The award of one file, by the programme's own reader."""
    program, _ = read_program(root)
    assert program is not None
    awards, problems = read_awards(AssertionFile(name, root / f"assertions/{name}.yml", "badges"), program)
    assert problems == []
    return awards[0]


def test_the_form_makes_an_award_that_check_accepts(
    issue: Page, watched: Watched, tmp_path: Path, now: datetime
) -> None:
    fill(issue)
    issue.click("#issue-more")
    expect(issue.locator("#issue-evidence-name-2")).to_be_focused()
    issue.fill("#issue-evidence-name-2", "Talk")
    issue.fill("#issue-evidence-url-2", "https://example.org/talk")
    issue.click(".make__rest summary")
    issue.select_option("#issue-country", "DE")
    issue.fill("#issue-earner", "rosa-feld")
    issue.check("#issue-unlisted")
    text = made(issue)
    path = issue.locator("#made-file").text_content() or ""
    found = re.fullmatch(rf"badges/assertions/({now:%Y}/[a-z0-9]{{8}})\.yml", path)
    assert found
    root = programme_with(tmp_path, f"assertions/{found[1]}.yml", text)
    award = read(root, found[1])
    assert award.id == found[1][5:]
    one = award.assertion
    assert (one.badge, one.recipient.name, one.recipient.country, one.recipient.earner, one.visibility) == (
        *("data-foundations", "Rosa Feld", "DE", "rosa-feld", "unlisted"),
    )
    assert [(shown.name, shown.url) for shown in one.evidence] == [
        ("Capstone: a “notebook”", "https://example.org/work?a=1&b=2#c"),
        ("Talk", "https://example.org/talk"),
    ]
    hashed = {"type": "email", "hashed": True, "identity": one.recipient.identity, "salt": one.recipient.salt}
    assert matches(hashed, EMAIL)
    problems, plan = check(Options(root, tmp_path / "site", now))
    assert plan is not None
    assert [one for one in problems if one.severity == "error"] == []
    assert watched.complaints == []


def test_the_link_to_github_holds_the_file_and_nothing_else(issue: Page) -> None:
    fill(issue)
    text = made(issue)
    link = issue.locator("#made-propose")
    address = link.get_attribute("href") or ""
    parts = urlsplit(address)
    assert address.startswith(NEW + "assertions?")
    query = dict(parse_qsl(parts.query))
    assert query["value"] == text
    assert f"badges/assertions/{query['filename']}" == issue.locator("#made-file").text_content()
    assert set(query) == {"filename", "value"}
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_the_address_is_nowhere_but_in_its_field(issue: Page, served: Served) -> None:
    requests: list[str] = []
    issue.on("request", lambda request: requests.append(request.url))
    fill(issue)
    text = made(issue)
    outside = issue.evaluate(
        """() => {
            const copy = document.documentElement.cloneNode(true);
            return [copy.outerHTML, location.href, document.title, document.cookie,
                JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join("\\n");
        }"""
    )
    with issue.expect_download() as download:
        issue.click("#made-download")
    assert Path(download.value.path()).read_text("utf-8") == text
    assert re.fullmatch(r"[a-z0-9]{8}\.yml", download.value.suggested_filename)
    assert "rosa.feld@" not in (text + outside).lower()
    assert "rosa.feld%40" not in outside.lower()
    assert [one for one in requests if not one.startswith("blob:")] == []
    policy = issue.locator("meta[http-equiv]").get_attribute("content") or ""
    assert "connect-src 'none'" in policy
    assert "form-action 'none'" in policy
    issue.reload()
    assert issue.input_value("#issue-email") == ""


def test_each_file_has_a_salt_and_an_id_of_its_own(issue: Page) -> None:
    fill(issue)
    first, name = made(issue), issue.locator("#made-file").text_content()
    second = made(issue)
    assert name != issue.locator("#made-file").text_content()
    kept = [re.findall(r"(?:identity|salt): .*", text) for text in (first, second)]
    assert len(kept[0]) == 2
    assert set(kept[0]).isdisjoint(kept[1])


def test_a_change_takes_the_file_away(issue: Page) -> None:
    fill(issue)
    made(issue)
    issue.fill("#issue-name", "Somebody Else")
    expect(issue.locator("#made")).to_be_hidden()


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("#issue-email", "rosa at example", "#issue-email-error"),
        ("#issue-name", "rosa@example.org", "#issue-name-error"),
        ("#issue-name", "evil \u202e name", "#issue-name-error"),
        ("#issue-date", "", "#issue-date-error"),
        ("#issue-evidence-url-1", "javascript:alert(1)", "#issue-evidence-error"),
        ("#issue-evidence-url-1", f"https://example.org/{EMAIL}", "#issue-evidence-error"),
        ("#issue-evidence-name-1", "", "#issue-evidence-error"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(issue: Page, field: str, value: str, error: str) -> None:
    fill(issue)
    issue.fill(field, value)
    issue.click("#issue-form [type=submit]")
    expect(issue.locator(error)).to_be_visible()
    expect(issue.locator(f"{field}[aria-invalid=true]")).to_be_focused() if field != "#issue-evidence-name-1" else None
    expect(issue.locator("#made")).to_be_hidden()


def test_nobody_and_nothing_is_no_award(issue: Page) -> None:
    issue.click("#issue-form [type=submit]")
    for error in ("#issue-badge-error", "#issue-nobody"):
        expect(issue.locator(error)).to_be_visible()
    expect(issue.locator("#issue-badge")).to_be_focused()
    expect(issue.locator("#made")).to_be_hidden()


def test_the_list_of_badges_can_be_searched(issue: Page) -> None:
    everything = issue.locator("#issue-badge option").count()
    issue.fill("#issue-search", "DATA found")
    assert issue.locator("#issue-badge option").all_text_contents() == ["Choose …", *FOUND]
    assert issue.input_value("#issue-badge") == ""
    issue.fill("#issue-search", "  Data Foundations")
    assert issue.input_value("#issue-badge") == "data-foundations"
    issue.fill("#issue-search", "big found")
    assert issue.input_value("#issue-badge") == "big-data-foundations"
    issue.fill("#issue-search", "no badge is called so")
    assert issue.input_value("#issue-badge") == ""
    issue.fill("#issue-search", "")
    assert issue.locator("#issue-badge option").count() == everything


def test_a_badges_page_leads_to_the_form_with_it_chosen(served: Served, watched: Watched) -> None:
    page = watched.open(served.url + "badges/data-foundations/")
    page.get_by_role("link", name="Award this badge").click()
    page.wait_for_url("**/issue/?badge=data-foundations")
    expect(page.locator("#issue-badge")).to_have_value("data-foundations")


def test_too_much_for_an_address_is_said(issue: Page) -> None:
    fill(issue)
    for number in range(1, 6):
        if number > 1:
            issue.click("#issue-more")
        issue.fill(f"#issue-evidence-name-{number}", f"Part {number}")
        issue.fill(f"#issue-evidence-url-{number}", "https://example.org/" + "a" * 1900)
    made(issue)
    expect(issue.locator("#made-too-long")).to_be_visible()
    expect(issue.locator("#made-propose")).to_be_hidden()
    expect(issue.locator("#made-download")).to_be_visible()


def test_it_works_by_keyboard_alone(issue: Page) -> None:
    issue.locator("#issue-search").focus()
    issue.keyboard.type("data foundations")
    issue.keyboard.press("Tab")
    expect(issue.locator("#issue-badge")).to_be_focused()
    issue.keyboard.press("Tab")
    issue.keyboard.type("Rosa Feld")
    issue.keyboard.press("Enter")
    expect(issue.locator("#made")).to_be_focused()
    assert 'name: "Rosa Feld"' in (issue.locator("#made-text").text_content() or "")


def test_made_files_and_mistakes_are_accessible(issue: Page, violations: Callable[[Page], list[str]]) -> None:
    issue.emulate_media(reduced_motion="reduce")
    issue.click("#issue-form [type=submit]")
    assert violations(issue) == []
    fill(issue)
    issue.click(".make__rest summary")
    made(issue)
    for scheme in ("light", "dark"):
        issue.emulate_media(color_scheme=scheme)
        assert violations(issue) == []
    issue.set_viewport_size({"width": 320, "height": 640})
    assert not issue.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def test_it_is_in_no_search_engine(sample_site: Path) -> None:
    page = (sample_site / "issue" / "index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert "/issue/" not in (sample_site / "sitemap.xml").read_text("utf-8")
