"""Tests that no column is dropped silently: it is read as a person would, or refused by its name."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.read.sheets import Sheet, SheetOptions, looked_at, sheet_of
from badgepress.read.sheets.mapping import Columns, Mapped, MappingFile
from badgepress.read.sheets.statuses import BAD, GOOD, NO, OPEN, YES
from badgepress.read.sheets.table import letter
from badgepress.read.sheets.vocabulary import COMMON, suspect
from tests.tiers import examples

WREN = "wren@example.org"
OMAR = "omar@example.org"
DAY = "2025-03-14"


def text(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def read(raw: bytes, **asked: Any) -> tuple[Sheet | None, list[str]]:
    sheet, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True, **asked))
    return sheet, [one.code for one in problems]


def said(raw: bytes, **asked: Any) -> list[tuple[str, str, str]]:
    """Return name, day and end of each row; the sheet must be read without errors."""
    sheet, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True, **asked))
    assert [one for one in problems if one.severity == "error"] == []
    assert sheet is not None
    return [
        (one.data["recipient"].get("name", ""), one.data.get("issued", ""), one.data.get("expires", ""))
        for one in sheet.entries
    ]


# These are read as a person would read them.

READ = {
    "spaces": (text(" Name ,E-mail ", f" Wren  Achter ,{WREN} "), [("Wren Achter", "", "")]),
    "surname and dates": (
        text("email,name,Surname,Completion Date,Expiry date", f"{WREN},Wren,Achterberg,{DAY},2027-03-14"),
        [("Wren Achterberg", DAY, "2027-03-14")],
    ),
    "German": (
        text("Vorname;Nachname;E-Mail-Adresse;Abschlussdatum;Gültig bis", f"Wren;Achter;{WREN};14.03.2025;31.12.2027"),
        [("Wren Achter", DAY, "2027-12-31")],
    ),
    "German, with the name last": (
        text("Name;Vorname;E-Mail;Datum", f"Achter;Wren;{WREN};14. März 2025"),
        [("Wren Achter", DAY, "")],
    ),
    "French": (
        text(
            "Prénom;Nom;Courriel;Date d'obtention", f"Wren;Achter;{WREN};14 mars 2025", f"Omar;Had;{OMAR};1er août 2025"
        ),
        [("Wren Achter", DAY, ""), ("Omar Had", "2025-08-01", "")],
    ),
    "Spanish": (
        text("Nombre;Apellidos;Correo electrónico;Fecha de emisión", f"Wren;Núñez;{WREN};14 de marzo de 2025"),
        [("Wren Núñez", DAY, "")],
    ),
    "Japanese": (
        text("氏名,メールアドレス,修了日,有効期限", f"山田 花子,{WREN},2025年3月14日,2027/03/14"),
        [("山田 花子", DAY, "2027-03-14")],
    ),
    "Open Badge Factory": (
        text("Email;First_name;Last_name;Issued_on;Expires_on", f"{WREN};Wren;Achter;{DAY};"),
        [("Wren Achter", DAY, "")],
    ),
    "Sertifier": (
        text("Full Name,E-mail,Issue Date,Expire Date", f"Wren Achter,{WREN},{DAY},2027-03-14"),
        [("Wren Achter", DAY, "2027-03-14")],
    ),
    "Moodle recipients": (
        text("First name,Last name,Email address,Date issued", f'Wren,Achter,{WREN},"Friday, 14 March 2025, 10:02 AM"'),
        [("Wren Achter", DAY, "")],
    ),
    "Workday": (
        text(
            "Worker Name,Employee ID,Email - Work,Learning Content,Completion Status,Completion Date",
            f"Wren Achter,7,{WREN},Data,Completed,{DAY}",
            f"Omar Had,8,{OMAR},Data,In Progress,",
        ),
        [("Wren Achter", DAY, "")],
    ),
    "a title above and a total below": (
        text("Spring course 2025", "", "Name,Email,Date", f"Wren,{WREN},{DAY}", "", "Total,,1"),
        [("Wren", DAY, "")],
    ),
    "one row settles the order": (
        text("Name,Email,Date", f"Wren,{WREN},03/04/2025", f"Omar,{OMAR},25/12/2025"),
        [("Wren", "2025-04-03", ""), ("Omar", "2025-12-25", "")],
    ),
    "completed as a day": (text("Name,Email,Completed", f"Wren,{WREN},{DAY}"), [("Wren", DAY, "")]),
    "completed as a word": (
        text("Name,Email,Completed", f"Wren,{WREN},Yes", f"Omar,{OMAR},No"),
        [("Wren", "", "")],
    ),
    "who did not come": (
        text("Name,Email,Attendance", f"Wren,{WREN},Not Attending", f"Omar,{OMAR},Attended"),
        [("Omar", "", "")],
    ),
    "what was revoked": (
        text("Name,Email,Status,Revoked", f"Wren,{WREN},Issued,True", f"Omar,{OMAR},Issued,"),
        [("Omar", "", "")],
    ),
    "a whole name that holds its parts": (
        text("Full name,First name,Last name,Email", f"Wren Achter,Wren,Achter,{WREN}"),
        [("Wren Achter", "", "")],
    ),
    "the same twice": (
        text("Email,Name,Date,Full name for the certificate", f"{WREN},Wren,{DAY},Wren"),
        [("Wren", DAY, "")],
    ),
}


@pytest.mark.parametrize("case", READ)
def test_it_is_read_as_a_person_would(case: str) -> None:
    raw, wanted = READ[case]
    assert said(raw) == wanted


# These are refused, at the column that causes it.

REFUSED = {
    "a second date": (
        text("Name,Email,Issue Date,Date of exam", f"Wren,{WREN},{DAY},2025-01-02"),
        "column-not-read",
        "Date of exam",
    ),
    "days under any name": (text("Name,Email,Termin", f"Wren,{WREN},14.03.2025"), "column-not-read", "Termin"),
    "months under any name": (text("Name,Email,Foo", f"Wren,{WREN},March 2025"), "column-not-read", "Foo"),
    "quarters under any name": (text("Name,Email,Foo", f"Wren,{WREN},Q1 2025"), "column-not-read", "Foo"),
    "a note that says no": (
        text("Name,Email,Notes", f"Wren,{WREN},", f"Omar,{OMAR},did not finish - do not award"),
        "column-not-read",
        "Notes",
    ),
    "dates of both orders": (
        text("Name,Email,Date", f"Wren,{WREN},13/04/2025", f"Omar,{OMAR},04/13/2025"),
        "ambiguous-date",
        "Date",
    ),
    "a person under any name": (text("Name,Email,Also", f"Wren,{WREN},{OMAR}"), "column-not-read", "Also"),
    "a status under any name": (text("Name,Email,Stage", f"Wren,{WREN},In progress"), "column-not-read", "Stage"),
    "a status that is no end": (text("Name,Email,Status", f"Wren,{WREN},Pending"), "unknown-status", "Status"),
    "a no under any name": (
        text("Name,Email,Homework", f"Wren,{WREN},Yes", f"Omar,{OMAR},No"),
        "column-not-read",
        "Homework",
    ),
    "part of a name": (text("First name,Last name,MI,Email", f"Wren,Achter,B,{WREN}"), "column-not-read", "MI"),
    "another name": (
        text("Name,Email,Name on the certificate", f"Wren,{WREN},Wren A. Achter"),
        "repeated-column",
        "Name on the certificate",
    ),
    "a status nobody knows": (text("Name,Email,Status", f"Wren,{WREN},Tier 2"), "unknown-status", "Status"),
    "a status that is empty": (
        text("Name,Email,Passed", f"Wren,{WREN},", f"Omar,{OMAR},yes"),
        "unknown-status",
        "Passed",
    ),
    "two days for one thing": (
        text("Name,Email,Issue date,Completion date", f"Wren,{WREN},{DAY},2025-01-02"),
        "repeated-column",
        "Completion date",
    ),
    "a day in one row only": (
        text("Name,Email,Date", f"Wren,{WREN},{DAY}", f"Omar,{OMAR},"),
        "date-missing",
        "Date",
    ),
    "either month": (text("Name,Email,Date", f"Wren,{WREN},03/04/2025"), "ambiguous-date", "Date"),
    "rows that contradict each other": (
        text("Name,Email,Date", f"Wren,{WREN},13/04/2025", f"Omar,{OMAR},04/13/2025", "Ida,i@example.org,03/04/2025"),
        "ambiguous-date",
        "Date",
    ),
    "the family name first": (text("Name,Email", f'"Achter, Wren",{WREN}'), "name-order", "Name"),
    "the number of a day": (text("Name,Email,Date", f"Wren,{WREN},45720"), "bad-date", "Date"),
    "parts that do not fit": (
        text("Name,First name,Last name,Email", f"W. A.,Wren,Achter,{WREN}"),
        "names-unclear",
        "Name",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_by_the_name_of_its_column(case: str) -> None:
    raw, code, column = REFUSED[case]
    _, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True))
    errors = [one for one in problems if one.severity == "error"]
    assert {one.code for one in errors} == {code}
    assert f"'{column}'" in errors[0].place.path


def test_a_person_above_the_header_row_is_not_dropped() -> None:
    raw = text("Name,Email", f"Wren,{WREN}", "Name,Email,Date,Country", f"Omar,{OMAR},{DAY},NL")
    assert read(raw)[1] == ["no-header"]
    assert said(raw, header_row=3) == [("Omar", DAY, "")]
    assert read(raw, header_row=9)[1] == ["no-header"]


def test_skipped_titles_and_totals_are_reported() -> None:
    raw, _ = READ["a title above and a total below"]
    assert read(raw)[1] == ["rows-above", "total-row"]
    assert read(text("Name,Email", f"Wren,{WREN}", "Totals matter,"))[1] == ["total-row"]
    assert read(text("Name,Email", "Total,", f"Wren,{WREN}"))[1] == ["bad-email"]


def test_a_column_is_ignored_by_name_or_mapped() -> None:
    raw = text("Name,Email,Issue Date,Date of exam", f"Wren,{WREN},{DAY},2025-01-02")
    assert said(raw, ignore=("date of exam",)) == [("Wren", DAY, "")]
    mapped = Mapped(MappingFile(columns=Columns(email="Email", name="Name", issued="Date of exam")))
    assert read(raw, mapped=mapped)[1] == ["column-not-read"]
    mapped = Mapped(
        MappingFile(columns=Columns(email="Email", name="Name", issued="Date of exam"), ignore=["Issue Date"])
    )
    assert said(raw, mapped=mapped) == [("Wren", "2025-01-02", "")]
    assert read(raw, ignore=("Date of exm",))[1] == ["unknown-column", "column-not-read"]


def test_the_status_words_that_count_can_be_set() -> None:
    raw = text("Name,Email,Status", f"Wren,{WREN},Tier 2", f"Omar,{OMAR},Tier 1")
    assert said(raw, keep=("tier 2",)) == [("Wren", "", "")]
    mapped = Mapped(MappingFile(columns=Columns(email="Email", name="Name", status="Status"), keep=["Tier 1"]))
    assert said(raw, mapped=mapped) == [("Omar", "", "")]


def test_names_are_swapped_if_asked_for() -> None:
    raw = text("Name,Email", f'"Achter, Wren",{WREN}', f'"Omar Had, Jr.",{OMAR}')
    assert said(raw, names="last-first")[0] == ("Wren Achter", "", "")
    assert said(raw, names="as-written") == [("Achter, Wren", "", ""), ("Omar Had, Jr.", "", "")]


@pytest.mark.parametrize(
    ("encoding", "codec", "name"),
    [("cp1252", "cp1252", "Jürgen Groß"), ("shift-jis", "cp932", "山田 花子"), ("mac-roman", "mac_roman", "Zoë Groß")],
)
def test_an_encoding_can_be_set_and_is_suggested(encoding: str, codec: str, name: str) -> None:
    raw = f"Name,Email\n{name},{WREN}\n".encode(codec)
    _, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True))
    assert [one.code for one in problems] == ["sheet-encoding"]
    assert f"--encoding {encoding} reads '{name.split()[0]}" in problems[0].hint or "Gro" in problems[0].hint
    assert said(raw, encoding=encoding) == [(name, "", "")]


def test_missing_days_can_be_set() -> None:
    raw, _, _ = REFUSED["a day in one row only"]
    assert said(raw, dated=True) == [("Wren", DAY, ""), ("Omar", "", "")]


def test_no_status_word_has_two_meanings() -> None:
    assert not GOOD & BAD
    assert not YES & NO
    assert not YES & BAD
    assert not NO & GOOD
    assert not OPEN & (GOOD | BAD | YES | NO)


# Whatever the columns are: each is read, ignored, listed or refused, and what is refused stops the sheet.

KNOWN_NAMES = sorted(COMMON)
UNKNOWN = ["Termin", "Shoe size", "Note to self", "Datum der Prüfung", "Status of visa", "Teacher", "", "Room", "Ends"]
CELL = st.sampled_from(["", "x", DAY, "14/03/2025", "Yes", "No", "Revoked", OMAR, "7", "Wren", "Lee, Ann", "Data"])


@settings(max_examples=examples(40))
@given(
    st.lists(st.sampled_from(KNOWN_NAMES) | st.sampled_from(UNKNOWN) | st.text(max_size=6), min_size=1, max_size=8),
    st.data(),
)
def test_every_column_is_read_listed_ignored_or_refused(names: list[str], data: st.DataObject) -> None:
    heads = ["Email", *(" ".join(name.split()).replace("@", "") for name in names)]
    rows = [
        [f"p{number}@example.org", *(data.draw(CELL) for _ in names)] for number in range(data.draw(st.integers(1, 3)))
    ]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    raw = out.getvalue().encode("utf-8", "replace")
    asked = SheetOptions(fixed_badge=True)
    sheet, problems = looked_at(raw, "people.csv", asked)
    errors = [one for one in problems if one.severity == "error"]
    if sheet is None or sheet.stopped:
        assert errors
        return
    wide = max(len([*heads]), 1)
    while wide > 1 and not heads[wide - 1]:
        wide -= 1
    assert [column.index for column in sheet.columns] == list(range(len(sheet.columns)))
    assert len(sheet.columns) >= wide
    fates = {column.index: column for column in sheet.columns}
    listed = " ".join(one.got for one in problems if one.code == "columns-listed")
    refused = " ".join(one.place.path for one in problems if one.code == "column-not-read")
    many = sum(column.fate == "listed" for column in sheet.columns) > 12
    for index, column in fates.items():
        empty = not column.name and not any(index < len(row) and row[index].strip() for row in rows)
        assert column.fate != "ignored" or empty
        assert column.fate != "listed" or many or f"({letter(index)})" in listed
        assert column.fate != "refused" or f"({letter(index)})" in refused
        if column.fate == "listed" and column.name and any(index < len(row) and row[index] for row in rows):
            same = any(
                other.fate == "read" and all(row[index] in ("", row[other.index]) for row in rows)
                for other in sheet.columns
            )
            assert same or suspect(column.name) is None
    if refused:
        assert sheet_of(raw, "people.csv", asked)[0] is None
    told = {int(one.place.line or 0) for one in problems if one.code == "left-out" or one.severity == "error"}
    assert len(sheet.entries) + len(told - {1}) >= len(rows)


# Rows with fewer values than others


GRADES = "First name,Last name,Email address,Course total (Real)"


@pytest.mark.parametrize("cell", ["", "-", "–"])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_row_without_a_grade_is_refused(cell: str, by_name: bool) -> None:
    raw = text(GRADES, f"Wren,A,{WREN},91.00", f"Omar,H,{OMAR},{cell}")
    _, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True, by_name=by_name))
    (told,) = problems
    assert (told.code, told.place.line) == ("grade-missing", 3)
    assert "'Course total (Real)'" in told.place.path
    assert said(raw, ignore=("Course total (Real)",), by_name=by_name) == [("Wren A", "", ""), ("Omar H", "", "")]


def test_a_name_without_a_grade_is_refused() -> None:
    raw = text("Name,Course total (Real)", "Wren,91.00", "Omar,-")
    assert read(raw, by_name=True)[1] == ["grade-missing"]


def test_a_sheet_without_any_grades_is_accepted() -> None:
    assert said(text(GRADES, f"Wren,A,{WREN},")) == [("Wren A", "", "")]
    raw = text("Name,Email,Grade (optional)", f"Wren,{WREN},5", f"Omar,{OMAR},")
    assert said(raw) == [("Wren", "", ""), ("Omar", "", "")]


def test_one_of_several_results_is_enough() -> None:
    columns = Columns(email="Email")
    mapped = Mapped(MappingFile(columns=columns, results={"one": "Test 1", "two": "Test 2"}))
    raw = text("Email,Test 1,Test 2", f"{WREN},-,8", f"{OMAR},-,")
    _, problems = sheet_of(raw, "people.csv", SheetOptions(fixed_badge=True, mapped=mapped))
    assert [(one.code, one.place.line) for one in problems] == [("grade-missing", 3)]
    sheet, _ = read(text("Email,Test 1,Test 2", f"{WREN},-,8"), mapped=mapped)
    assert sheet is not None
    assert sheet.entries[0].data["results"] == [{"result": "two", "value": "8"}]


@pytest.mark.parametrize("by_name", [False, True])
def test_rows_without_a_day_are_reported(by_name: bool) -> None:
    raw = text("Name,Email,Date", f"Wren,{WREN},", f"Omar,{OMAR},")
    assert read(raw, by_name=by_name)[1] == ["undated-rows"]
    assert read(raw, by_name=by_name, dated=True)[1] == []
    assert read(raw, by_name=by_name, ignore=("Date",))[1] == []
    raw = text("Name,Date", f"Wren,{DAY}", "Omar,")
    assert read(raw, by_name=True)[1] == ["date-missing"]


def test_a_missing_address_gets_a_useful_hint() -> None:
    def hint(cell: str) -> str:
        _, problems = sheet_of(text("Name,Email", f"Wren,{cell}"), "people.csv", SheetOptions(fixed_badge=True))
        return problems[0].hint

    assert "by_name: true" in hint("")
    assert "Microsoft Forms" in hint("anonymous")
    assert hint("wren") == "one address, such as name@example.org"


def test_the_words_of_a_status_are_shown_as_they_are_read() -> None:
    def shown(raw: bytes, **asked: Any) -> str:
        sheet, _ = looked_at(raw, "people.csv", SheetOptions(fixed_badge=True, **asked))
        assert sheet is not None
        return next(one.said for one in sheet.columns if one.field.startswith(("status", "revoked")))

    raw = text("Name,Email,Passed", f"Wren,{WREN},Yes", f"Omar,{OMAR},No", f"Ida,i{OMAR},Perhaps", f"Jo,j{OMAR},")
    assert shown(raw) == "Yes counts, No is left out, Perhaps is not known, nothing is not known"
    assert shown(raw, keep=("perhaps",)).startswith("Yes is left out, No is left out, Perhaps counts")
    many = [f"P,p{number}@example.org,Tier {number}" for number in range(9)]
    assert shown(text("Name,Email,Passed", *many)).count("not known") == 6
    assert "@" not in shown(text("Name,Email,Passed", f"Wren,{WREN},{OMAR}", f"Omar,{OMAR},No"))
