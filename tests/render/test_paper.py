"""Tests what an award shows on paper, and that every award prints on one page, in a real browser."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from badgepress.bundle import Bundle
from badgepress.model import Program
from badgepress.render import Renderer
from badgepress.render.pages.paper import LINES, fingerprint, fitting, sentences, size
from tests import words
from tests.render.codes import Printed, read
from tests.render.conftest import NOW, Site
from tests.render.difficult import SENTENCE, difficult
from tests.server import Served, serve

SIZES = {"A4": (595.3, 841.9), "Letter": (612, 792)}


def bare(text: str) -> str:
    """Remove what line ends add to a text or take from it."""
    return re.sub("[-\\s\x02\ufffe]", "", text)


Print = Callable[..., Printed]


def test_a_fingerprint_is_what_sha256sum_prints_in_groups() -> None:
    assert "".join(fingerprint(b"{}\n")) == hashlib.sha256(b"{}\n").hexdigest()
    assert {len(group) for group in fingerprint(b"")} == {4}


def test_a_description_ends_with_a_sentence() -> None:
    assert sentences("One *two*. Three!") == "One two. Three!"
    assert sentences(SENTENCE * 9) == (SENTENCE * 3).strip()
    assert sentences("word " * 200).endswith("word…")
    assert sentences("よく尋ねる。" * 60) == "よく尋ねる。" * 27


def test_criteria_are_there_whole_or_not_at_all() -> None:
    assert fitting("Has\n\n- done *one*;\n- done two.\n\n| a | b |\n|---|---|\n| c | d |") == (
        (False, "Has"),
        (True, "done one;"),
        (True, "done two."),
        (False, "a b"),
        (False, "c d"),
    )
    assert len(fitting("- x\n" * LINES)) == LINES
    assert fitting("- x\n" * (LINES + 1)) == ()
    assert fitting("letters " * 120) == ()


def test_long_names_are_set_smaller() -> None:
    assert [size("x" * count) for count in (40, 41, 84, 85)] == ["", "long", "long", "longest"]
    assert size("森" * 23) == "long"


@pytest.fixture(scope="module")
def folder(
    site: Site, program: Program, bundle: Bundle, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Return what is hard about an award → its path below `root`, which also holds the small site."""
    root = tmp_path_factory.mktemp("paper")
    renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    files, found = dict(site), {"root": str(root)}
    for what, issued in difficult(program):
        files |= dict(renderer.award(issued))
        found[what] = issued.path
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return found


@pytest.fixture
def served_paper(folder: dict[str, str]) -> Iterator[Served]:
    with serve(Path(folder["root"])) as running:
        yield running


@pytest.fixture
def printed(served_paper: Served, page: Page) -> Print:
    """`printed("awards/plain/", "Letter")`: the page as the browser prints it, with what its script adds."""

    def as_pdf(path: str, paper: str = "A4") -> Printed:
        if page.url != served_paper.url + path:
            page.goto(served_paper.url + path, wait_until="load")
            if page.locator('article script[type="module"], head script[type="module"]').count():
                page.wait_for_selector(".paper__code", state="attached")
        return Printed(page.pdf(format=paper, print_background=True))

    return as_pdf


@pytest.mark.browser
@pytest.mark.parametrize(
    ("paper", "every"),
    [
        pytest.param("A4", 5, id="A4, some of them"),
        pytest.param("A4", 1, marks=pytest.mark.heavy, id="A4"),
        pytest.param("Letter", 1, marks=pytest.mark.heavy, id="Letter"),
    ],
)
def test_every_award_prints_on_exactly_one_page(folder: dict[str, str], printed: Print, paper: str, every: int) -> None:
    wrong = []
    for what, path in [one for one in folder.items() if one[0] != "root"][::every]:
        url = f"https://badges.example.org/guild/{path}"
        found = printed(path, paper)
        fine = {
            "one page": found.pages == 1,
            "its size": found.size == pytest.approx(SIZES[paper], abs=2),
            "address": bare(url) in bare(found.words),
            "code": found.codes == [url],
        }
        wrong += [f"{what}: {check}" for check, passed in fine.items() if not passed]
    assert wrong == []


@pytest.mark.browser
def test_a_printed_award_says_what_a_certificate_says(site: Site, printed: Print) -> None:
    text = printed("awards/plain/").words
    marks = "".join(fingerprint(site["awards/plain/credential.json"]))
    for said in (
        *("The Guild", "Ana Lima", "earned", "First Steps", "Can start.", "done one", "done two"),
        *("Issued by Data Guild", "14 September 2026", "14 September 2028", f"{words.page('award_id')} plain"),
        "sha256sum credential.json",
    ):
        assert said in text, said
    assert marks in text.replace(" ", "")
    only_on_screen = (words.page(key) for key in ("share", "print", "alignments", "feed"))
    for left_out in (*only_on_screen, "Quiz", "Genuine"):
        assert left_out not in text, left_out


@pytest.mark.heavy
@pytest.mark.browser
def test_long_criteria_are_left_out(folder: dict[str, str], printed: Print) -> None:
    assert "Did the work" not in printed(folder["long criteria"]).words
    assert "one" not in printed(folder["criteria of many short lines"]).words.split()


@pytest.mark.heavy
@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "title", "stamp"),
    [
        ("awards/revoked/", "Revoked on 2 October 2026", "Revoked"),
        ("awards/held/", "Suspended since 2 October 2026", "Suspended"),
        ("awards/old/", "Expired on 1 January 2022", "Expired"),
        ("awards/again/1/", words.page("superseded_title"), "Replaced"),
        ("awards/trial/", words.page("preview_title"), "Preview"),
    ],
)
def test_what_does_not_count_is_stamped_in_ink(path: str, title: str, stamp: str, printed: Print, page: Page) -> None:
    found = printed(path)
    assert found.pages == 1
    text = found.words
    assert title in text
    assert stamp.upper() in text.upper().replace(title.upper(), "")
    page.emulate_media(media="print")
    script = "it => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor]"
    colours = page.locator(".stamp span").evaluate(script)
    assert colours[1] == "rgb(255, 255, 255)"
    assert max(map(int, re.findall(r"\d+", colours[0]))) < 160


@pytest.mark.heavy
@pytest.mark.browser
@pytest.mark.parametrize(
    ("verdict", "shown"), [("revoked", True), ("expired", True), ("invalid", True), ("valid", False)]
)
def test_what_the_script_found_out_is_printed_when_it_matters(
    verdict: str, shown: bool, printed: Print, page: Page
) -> None:
    """Print what the script found, since an award may have been revoked after its page was built."""
    printed("awards/plain/")
    script = """(it, verdict) => {
      it.dataset.verdict = verdict;
      const parts = { verdict__title: "As of today", verdict__sentence: "So it is.", verdict__notes: "The details" };
      it.replaceChildren(...Object.entries(parts).map(([className, textContent]) =>
        Object.assign(document.createElement("p"), { className, textContent })));
    }"""
    page.locator("#verdict").evaluate(script, verdict)
    found = printed("awards/plain/")
    assert found.pages == 1
    assert ("As of today" in found.words, "So it is." in found.words) == (shown, shown)
    assert "The details" not in found.words


@pytest.mark.browser
def test_an_unlisted_award_prints_without_the_name(printed: Print) -> None:
    text = printed("awards/hidden/").words
    assert "First Steps" in text
    assert "Secret" not in text


@pytest.mark.browser
def test_an_erased_award_prints_as_nothing_but_that(printed: Print) -> None:
    found = printed("awards/gone/")
    assert found.pages == 1
    assert words.page("erased_title") in found.words


@pytest.mark.browser
def test_an_earners_page_prints_as_a_resume(printed: Print) -> None:
    found = printed("earners/ana/")
    text = found.words
    assert found.pages == 1
    for said in ("Ana Lima", "Analyst", words.page("earner_awards"), "First Steps", "14 September 2026", "Python"):
        assert said in text, said
    assert found.codes == ["https://badges.example.org/guild/earners/ana/"]


@pytest.mark.heavy
@pytest.mark.browser
def test_the_button_prints_and_is_hidden_without_script(served_paper: Served, page: Page) -> None:
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; };")
    for path in ("awards/plain/", "earners/ana/"):
        page.goto(served_paper.url + path)
        page.locator("button[data-print]").click()
        page.wait_for_function("() => window.printed === 1")
    context = page.context.browser.new_context(java_script_enabled=False) if page.context.browser else None
    assert context is not None
    bare = context.new_page()
    bare.goto(served_paper.url + "awards/plain/")
    assert not bare.locator("button[data-print]").is_visible()
    assert bare.locator("h1").is_visible()
    context.close()


@pytest.mark.browser
def test_the_code_on_the_screen_leads_to_the_page(served_paper: Served, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(served_paper.url + "awards/plain/")
    code = page.get_by_role("img", name=words.page("code_alt", url="https://badges.example.org/guild/awards/plain/"))
    shot = Image.open(io.BytesIO(code.screenshot())).convert("L")
    assert read(shot) == ["https://badges.example.org/guild/awards/plain/"]
