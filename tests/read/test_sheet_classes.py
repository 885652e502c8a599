"""Tests that a column whose cells name badges is never skipped, and that every table gets a drafted mapping."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.errors import errors
from badgepress.read.quoting import folded
from badgepress.read.sheets import Classes, SheetOptions, draft_mapping, looked_at, read_mapping, sheet_of
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.vocabulary import COMMON, header, known
from tests.tiers import examples

SLUGS = {"first aid": ["first-aid"], "first-aid": ["first-aid"], "data foundations": ["data"], "twin": ["one", "two"]}
HEAD = ["Name", "Email"]


def called(text: str) -> list[str]:
    return SLUGS.get(folded(text), [])


def options(badge: str = "", **asked: Any) -> SheetOptions:
    return SheetOptions(fixed_badge=bool(badge), classes=Classes(called, badge), **asked)


def sheet(column: str, *cells: str) -> bytes:
    out = io.StringIO(newline="")
    rows = [[f"P {number}", f"p{number}@example.org", cell] for number, cell in enumerate(cells)]
    csv.writer(out).writerows([[*HEAD, column], *rows])
    return out.getvalue().encode()


def told(raw: bytes, asked: SheetOptions) -> list[str]:
    return [one.code for one in sheet_of(raw, "people.csv", asked)[1]]


@pytest.mark.parametrize("name", ["Lehrgang", "Schulung", "Seminar", "Formation", "Training", "研修"])
def test_a_column_named_course_can_be_the_badge(name: str) -> None:
    found, problems = sheet_of(sheet(name, "First aid", "Data Foundations"), "people.csv", options())
    assert problems == []
    assert found is not None
    assert [one.badges for one in found.entries] == [("First aid",), ("Data Foundations",)]


@pytest.mark.parametrize(
    "cells",
    [
        ("First aid", "Data Foundations"),
        ("first-aid", "FIRST AID", "something else", ""),
        ("Data Foundations",),
        ("", "Data Foundations", ""),
        ("First aid, Data Foundations", "First aid;"),
        ("twin", "twin"),
    ],
)
def test_any_other_column_that_names_badges_is_refused(cells: tuple[str, ...]) -> None:
    raw = sheet("Angebot", *cells)
    assert told(raw, options("first-aid")) == ["column-not-read"]
    found, problems = looked_at(raw, "people.csv", options())
    assert {one.code for one in problems} == {"column-not-read", "badge-needed"}
    assert all("`badge: " in one.hint and "Angebot" in one.hint for one in problems)
    assert found is not None
    assert [one.kind for one in found.columns] == [None, None, "badge"]
    assert told(raw, options("first-aid", ignore=("Angebot",))) == []


def test_a_column_that_only_repeats_the_given_badge_is_ignored() -> None:
    assert told(sheet("Angebot", "First aid", "first-aid", ""), options("first-aid")) == ["columns-listed"]
    assert told(sheet("Angebot", "First aid", "first-aid", "else"), options("first-aid")) == ["column-not-read"]
    assert told(sheet("Angebot", "Room 1", "Room 2", "First aid"), options("first-aid")) == ["columns-listed"]


def test_a_column_named_after_a_class_is_refused() -> None:
    assert told(sheet("Data Foundations", "x", ""), options("first-aid")) == ["column-not-read"]


def test_the_hint_names_a_column_that_is_called_like_a_badge(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text("columns: {email: Email, name: Name}\n")
    mapped, _ = read_mapping(mapping, "m.yml")
    assert mapped is not None
    _, problems = looked_at(sheet("Kurs", "Something"), "people.csv", options(mapped=mapped))
    assert any(one.code == "badge-needed" and "`badge: 'Kurs'`" in one.hint for one in problems)


WORDS = st.text("abcdefgh äß-xyz日本", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


@settings(max_examples=examples(50))
@given(
    WORDS,
    st.lists(st.sampled_from(["First aid", "data foundations", "Hall", "", "yes"]), min_size=1, max_size=8),
    st.sampled_from(["", "first-aid"]),
)
def test_a_column_of_badges_is_never_skipped_whatever_its_name(name: str, cells: list[str], badge: str) -> None:
    filled = [cell for cell in cells if cell]
    named = [cell for cell in filled if called(cell)]
    found, problems = looked_at(sheet(name, *cells), "people.csv", options(badge))
    is_of_badges = len(named) * 2 >= len(filled) > 0 and (len(named) > 1 or len(filled) == 1) and bool(named)
    if not is_of_badges or all(called(cell) == [badge] for cell in filled) or found is None:
        return
    fates = {column.index: column for column in found.columns}
    assert fates[2].fate in ("read", "refused")
    assert fates[2].fate == "read" or errors(problems)


# A draft


def drafted(raw: bytes, asked: SheetOptions, folder: Path) -> tuple[str, Any]:
    """Return the text of a draft, and what it parses to."""
    found, _ = looked_at(raw, "people.csv", asked)
    assert found is not None
    text = draft_mapping(found, asked)
    file = folder / "drafted.yml"
    file.write_text(text, "utf-8")
    mapped, problems = read_mapping(file, "drafted.yml")
    assert problems == [], text
    assert mapped is not None
    return text, mapped


def test_an_unknown_sheet_is_drafted_with_what_its_cells_look_like(tmp_path: Path) -> None:
    raw = b"Wer;Kontakt;Was;Wann\nRosa;rosa@example.org;First aid;14.09.2026\nOmar;o@example.org;First aid;14.09.2026\n"
    text, _ = drafted(raw, options(), tmp_path)
    assert text == (
        "columns:\n"
        '  # email: "Kontakt"    # or below, under `ignore`\n'
        '  # badge: "Was"    # or below, under `ignore`\n'
        '  # issued: "Wann"    # or below, under `ignore`\n'
        "  # name: ?    # the name of its column\n"
        "# Not read. Give each a word above, or remove the # if it is not wanted:\n"
        '# ignore:\n#   - "Wer"\n'
    )
    mended = re.sub(r"^  # ", "  ", text, flags=re.M).replace("name: ?", "name: Wer")
    (tmp_path / "mended.yml").write_text(mended, "utf-8")
    mapped, problems = read_mapping(tmp_path / "mended.yml", "mended.yml")
    assert problems == []
    assert mapped is not None
    found, problems = sheet_of(raw, "people.csv", options(mapped=mapped))
    assert problems == []
    assert found is not None
    assert [(one.data["recipient"]["name"], one.badges) for one in found.entries] == [
        ("Rosa", ("First aid",)),
        ("Omar", ("First aid",)),
    ]


def test_a_draft_names_what_is_missing(tmp_path: Path) -> None:
    text, _ = drafted(b"Name,Mail\nRosa,r@example.org\n", options(), tmp_path)
    assert "# badge: ?" in text
    assert "# email: ?" not in text
    text, _ = drafted(b"rosa@example.org,Rosa\n", options(), tmp_path)
    assert "example.org" not in text
    assert "# email: ?" in text


CELL = st.sampled_from(["", "x", "2025-03-14", "Yes", "No", "Revoked", "o@example.org", "7", "First aid", "Lee, Ann"])
NAMES = (
    st.sampled_from(sorted(COMMON))
    | st.sampled_from(["Wer", "Was", "Termin", "Date of exam", "Angebot", ""])
    | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=9)
)


@settings(max_examples=examples(50))
@given(names=st.lists(NAMES, min_size=1, max_size=7), data=st.data(), badge=st.sampled_from(["", "first-aid"]))
def test_every_table_is_drafted_and_nothing_of_an_award_is_ignored(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject, badge: str
) -> None:
    rows = [[data.draw(CELL) for _ in names] for _ in range(data.draw(st.integers(1, 3)))]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, *rows])
    raw = out.getvalue().encode()
    is_blank = not any(cell for row in rows for cell in row)
    if is_blank and not any(name.strip() for name in names):
        return
    found, problems = looked_at(raw, "people.csv", options(badge))
    if found is None:  # the bytes look like a page, or a name of separators alone was read as empty columns
        is_page = raw.lstrip().startswith(b"<")
        assert is_page or (is_blank and not any(name.strip(" \t;,|") for name in names))
        assert [one.code for one in problems] == ["sheet-other-format" if is_page else "empty-file"]
        return
    text, mapped = drafted(raw, options(badge), tmp_path_factory.getbasetemp())
    assert not holds_address(text)
    assert mapped.value.ignore == []
    read = {header(name) for _, name, _ in mapped.columns()}
    for name in names:
        if name.strip() and known(name) and not holds_address(name):
            assert header(name) in {header(one) for one in text.split('"')} or header(name) in read
