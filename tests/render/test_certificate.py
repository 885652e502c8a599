"""Tests PDF certificates: one tagged page, the credential attached, the same bytes; hostile text stays text."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.model import ClassImage, Program, Theme
from badgepress.model.issued import Issued
from badgepress.render.pages.certificate import Certificates
from badgepress.render.pages.paper import fingerprint
from tests import words
from tests.render.codes import Printed
from tests.render.conftest import NOW, a_program, awards, issue
from tests.render.difficult import MARKUP, changed, difficult

AWARDS = "https://badges.example.org/guild/awards/"


@pytest.fixture(scope="module")
def makes(program: Program, bundle: Bundle) -> Certificates:
    return Certificates(program, templates=None, now=NOW, bundle=bundle)


@pytest.fixture(scope="module")
def by_id(program: Program) -> dict[str, Issued]:
    """Return every award of the small programme; `id/1` is an earlier version."""
    every = [one for issued, earlier in awards(program) for one in (issued, *earlier)]
    return {one.id if one.version == one.current else f"{one.id}/{one.version}": one for one in every}


def catalogue(pdf: bytes) -> Any:
    """Return the root of a PDF, which includes its metadata."""
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def elements(node: DictionaryObject) -> Iterator[DictionaryObject]:
    """Yield every structure element below a node."""
    below = node.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        inner = one.get_object()
        if isinstance(inner, DictionaryObject) and "/S" in inner:
            yield inner
            yield from elements(inner)


def test_a_certificate_is_a_tagged_page_with_its_credential(makes: Certificates, by_id: dict[str, Issued]) -> None:
    pdf = makes.draw(by_id["plain"])
    found, root = PdfReader(io.BytesIO(pdf)), catalogue(pdf)
    assert len(found.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    for said in ("<pdfuaid:part>1<", "<pdfaid:part>3<", "<pdfaid:conformance>A<"):
        assert said in metadata
    assert found.metadata is not None
    assert (found.metadata.title, found.metadata.author) == ("First Steps – Ana Lima", "Data Guild")
    assert found.attachments["credential.json"] == [by_id["plain"].raw + b"\n"]
    (attached,) = root["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Source"
    tags = list(elements(root["/StructTreeRoot"]))
    assert [str(one["/S"]) for one in tags].count("/H1") == 1
    assert {str(one["/Alt"]) for one in tags if "/Alt" in one} >= {
        words.page("badge_of", name="First Steps"),
        words.page("code_alt", url=f"{AWARDS}plain/"),
    }


def test_a_certificate_says_what_was_signed(makes: Certificates, by_id: dict[str, Issued]) -> None:
    found = Printed(makes.draw(by_id["plain"]))
    for said in (
        *("The Guild", "Ana Lima", "earned", "First Steps", "Can start.", "done one", "done two"),
        *("Issued by Data Guild", "14 September 2026", "14 September 2028", "plain", f"{AWARDS}plain/"),
        "sha256sum credential.json",
    ):
        assert said in found.words, said
    assert "".join(fingerprint(by_id["plain"].raw + b"\n")) in found.words.replace(" ", "")
    assert found.codes == [f"{AWARDS}plain/"]


@pytest.mark.parametrize(
    ("size", "points"), [("a4", (595.3, 841.9)), pytest.param("letter", (612, 792), marks=pytest.mark.heavy)]
)
def test_every_award_fits_on_one_page(
    makes: Certificates, program: Program, size: Literal["a4", "letter"], points: tuple[float, float]
) -> None:
    wrong = []
    for what, issued in difficult(program):
        found = Printed(makes.draw(issued, size))
        if found.pages != 1 or found.size != pytest.approx(points, abs=1):
            wrong.append(f"{what}: {found.pages} pages of {found.size}")
        if found.codes != [f"{AWARDS}{issued.id}/"]:
            wrong.append(f"{what}: the code is not read")
    assert wrong == []


def test_the_same_award_gives_the_same_bytes(program: Program, bundle: Bundle, by_id: dict[str, Issued]) -> None:
    one, other = (
        Certificates(program, templates=None, now=NOW, bundle=bundle).draw(by_id["college"], "letter") for _ in range(2)
    )
    assert one == other
    metadata = PdfReader(io.BytesIO(one)).metadata
    assert metadata is not None
    assert metadata.creation_date == metadata.modification_date == datetime(2026, 9, 15, 8, tzinfo=UTC)


def test_markup_stays_text(makes: Certificates, program: Program) -> None:
    issued = next(one for what, one in difficult(program) if what == "markup")
    pdf = makes.draw(issued)
    assert MARKUP in Printed(pdf).words
    found = PdfReader(io.BytesIO(pdf))
    assert found.metadata is not None
    assert found.metadata.title == f"First Steps – {MARKUP}"
    assert list(found.attachments) == ["credential.json"]


def test_markup_in_every_text_of_the_programme_stays_text(bundle: Bundle) -> None:
    text = MARKUP[:40]
    program = a_program(f" {text}")
    issued = next(one for one, _ in awards(program) if one.id == "plain")
    found = Printed(Certificates(program, templates=None, now=NOW, bundle=bundle).draw(issued))
    for said in (f"The Guild {text}", f"First Steps {text}", f"Data Guild {text}"):
        assert said in found.words


@pytest.mark.parametrize(
    ("award", "title", "stamp"),
    [
        ("revoked", "Revoked on 2 October 2026", "REVOKED"),
        ("held", "Suspended since 2 October 2026", "SUSPENDED"),
        ("old", "Expired on 1 January 2022", "EXPIRED"),
        ("again/1", words.page("superseded_title"), "REPLACED"),
    ],
)
def test_what_does_not_count_is_stamped(
    award: str, title: str, stamp: str, makes: Certificates, by_id: dict[str, Issued]
) -> None:
    found = Printed(makes.draw(by_id[award]))
    assert title in found.words
    assert stamp in found.words
    assert found.codes == [f"{AWARDS}{award}/"]
    assert stamp not in Printed(makes.draw(by_id["again"])).words


@pytest.mark.parametrize(("award", "code"), [("gone", "erased"), ("trial", "not-issued")])
def test_what_was_erased_or_never_issued_gets_none(
    award: str, code: str, makes: Certificates, by_id: dict[str, Issued]
) -> None:
    with pytest.raises(RenderError) as caught:
        makes.draw(by_id[award])
    assert caught.value.code == code


def test_an_unlisted_award_names_nobody_unless_asked(makes: Certificates, by_id: dict[str, Issued]) -> None:
    pdf = makes.draw(by_id["hidden"])
    said = Printed(pdf).words, str(PdfReader(io.BytesIO(pdf)).metadata), catalogue(pdf)["/Metadata"].get_data().decode()
    assert not any("Secret" in text for text in said)
    assert "Secret Person" in Printed(makes.draw(by_id["hidden"], with_name=True)).words


def test_a_class_with_a_png_and_one_that_is_gone(makes: Certificates, by_id: dict[str, Issued]) -> None:
    assert "Next Steps" in Printed(makes.draw(by_id["college"])).words
    orphan = changed(by_id["college"])
    object.__setattr__(orphan, "badge", "no-such-class")
    assert "Next Steps" in Printed(makes.draw(orphan)).words


def test_a_template_of_ones_own_wins_and_a_broken_one_is_named(
    program: Program, bundle: Bundle, by_id: dict[str, Issued], tmp_path: Path
) -> None:
    own = tmp_path / "certificate.typ"
    head = '#let data = json("data.json")\n#set document(title: data.title)\n#set text(font: data.name.fonts)\n'
    own.write_text(head + "= Ours: #data.badge.text")
    makes = Certificates(program, templates=tmp_path, now=NOW, bundle=bundle)
    assert Printed(makes.draw(by_id["plain"])).words == "Ours: First Steps"
    own.write_text(head + "#no-such-thing")
    with pytest.raises(RenderError) as caught:
        makes.draw(by_id["plain"])
    assert caught.value.code == "bad-template"
    assert caught.value.problems[0].place.file == "certificate.typ"


@pytest.mark.parametrize("reached", ['read("/etc/hostname")', 'read("../fonts/F00-0.ttf", encoding: none)'])
def test_a_template_reads_nothing_but_what_lies_beside_it(
    reached: str, program: Program, bundle: Bundle, by_id: dict[str, Issued], tmp_path: Path
) -> None:
    (tmp_path / "certificate.typ").write_text(f'#set document(title: "x")\n#let it = {reached}')
    with pytest.raises(RenderError, match="bad-template"):
        Certificates(program, templates=tmp_path, now=NOW, bundle=bundle).draw(by_id["plain"])


def test_without_typst_it_says_what_to_install(
    makes: Certificates, by_id: dict[str, Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RenderError) as caught:
        makes.draw(by_id["plain"])
    assert caught.value.code == "no-typst"
    assert "badgepress[certificate]" in caught.value.problems[0].hint


def test_in_a_language_from_right_to_left_digits_keep_their_order(program: Program, bundle: Bundle) -> None:
    program = replace(program, settings=program.settings.model_copy(update={"language": "ar-EG"}))
    issued = issue(program, "plain")
    pdf = Certificates(program, templates=None, now=NOW, bundle=bundle).draw(issued)
    assert catalogue(pdf)["/Lang"] == "ar-EG"
    drawn = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert f"{AWARDS}plain/" in drawn
    assert "".join(fingerprint(issued.raw + b"\n")) in drawn
    found = Printed(pdf)
    assert (found.pages, found.codes) == (1, [f"{AWARDS}plain/"])


LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    b'<rect width="200" height="100" fill="#d0021b"/></svg>'
)


@pytest.mark.heavy
@pytest.mark.parametrize(("corners", "paper"), [("square", "a4"), ("soft", "letter")])
def test_the_theme_gives_logo_font_ink_and_corners(
    program: Program, bundle: Bundle, by_id: dict[str, Issued], corners: str, paper: Literal["a4", "letter"]
) -> None:
    font = next(bundle.fonts.glob("geologica-latin-wght-normal.woff2")).read_bytes()
    look = {"corners": corners, "font": "own.woff2", "logo": "logo.svg", "ink": "#3a1a4a"}
    settings = program.settings.model_copy(update={"theme": Theme.model_validate(look)})
    themed = replace(program, settings=settings, font=font, logo=ClassImage("logo.svg", svg=LOGO))
    pdf = Certificates(themed, templates=None, now=NOW, bundle=bundle).draw(by_id["plain"], paper)
    found = Printed(pdf)
    assert found.pages == 1
    assert "Ana Lima" in found.words
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("RGB")
    shades = {shade for _, shade in page.getcolors(1 << 24)}
    assert {(0xD0, 0x02, 0x1B), (0x3A, 0x1A, 0x4A)} <= shades
    # the panel begins 12 mm from the left and 25 mm from the top; a round corner leaves that point white
    corner = page.getpixel((round(12.3 / 25.4 * 144), round(25.3 / 25.4 * 144)))
    assert (corner == (255, 255, 255)) is (corners != "square")
    # one font for each used weight, because PDF has no variable fonts
    resources: Any = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    fonts = {font.get_object()["/BaseFont"] for font in resources["/Font"].values()}
    assert len([name for name in fonts if "eologica" in name]) >= 2
