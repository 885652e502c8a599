"""The forms under /issue/ in a real browser: input becomes a file that `check` accepts, and is sent nowhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from badgepress.build import Options, check
from badgepress.bundle import ensure_bundle
from badgepress.colour import tones
from badgepress.model import Art, AssertionFile, Award, Level, Program
from badgepress.model.badge import Shape
from badgepress.openbadges.identity import matches
from badgepress.read import load_awards, read_program
from badgepress.render import Renderer
from badgepress.render.pictures import art, icons
from badgepress.render.pictures.shapes import path
from badgepress.render.templating import html
from tests import words
from tests.project.sources import ROOT
from tests.server import Served, serve
from tests.site.conftest import Watched

pytestmark = pytest.mark.browser
HEAVY = pytest.mark.heavy
EMAIL = "Rosa.Feld@Example.org"
FOUND = ["Big Data Foundations", "Data Foundations"]
NEW = "https://github.com/tallymark-data-guild/badges/new/main/badges/"


@pytest.fixture
def issue(served: Served, watched: Watched) -> Page:
    """The award form, open."""
    page = watched.open(served.url + "issue/")
    page.wait_for_function("() => document.querySelector('#issue-date').value")
    return page


def fill(page: Page) -> None:
    page.select_option("#issue-badge", "data-foundations")
    page.fill("#issue-name", "  Rosa   Feld ")
    page.fill("#issue-email", f" {EMAIL} ")
    page.fill("#issue-date", "2026-09-14")
    page.fill("#issue-evidence-name-1", "Capstone: a “notebook”")
    page.fill("#issue-evidence-url-1", "https://example.org/work?a=1&b=2#c")


def made(page: Page, button: str = "#issue-form [type=submit]") -> str:
    """Presses the button and returns the file's text."""
    page.click(button)
    expect(page.locator("#made")).to_be_visible()
    return page.locator("#made-text").text_content() or ""


def programme_with(folder: Path, file: str, text: str) -> Path:
    """A copy of the sample programme with one more file."""
    root = folder / "badges"
    shutil.copytree(ROOT / "badges", root)
    path = root / file
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return root


def read(root: Path, name: str) -> Award:
    """The award in a file, read by the programme's own reader."""
    (award,) = cohort(root, name)
    return award


def cohort(root: Path, name: str) -> list[Award]:
    """All awards in a file."""
    program, _ = read_program(root)
    assert program is not None
    awards, problems = load_awards(AssertionFile(name, root / f"assertions/{name}.yml", "badges"), program)
    assert problems == []
    return awards


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


@pytest.mark.heavy
def test_the_link_to_github_has_the_file_and_nothing_else(issue: Page) -> None:
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


def test_the_email_address_stays_in_its_field(issue: Page, served: Served) -> None:
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
    # A copy of the page asks for the mark in its head again.
    assert [one for one in requests if not one.startswith("blob:") and "/assets/mark." not in one] == []
    policy = issue.locator("meta[http-equiv]").get_attribute("content") or ""
    assert "connect-src 'none'" in policy
    assert "form-action 'none'" in policy
    issue.reload()
    assert issue.input_value("#issue-email") == ""


def another(page: Page, number: int, name: str, email: str) -> None:
    """Adds a row and fills it in."""
    page.click("#issue-person")
    expect(page.locator(f"#issue-name-{number}")).to_be_focused()
    page.fill(f"#issue-name-{number}", name)
    page.fill(f"#issue-email-{number}", email)


def paste(page: Page, text: str) -> None:
    """Pastes lines into the field for several people."""
    if not page.is_visible("#issue-lines"):
        page.get_by_text(words.page("issue_many")).click()
    page.fill("#issue-lines", text)


LINES = "Ann Lee <Ann.Lee@example.org>\n\n  Béla  Nagy\tbela@bücher.example\nno.name@example.org\nNora Solo\n"


def test_several_people_are_one_file_that_check_accepts(
    issue: Page, watched: Watched, tmp_path: Path, now: datetime
) -> None:
    fill(issue)
    another(issue, 2, "Omar Haddad", "omar@example.org")
    issue.locator("#issue-people li:nth-child(2) summary").click()
    issue.select_option("#issue-country-2", "NO")
    issue.fill("#issue-earner-2", "omar-haddad")
    another(issue, 3, "", "")
    paste(issue, LINES)
    text = made(issue)
    path = issue.locator("#made-file").text_content() or ""
    found = re.fullmatch(rf"badges/assertions/({now:%Y}/data-foundations-2026-09-14-[a-z0-9]{{5}})\.yml", path)
    assert found
    root = programme_with(tmp_path, f"assertions/{found[1]}.yml", text)
    awards = cohort(root, found[1])
    people = [one.assertion.recipient for one in awards]
    assert [(one.name, one.country, one.earner) for one in people] == [
        ("Rosa Feld", None, None),
        ("Omar Haddad", "NO", "omar-haddad"),
        ("Ann Lee", None, None),
        ("Béla Nagy", None, None),
        (None, None, None),
        ("Nora Solo", None, None),
    ]
    mails = [EMAIL, "omar@example.org", "Ann.Lee@example.org", "bela@bücher.example", "no.name@example.org", ""]
    for one, mail in zip(people, mails, strict=True):
        hashed = {"type": "email", "hashed": True, "identity": one.identity, "salt": one.salt}
        assert matches(hashed, mail) if mail else one.identity is None
    assert len({one.id for one in awards}) == len(awards)
    assert len({one.salt for one in people}) == len(people)
    for award in awards:
        assert (award.assertion.badge, f"{award.assertion.issued:%Y-%m-%d}") == ("data-foundations", "2026-09-14")
        assert [shown.name for shown in award.assertion.evidence] == ["Capstone: a “notebook”"]
    problems, plan = check(Options(root, tmp_path / "site", now))
    assert plan is not None
    assert [one for one in problems if one.severity == "error"] == []
    page = issue.evaluate("document.documentElement.outerHTML")
    assert not any(mail.lower() in (text + page).lower() for mail in mails if mail)
    assert watched.complaints == []


@HEAVY
@pytest.mark.parametrize("by", ["row", "line"])
def test_one_person_gives_the_same_file_either_way(issue: Page, by: str) -> None:
    fill(issue)
    alone = made(issue)
    if by == "row":
        another(issue, 2, " ", "")
        issue.click("#issue-person")
    else:
        issue.fill("#issue-name", "")
        issue.fill("#issue-email", "")
        paste(issue, f"\n Rosa   Feld <{EMAIL}>\n\n")
    again = made(issue)
    assert re.search(r"/\d{4}/[a-z0-9]{8}\.yml$", issue.locator("#made-file").text_content() or "")
    secret = re.compile(r"(identity|salt): .*")
    assert secret.sub("", again) == secret.sub("", alone)


@HEAVY
@pytest.mark.parametrize(
    ("name", "email", "error", "at"),
    [
        ("Omar", "omar at example", "#issue-email-error-2", "email"),
        ("Omar", f" {EMAIL.upper()}", "#issue-email-twice-2", "email"),
        ("omar@example.org", "", "#issue-name-error-2", "name"),
        ("omar.example.org", "", "#issue-name-error-2", "name"),
        ("evil \u202e name", "", "#issue-name-error-2", "name"),
        ("Omar of rosa.feld@example.org", "omar@example.org", "#issue-name-error-2", "name"),
        ("Omar", "omar@example.org", "#issue-earner-error-2", "earner"),
        ("", "", "#issue-nobody", "name"),
    ],
)
def test_errors_of_one_of_several_people_are_at_their_field(
    issue: Page, name: str, email: str, error: str, at: str
) -> None:
    fill(issue)
    another(issue, 2, name, email)
    row = issue.locator("#issue-people li:nth-child(2)")
    row.locator("summary").click()
    if at == "earner" or not name:
        issue.fill("#issue-earner-2", "omar" if not name else "No Short Name")
    row.locator("summary").click()
    issue.click("#issue-form [type=submit]")
    expect(issue.locator(error)).to_be_visible()
    expect(issue.locator(f"#issue-{at}-2[aria-invalid=true]")).to_be_focused()
    said = re.compile(re.escape(issue.locator(error).text_content() or "?"))
    expect(issue.locator(f"#issue-{at}-2")).to_have_accessible_description(said)
    assert issue.locator("#issue-people .make__error:visible").count() == 1
    expect(issue.locator("#made")).to_be_hidden()
    issue.fill("#issue-name-2", "Omar")
    issue.fill("#issue-email-2", "omar@example.org")
    if at == "earner":
        issue.fill("#issue-earner-2", "")
    assert "awards:" in made(issue)
    assert issue.locator(".make__error:visible").count() == 0


@HEAVY
def test_errors_in_lines_name_the_line_number(issue: Page) -> None:
    fill(issue)
    bad = {
        2: ("Omar Haddad <omar@example>", "issue_email_error"),
        4: (f"Rosa F. <{EMAIL.upper()}>", "issue_twice"),
        5: ("Lee, Ann, lee@example.org", "issue_line_comma"),
        6: ("x" * 121, "issue_name_error"),
        7: ("evil \u200b name\tevil@example.org", "issue_name_error"),
        8: ("bo@example.org <bo@example.org>", "issue_name_error"),
        9: ("Good Again <good@example.org>", "issue_twice"),
        10: ("Omar Haddad omar.example.org", "issue_line_none"),
        11: ("Omar\tHaddad\tomar@example.org", "issue_line_columns"),
        12: ("Name, E-mail, Course", "issue_line_heading"),
        13: ("no address", "issue_line_none"),
        14: ("a, b, c", "issue_line_error"),
    }
    lines = [bad.get(number, ("Good <good@example.org>", ""))[0] if number != 3 else "" for number in range(1, 15)]
    paste(issue, "\n".join(lines))
    issue.get_by_text(words.page("issue_many")).click()
    issue.click("#issue-form [type=submit]")
    expect(issue.locator("#issue-lines[aria-invalid=true]")).to_be_focused()
    told = issue.locator("#issue-lines-error li").all_text_contents()
    for one, (number, (_, key)) in zip(told, bad.items(), strict=True):
        assert one.strip() == f"{words.page('issue_line', number=number)} {words.page(key)}"
    typed = re.findall(r"[^\s<]+@[^\s>]+", "\n".join(lines))
    assert len(typed) > 5
    assert not [one for one in typed if one.lower() in " ".join(told).lower()]
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert issue.locator("#issue-lines").evaluate(selected) == bad[2][0]
    expect(issue.locator("#made")).to_be_hidden()
    issue.fill("#issue-lines", "Omar Haddad <omar@example.org>")
    assert made(issue).count("- id:") == 2
    expect(issue.locator("#issue-lines-error")).to_be_hidden()


@HEAVY
def test_evidence_reveals_nobodys_address(issue: Page) -> None:
    fill(issue)
    paste(issue, "Omar Haddad <omar@example.org>")
    issue.fill("#issue-evidence-url-1", "https://example.org/of/OMAR@example.org")
    issue.click("#issue-form [type=submit]")
    expect(issue.locator("#issue-evidence-error")).to_be_visible()
    expect(issue.locator("#made")).to_be_hidden()


@HEAVY
def test_fifty_people_are_downloaded_and_more_are_too_many(issue: Page, tmp_path: Path, now: datetime) -> None:
    fill(issue)
    people = [f"Somebody Number {number} <number-{number}@example.org>" for number in range(2, 52)]
    paste(issue, "\n".join(people))
    issue.click("#issue-form [type=submit]")
    expect(issue.locator("#issue-too-many")).to_be_visible()
    expect(issue.locator("#issue-lines[aria-invalid=true]")).to_be_focused()
    expect(issue.locator("#made")).to_be_hidden()
    paste(issue, "\n".join(people[1:]))
    text = made(issue)
    expect(issue.locator("#issue-too-many")).to_be_hidden()
    expect(issue.locator("#made-too-long")).to_be_visible()
    expect(issue.locator("#made-propose")).to_be_hidden()
    with issue.expect_download() as download:
        issue.click("#made-download")
    assert Path(download.value.path()).read_text("utf-8") == text
    name = download.value.suggested_filename.removesuffix(".yml")
    root = programme_with(tmp_path, f"assertions/{now:%Y}/{name}.yml", text)
    assert len(cohort(root, f"{now:%Y}/{name}")) == 50


@HEAVY
def test_screen_readers_get_only_visible_texts(issue: Page) -> None:
    name, lines = issue.locator("#issue-name"), issue.locator("#issue-lines")
    hint = issue.locator("#issue-name-hint").text_content() or ""
    another(issue, 2, "", "")
    for field in (name, issue.locator("#issue-name-2")):
        expect(field).to_have_accessible_description(hint)
    expect(issue.locator("#issue-evidence-url-1")).to_have_accessible_description("")
    paste(issue, "a, b, c")
    issue.fill("#issue-evidence-url-1", "nowhere")
    issue.click("#issue-form [type=submit]")
    said = [words.page("issue_lines_hint"), words.page("issue_line", number=1), words.page("issue_line_error")]
    expect(lines).to_have_accessible_description(" ".join(said))
    expect(issue.locator("#issue-evidence-url-1")).to_have_accessible_description(re.compile("^Evidence needs"))
    paste(issue, "Rosa")
    issue.fill("#issue-evidence-url-1", "")
    issue.select_option("#issue-badge", "data-foundations")
    made(issue)
    expect(lines).to_have_accessible_description(re.compile("stay in your browser.$"))
    expect(name).to_have_accessible_description(hint)


@HEAVY
def test_several_people_are_accessible_on_a_small_screen(issue: Page, violations: Callable[[Page], list[str]]) -> None:
    issue.emulate_media(reduced_motion="reduce")
    issue.set_viewport_size({"width": 360, "height": 740})
    fill(issue)
    another(issue, 2, "Omar", EMAIL)
    another(issue, 3, "", "")
    paste(issue, "Ann Lee <ann@example>\n" + "a" * 200)
    for summary in issue.locator("#issue-people summary").all():
        summary.click()
    issue.click("#issue-form [type=submit]")
    identifiers = "[...document.querySelectorAll('[id]')].map((one) => one.id)"
    names = issue.evaluate(identifiers)
    assert len(names) == len(set(names))
    assert issue.locator("#issue-lines-error li").count() == 2
    for scheme in ("light", "dark"):
        issue.emulate_media(color_scheme=scheme)
        assert violations(issue) == []
    assert not issue.evaluate("document.scrollingElement.scrollWidth > innerWidth")


@pytest.mark.heavy
def test_each_file_has_a_salt_and_an_id_of_its_own(issue: Page) -> None:
    fill(issue)
    first, name = made(issue), issue.locator("#made-file").text_content()
    second = made(issue)
    assert name != issue.locator("#made-file").text_content()
    kept = [re.findall(r"(?:identity|salt): .*", text) for text in (first, second)]
    assert len(kept[0]) == 2
    assert set(kept[0]).isdisjoint(kept[1])


@pytest.mark.heavy
def test_a_change_removes_the_file(issue: Page) -> None:
    fill(issue)
    made(issue)
    issue.fill("#issue-name", "Somebody Else")
    expect(issue.locator("#made")).to_be_hidden()


@pytest.mark.heavy
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
def test_errors_are_at_their_field(issue: Page, field: str, value: str, error: str) -> None:
    fill(issue)
    issue.fill(field, value)
    issue.click("#issue-form [type=submit]")
    expect(issue.locator(error)).to_be_visible()
    expect(issue.locator(f"{field}[aria-invalid=true]")).to_be_focused() if field != "#issue-evidence-name-1" else None
    expect(issue.locator("#made")).to_be_hidden()


@pytest.mark.heavy
def test_an_empty_form_makes_no_award(issue: Page) -> None:
    issue.click("#issue-form [type=submit]")
    for error in ("#issue-badge-error", "#issue-nobody"):
        expect(issue.locator(error)).to_be_visible()
    expect(issue.locator("#issue-badge")).to_be_focused()
    expect(issue.locator("#made")).to_be_hidden()


@pytest.mark.heavy
def test_the_list_of_badges_can_be_searched(issue: Page) -> None:
    everything = issue.locator("#issue-badge option").count()
    issue.fill("#issue-search", "DATA found")
    assert issue.locator("#issue-badge option").all_text_contents() == [words.page("issue_choose"), *FOUND]
    assert issue.input_value("#issue-badge") == ""
    issue.fill("#issue-search", "  Data Foundations")
    assert issue.input_value("#issue-badge") == "data-foundations"
    issue.fill("#issue-search", "big found")
    assert issue.input_value("#issue-badge") == "big-data-foundations"
    issue.fill("#issue-search", "no badge is called so")
    assert issue.input_value("#issue-badge") == ""
    issue.fill("#issue-search", "")
    assert issue.locator("#issue-badge option").count() == everything


@pytest.mark.heavy
def test_a_badges_page_leads_to_the_form_with_it_chosen(served: Served, watched: Watched) -> None:
    page = watched.open(served.url + "badges/data-foundations/")
    page.get_by_role("link", name=words.page("award_this")).click()
    page.wait_for_url("**/issue/?badge=data-foundations")
    expect(page.locator("#issue-badge")).to_have_value("data-foundations")


@pytest.mark.heavy
def test_too_long_for_a_link_shows_a_note(issue: Page) -> None:
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


@pytest.mark.heavy
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


@pytest.mark.heavy
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


# The badge form


@pytest.fixture
def design(served: Served, watched: Watched) -> Page:
    """The badge form, open, with its first preview drawn."""
    page = watched.open(served.url + "issue/badge/")
    page.wait_for_selector("#design-preview g", state="attached")
    return page


def letters(page: Page) -> list[str]:
    """The lines of text in the preview, after it has caught up with the form."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator("#design-preview text").all_text_contents()


def test_a_badge_is_made_that_check_accepts_and_is_shown_as_authored(
    design: Page, watched: Watched, tmp_path: Path, now: datetime
) -> None:
    design.fill("#design-name", "Łatwa analiza: first look")
    expect(design.locator("#design-slug")).to_have_value("latwa-analiza-first-look")
    design.fill("#design-description", "Can look at data.")
    design.fill("#design-criteria", "- Look.\n- Say what you see: “so”.")
    design.select_option("#design-level", "Advanced")
    design.click(".make__rest summary")
    design.check("#design-skill-data-literacy")
    design.select_option("#design-shape", "shield")
    design.fill("#design-colour", "#7a1f5c")
    design.select_option("#design-icon", "eye")
    text = made(design, "#design-form [type=submit]")
    assert design.locator("#made-file").text_content() == "badges/classes/latwa-analiza-first-look.yml"
    assert (design.locator("#made-propose").get_attribute("href") or "").startswith(
        NEW + "classes?filename=latwa-analiza-first-look.yml&value="
    )
    root = programme_with(tmp_path, "classes/latwa-analiza-first-look.yml", text)
    problems, _ = check(Options(root, tmp_path / "site", now))
    assert [one for one in problems if one.severity == "error"] == []
    program, _ = read_program(root)
    assert program is not None
    badge = program.classes["latwa-analiza-first-look"]
    assert (badge.level, badge.skills, badge.criteria) == (
        *(Level.ADVANCED, ("data-literacy",), "- Look.\n- Say what you see: “so”."),
    )
    assert badge.art == Art(shape="shield", colour="#7a1f5c", icon="eye")
    assert letters(design) == ["Łatwa analiza:", "first look", "ADVANCED"]
    eye = re.findall(r'(?:d|points)="([^"]+)"', icons.load(html.folders(None))["eye"])
    shown = [path(badge.art.shape, 0.86), *eye]
    drawn = design.locator("#design-preview").evaluate(
        """(svg) => [...svg.querySelectorAll("[d], [points]")].map(
            (one) => one.getAttribute("d") ?? one.getAttribute("points"),
        )"""
    )
    assert set(shown) <= set(drawn)
    assert tones("#7a1f5c", art.metal(Level.ADVANCED)).field in design.locator("#design-preview").inner_html()
    expect(design.locator("#design-letters")).to_have_text(words.page("design_letters"))
    assert watched.complaints == []


#: In each language: a name to draw, its lines' direction, and the word on the ribbon.
SPOKEN = {
    "en": ("Geographic information systems", "ltr", "ADVANCED"),
    "de": ("Straße und Größe für Anfänger", "ltr", "FORTGESCHRITTEN"),
    "ar": ("دورة Python المتقدمة", "rtl", "متقدم"),
    "ja": ("機械学習の 責任ある利用", "ltr", "上級"),
}

#: Whether each line of the name is inside the badge's field, from its baseline to the top of capitals.
WITHIN = """(svg) => {
    const field = svg.querySelector("clipPath path");
    return [...svg.querySelectorAll("g text")].every((line) => {
        const half = line.getComputedTextLength() / 2;
        const [y, size] = [Number(line.getAttribute("y")), Number(line.getAttribute("font-size"))];
        return half > size / 2 && [[-half, y], [half, y], [-half, y - size * 0.7], [half, y - size * 0.7]].every(
            ([x, y]) => field.isPointInFill(new DOMPoint(x, y)),
        );
    });
}"""


@HEAVY
@pytest.mark.parametrize("language", SPOKEN)
def test_names_and_levels_of_many_languages_are_shown_within_the_badge(
    watched: Watched, tmp_path: Path, cache_home: Path, now: datetime, language: str
) -> None:
    name, direction, word = SPOKEN[language]
    sample, pictures = spoken(ROOT / "badges", language), cache_home / "badgepress" / "pictures"
    for file, data in Renderer(sample, templates=None, now=now, bundle=ensure_bundle(), cache=pictures).shared():
        target = tmp_path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    with serve(tmp_path) as served:
        page = watched.open(served.url + "issue/badge/")
        preview = page.locator("#design-preview")
        expect(preview.locator("path").first).to_be_attached()
        expect(page.locator("#design-letters")).to_have_text(words.page("design_letters", language))
        page.fill("#design-name", name)
        page.select_option("#design-level", "Advanced")
        for shape in get_args(Shape):
            page.select_option("#design-shape", shape)
            *lines, last = letters(page)
            assert (" ".join(lines), last) == (name, word)
            # A machine without a Japanese font shows boxes, which are narrow.
            assert (language != "ja") < len(lines) <= 3
            assert preview.evaluate(WITHIN), shape
        assert preview.locator("g text").first.evaluate("(one) => getComputedStyle(one).direction") == direction
        fonts = "(one) => getComputedStyle(one).fontFamily"
        assert preview.locator("text").first.evaluate(fonts) == page.locator("body").evaluate(fonts)
        policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
    assert watched.complaints == []


def spoken(root: Path, language: str) -> Program:
    """The programme as if it had this language."""
    program, _ = read_program(root)
    assert program is not None
    return replace(program, settings=program.settings.model_copy(update={"language": language}))


@pytest.mark.heavy
def test_a_name_that_is_too_long_is_left_out_with_a_note(design: Page) -> None:
    design.fill("#design-name", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch")
    expect(design.locator("#design-too-long")).to_be_visible()
    assert letters(design) == []
    design.fill("#design-name", "データ入門")
    expect(design.locator("#design-slug")).to_have_value("")
    expect(design.locator("#design-too-long")).to_be_hidden()
    assert letters(design) == ["データ入門"]


@pytest.mark.heavy
@pytest.mark.parametrize("slug", ["data-foundations", "Data", "a--b", ""])
def test_an_invalid_short_name_is_refused(design: Page, slug: str) -> None:
    for name in ("name", "description", "criteria"):
        design.fill(f"#design-{name}", "Something")
    design.fill("#design-slug", slug)
    design.click("#design-form [type=submit]")
    expect(design.locator("#design-slug-error")).to_be_visible()
    expect(design.locator("#design-slug")).to_be_focused()
    expect(design.locator("#made")).to_be_hidden()


def test_the_form_for_a_badge_is_accessible(design: Page, violations: Callable[[Page], list[str]]) -> None:
    design.emulate_media(reduced_motion="reduce")
    design.click("#design-form [type=submit]")
    design.click(".make__rest summary")
    for scheme in ("light", "dark"):
        design.emulate_media(color_scheme=scheme)
        assert violations(design) == []
    design.set_viewport_size({"width": 320, "height": 640})
    assert not design.evaluate("document.scrollingElement.scrollWidth > innerWidth")


@pytest.mark.heavy
@pytest.mark.parametrize("path", ["issue", "issue/badge"])
def test_they_are_in_no_search_engine(sample_site: Path, path: str) -> None:
    page = (sample_site / path / "index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert "/issue/" not in (sample_site / "sitemap.xml").read_text("utf-8")
