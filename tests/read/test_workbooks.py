"""Tests workbooks: the values that are read, and the archives that are refused unopened."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.hints import HINTS
from badgepress.read.sheets import SheetOptions, sheet_of, workbook
from badgepress.read.sheets import table as bounds
from badgepress.read.sheets.workbook import read_workbook
from tests.tiers import examples

HEADER = ["Recipient Name", "Recipient Email", "Issued on", "Expired on", "Grade"]
ROW = ["Wren Achterberg", "wren@example.org", date(2025, 3, 4), datetime(2027, 3, 4, 10, 30), 9.5]
FIXED = SheetOptions(fixed_badge=True)
FORMULA = '<c r="A2" t="str"><f>cmd|x</f><v>Wren</v></c>'


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return saved(book)


def repacked(raw: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None) -> bytes:
    """Return the archive with entries changed and added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, data in (more or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def unchanged(name: str, data: bytes) -> bytes:
    return data


def codes(raw: bytes, options: SheetOptions = FIXED) -> list[str]:
    return [one.code for one in sheet_of(raw, "people.xlsx", options)[1]]


def test_values_of_every_kind() -> None:
    sheet, problems = sheet_of(book_of(HEADER, ROW), "people.xlsx", FIXED)
    assert problems == []
    assert sheet is not None
    (entry,) = sheet.entries
    assert entry.data == {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-04", "expires": "2027-03-04"}
    assert (entry.email, entry.grade) == ("wren@example.org", "9.5")


def test_cells_as_text() -> None:
    table, _ = read_workbook(book_of(["a"], [True, False, 12.0, 12.5, 10**20, time(9, 30), None, " x "]), "people.xlsx")
    assert table is not None
    assert table.rows[1] == (2, ("TRUE", "FALSE", "12", "12.5", "1e+20", "09:30:00", "", "x"))


def test_formulas_and_errors_are_reported_with_their_content() -> None:
    row = ["=1+1", "wren@example.org", "#N/A", None, '=HYPERLINK("mailto:rosa@secret.example")']
    _, problems = sheet_of(book_of(HEADER, row), "people.xlsx", FIXED)
    assert [str(one) for one in problems] == [
        "error[formula-cell]: people.xlsx:2: column 'Grade' (E): a formula is not read "
        "(got a formula with an e-mail address, expected a value)\n"
        "  hint: replace it with its value: copy, then “paste values”",
        "error[failed-cell]: people.xlsx:2: column 'Issued on' (C): the cell shows an error (got '#N/A')\n"
        f"  hint: {HINTS['failed-cell']}",
        "error[formula-cell]: people.xlsx:2: column 'Recipient Name' (A): a formula is not read "
        "(got '=1+1', expected a value)\n  hint: replace it with its value: copy, then “paste values”",
    ]


def test_the_result_of_a_formula_is_never_taken() -> None:
    raw = book_of(HEADER, ["Nobody", "wren@example.org", "2025-03-04"])
    fake = repacked(
        raw,
        lambda name, data: (
            data.replace(b'<c r="A2" t="inlineStr"><is><t>Nobody</t></is></c>', FORMULA.encode()).replace(
                b'<c r="A2" t="s"><v>5</v></c>', FORMULA.encode()
            )
            if name == "xl/worksheets/sheet1.xml"
            else data
        ),
    )
    assert codes(fake) == ["formula-cell"]


def test_formulas_in_unread_columns_are_ignored() -> None:
    assert codes(book_of([*HEADER, "Total"], [*ROW, "=SUM(1;2)"])) == ["columns-listed"]
    assert codes(book_of(HEADER, [*ROW, "a note beside the table"])) == ["columns-listed"]


def test_which_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    hidden, people = book.active, book.create_sheet("People")
    assert hidden is not None
    hidden.title, hidden.sheet_state = "Lists", "hidden"
    people.append(HEADER)
    people.append(ROW)
    assert codes(saved(book)) == []
    other = book.create_sheet("Others")
    other.append(HEADER)
    other.append(["Omar Haddad", "omar@example.org", "2025-03-04"])
    _, problems = sheet_of(saved(book), "people.xlsx", FIXED)
    assert [str(one) for one in problems] == [
        "warning[other-sheets]: people.xlsx: only the sheet 'People' is read (got 1 more: 'Others')\n"
        "  hint: --sheet NAME names another"
    ]
    sheet, problems = sheet_of(saved(book), "people.xlsx", SheetOptions(sheet="Others", fixed_badge=True))
    assert problems == []
    assert sheet is not None
    assert sheet.entries[0].email == "omar@example.org"
    _, problems = sheet_of(saved(book), "people.xlsx", SheetOptions(sheet="Peple"))
    assert [str(one) for one in problems] == [
        "error[unknown-sheet-name]: people.xlsx: no sheet 'Peple' in the workbook\n  hint: did you mean 'People'?"
    ]


def test_hyperlinks_on_addresses_are_what_spreadsheets_do() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(ROW)
    sheet["B2"].hyperlink = "mailto:wren@example.org"
    assert codes(saved(book)) == []


def test_workbooks_with_outside_data_are_refused() -> None:
    raw = book_of(HEADER, ROW)
    for name in ("xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml"):
        assert codes(repacked(raw, unchanged, {name: b"<x/>"})) == ["sheet-outside"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_expands(encoding: str) -> None:
    levels = "".join(f'<!ENTITY x{one} "{f"&x{one - 1};" * 10}">' for one in range(1, 12))
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE sst [<!ENTITY x0 "ha">{levels}]><sst>&x11;</sst>'
    raw = repacked(book_of(HEADER, ROW), lambda name, data: bomb.encode(encoding) if name == "xl/styles.xml" else data)
    assert codes(raw) == ["sheet-doctype"]


def test_an_encoding_that_could_hide_a_document_type_is_refused() -> None:
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + "<sst/>".encode("cp037")
    assert codes(repacked(book_of(HEADER, ROW), unchanged, {"xl/more.xml": hidden})) == ["sheet-doctype"]


def test_a_bomb_is_weighed_before_it_is_opened() -> None:
    raw = repacked(book_of(HEADER, ROW), unchanged, {"xl/media/image1.png": bytes(workbook.MAX_UNPACKED)})
    assert len(raw) < 1_000_000
    _, problems = sheet_of(raw, "people.xlsx", FIXED)
    assert [one.code for one in problems] == ["too-large"]
    assert problems[0].expected == "at most 128.0 MiB"


def test_a_directory_that_is_too_long_is_not_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(9_000):
            archive.writestr(f"xl/{number:0120}", b"")
    assert codes(out.getvalue()) == ["sheet-broken"]


def test_a_workbook_has_a_limit_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_CELLS", 5)
    assert codes(book_of(HEADER, ROW, ROW, ROW)) == ["too-many-cells"]


def test_rows_and_columns_far_away_are_not_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(ROW)
    sheet["A1048576"] = "far"
    monkeypatch.setattr(bounds, "MAX_ROWS", 1_000)
    assert codes(saved(book)) == ["too-many-rows"]
    sheet["A1048576"] = None
    sheet["XFD2"] = "far"
    assert codes(saved(book)) == ["too-many-columns"]


def test_archives_that_are_not_workbooks() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert codes(out.getvalue()) == ["sheet-other-format"]
    raw = book_of(HEADER, ROW)
    assert codes(raw[:-30]) == ["sheet-broken"]
    assert codes(raw[: len(raw) // 2]) == ["sheet-broken"]
    assert codes(repacked(raw, lambda name, data: b"" if name == "xl/workbook.xml" else data)) == ["sheet-broken"]
    assert codes(repacked(raw, lambda name, data: data[:-9] if "sheet1" in name else data)) == ["sheet-broken"]


@settings(max_examples=examples(30))
@given(st.data())
def test_damaged_workbooks_never_raise(data: st.DataObject) -> None:
    raw = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    sheet_of(bytes(raw), "people.xlsx", FIXED)


WHOLE = book_of(HEADER, ROW)


def test_a_gigabyte_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from badgepress.read import files

    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(1 << 30)

    def never(*_: object) -> bytes:
        raise AssertionError("it was read")

    monkeypatch.setattr(os, "read", never)
    raw, problems = files.read_bytes(huge, "huge.csv", bounds.MAX_BYTES)
    assert (raw, [str(one) for one in problems]) == (
        b"",
        [
            "error[too-large]: huge.csv: the file is too large (got 1024.0 MiB, expected at most 32.0 MiB)\n"
            f"  hint: {HINTS['too-large']}"
        ],
    )


def merged(*ranges: str, rows: int = 2) -> bytes:
    """Return a workbook of people with the same day, which only the first cell holds."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Email", "Name", "Completion date"])
    for number in range(rows):
        book.active.append([f"p{number}@example.org", f"P{number}", "2025-03-04" if number == 0 else None])
    for one in ranges:
        book.active.merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_merged_cell_counts_for_every_row_it_spans() -> None:
    sheet, problems = sheet_of(merged("C2:C4", rows=3), "people.xlsx", FIXED)
    assert problems == []
    assert sheet is not None
    assert [one.data["issued"] for one in sheet.entries] == ["2025-03-04"] * 3
    assert codes(merged("C2:C3", rows=3)) == ["date-missing"]
    assert codes(merged(rows=2)) == ["date-missing"]


def test_too_many_merged_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badgepress.read.sheets.merged.MAX_MERGED", 1)
    assert codes(merged("C2:C3", "E2:E3")) == ["too-many-merged"]
