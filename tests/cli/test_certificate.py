"""`badgepress certificate`: what it writes, and which awards it refuses."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import words
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")


@pytest.fixture
def issued(run: Run, key_file: Path) -> None:
    """The minimal programme with all its awards issued."""
    assert run("build", "--out", "site", *NOW, "--key", str(key_file)).code == 0


@pytest.mark.usefixtures("issued")
def test_a_certificate_carries_the_file_that_the_site_publishes(run: Run, here: Path) -> None:
    said = run("certificate", "k3v9x2", *NOW)
    assert (said.code, said.out) == (0, "wrote certificate-k3v9x2.pdf\n")
    found = PdfReader(here / "certificate-k3v9x2.pdf")
    assert found.attachments["credential.json"] == [(here / "site/awards/k3v9x2/credential.json").read_bytes()]
    assert "Rosa Feld" in found.pages[0].extract_text()
    first = (here / "certificate-k3v9x2.pdf").read_bytes()
    assert run("certificate", "k3v9x2", *NOW, "--out", "again.pdf").code == 0
    assert (here / "again.pdf").read_bytes() == first


@pytest.mark.usefixtures("issued")
def test_one_award_of_a_cohort_on_letter_paper(run: Run, here: Path) -> None:
    assert run("certificate", "t4w8zc", "--paper", "letter", "-o", "out/it.pdf", *NOW).code == 0
    page = PdfReader(here / "out/it.pdf").pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (612, 792)


@pytest.mark.usefixtures("issued")
def test_an_earlier_version_is_stamped_as_replaced(run: Run, here: Path, key_file: Path) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text().replace('value: "91"', 'value: "92"'))
    assert run("reissue", "k3v9x2", *NOW, "--key", str(key_file)).code == 0
    assert run("certificate", "k3v9x2/1", *NOW).code == 0
    text = PdfReader(here / "certificate-k3v9x2-1.pdf").pages[0].extract_text()
    assert words.page("superseded_title") in text
    assert "Replaced" not in text_of(run, here, "k3v9x2")
    said = run("certificate", "k3v9x2/3", *NOW)
    assert said.code == 1
    assert "error[unknown-version]: badges/assertions/2026/k3v9x2.yml: award 'k3v9x2' has no version 3" in said.err
    assert run("certificate", "k3v9x2/new", *NOW).code == 2


def text_of(run: Run, here: Path, award: str, *more: str) -> str:
    assert run("certificate", award, "--out", "it.pdf", *NOW, *more).code == 0
    return PdfReader(io.BytesIO((here / "it.pdf").read_bytes())).pages[0].extract_text()


@pytest.mark.usefixtures("issued")
def test_the_name_of_an_unlisted_award_is_shown_on_request(run: Run, here: Path) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text() + "visibility: unlisted\n")
    assert "Rosa" not in text_of(run, here, "k3v9x2")
    assert "Rosa Feld" in text_of(run, here, "k3v9x2", "--with-name")


def test_awards_that_are_unknown_or_not_issued_are_refused(run: Run, here: Path) -> None:
    said = run("certificate", "k3v9x2", *NOW)
    assert said.code == 1
    assert "error[not-issued]: badges/assertions/2026/k3v9x2.yml: award 'k3v9x2' is not issued yet" in said.err
    said = run("certificate", "k3v9xx", *NOW)
    assert said.err == (
        "error[unknown-award]: no award 'k3v9xx' in badges/assertions/\n  hint: did you mean 'k3v9x2'?\n"
    )
    assert run("certificate", "../../etc/passwd", *NOW).code == 2
    assert not list(here.glob("*.pdf"))


@pytest.mark.usefixtures("issued")
def test_a_tampered_line_is_refused(run: Run, here: Path) -> None:
    store = here / "badges/issued/2026/k3v9x2.jsonl"
    store.write_text(store.read_text().replace("Rosa Feld", "Mona Feld"))
    said = run("certificate", "k3v9x2", *NOW)
    assert said.code == 1
    assert "error[issued-tampered]: badges/issued/2026/k3v9x2.jsonl:1: " in said.err
    assert not list(here.glob("*.pdf"))


@pytest.mark.usefixtures("issued")
def test_an_erased_award_is_refused(run: Run, here: Path) -> None:
    store = here / "badges/issued/2026/k3v9x2.jsonl"
    place = '"statusListCredential":"https://badges.example.org/status/1.json","statusListIndex":"0"'
    url = "https://badges.example.org/awards/k3v9x2/credential.json"
    store.write_text(f'{{"erased":"2026-11-01","id":"{url}",{place}}}\n')
    (here / "badges/assertions/2026/k3v9x2.yml").unlink()
    said = run("certificate", "k3v9x2", *NOW)
    assert said.code == 1
    assert "error[erased]: award 'k3v9x2' was erased" in said.err


@pytest.mark.usefixtures("issued")
def test_a_pdf_that_cannot_be_written_is_an_error(run: Run, here: Path) -> None:
    (here / "out").write_text("a file where a folder is wanted")
    said = run("certificate", "k3v9x2", "--out", "out/it.pdf", *NOW)
    assert said.code == 1
    assert "error[cannot-write]: out/it.pdf: " in said.err
