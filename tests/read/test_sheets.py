"""Tests spreadsheets: which kinds are recognised, how they are encoded, and what is never accepted."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.model.countries import COUNTRIES
from badgepress.read.sheets import SOURCES, Entry, SheetOptions, delimited, sheet_of, shown_path
from badgepress.read.sheets import countries as countries_of
from badgepress.read.sheets import dates as dates_of
from badgepress.read.sheets import table as bounds
from badgepress.read.sheets.addresses import AddressTrouble, address, holds_address
from badgepress.read.sheets.delimited import read_delimited
from badgepress.read.sheets.table import letter

KNOWN = Path(__file__).resolve().parent.parent / "sheets" / "known"
WREN = "wren@example.org"
#: The first row of each known sheet, as a future award.
FIRST: dict[str, dict[str, Any]] = {
    "credly": {
        "recipient": {"name": "Wren Achterberg", "country": "NL"},
        "issued": "2025-03-04",
        "expires": "2027-12-31",
        "evidence": [
            {"name": "Notebook", "url": "https://work.example.org/wren"},
            {"name": "Essay", "description": "On missing values"},
        ],
    },
    "credly-analytics": {"recipient": {"name": "Wren Achterberg", "country": "NL"}, "issued": "2025-03-04"},
    "canvas": {
        "recipient": {"name": "Wren Achterberg"},
        "issued": "2025-03-04",
        "expires": "2027-03-04",
        "evidence": [{"name": "Evidence", "narrative": "The notebook", "url": "https://work.example.org/wren"}],
        "narrative": "Cleaned a table of 9,000 rows.\nThen explained it.",
    },
    "badgr": {"recipient": {}, "evidence": [{"name": "Evidence", "url": "https://work.example.org/wren"}]},
    "accredible": {"recipient": {"name": "Wren Achterberg"}, "issued": "2017-05-31"},
    "edubadges": {
        "recipient": {"name": "Wren van Achterberg"},
        "evidence": [{"name": "Notebook", "url": "https://work.example.org/wren", "description": "Negenduizend rijen"}],
        "narrative": "Heeft een tabel opgeschoond, en uitgelegd.",
    },
    "moodle": {"recipient": {"name": "Wren Achterberg"}},
    "dcc": {"recipient": {"name": "Wren Achterberg"}},
    "plain": {"recipient": {"name": "Wren Achterberg", "country": "NL"}, "issued": "2025-03-04"},
    "badgr-export": {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-04T09:00:00Z"},
    "google-forms": {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-04T13:05:10Z"},
    "ms-forms": {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-04"},
    "zoom": {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-14"},
    "amy": {"recipient": {"name": "Wren Achterberg"}},
    "moodle-grades": {"recipient": {"name": "Wren Achterberg"}},
    "coursera": {"recipient": {"name": "Wren Achterberg"}, "issued": "2025-03-04T09:00:00Z"},
    "eventbrite": {"recipient": {"name": "Wren Achterberg"}},
    "openbadges": {
        "recipient": {},
        "issued": "2025-03-04T09:00:00Z",
        "expires": "2027-03-04",
        "evidence": [{"name": "Evidence", "url": "https://work.example.org/wren"}],
    },
}
FIXED = SheetOptions(fixed_badge=True)


def entries(raw: bytes, options: SheetOptions = FIXED) -> tuple[Entry, ...]:
    sheet, problems = sheet_of(raw, "people.csv", options)
    assert [one for one in problems if one.severity == "error"] == []
    assert sheet is not None
    return sheet.entries


def codes(raw: bytes, options: SheetOptions = FIXED) -> list[str]:
    return [one.code for one in sheet_of(raw, "people.csv", options)[1]]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_every_source_is_recognised_and_read_unchanged(source: Any) -> None:
    raw = (KNOWN / f"{source.slug}.csv").read_bytes()
    sheet, problems = sheet_of(raw, "people.csv", FIXED)
    assert sheet is not None
    assert sheet.title == source.title
    assert {one.code for one in problems} <= {"left-out", "columns-listed", "rows-above"}
    first = sheet.entries[0]
    assert {key: first.data[key] for key in first.data} == FIRST[source.slug]
    assert first.email in (WREN, "wren.achterberg@example.org")
    named = SheetOptions(source=source.slug, fixed_badge=True)
    assert [one.data for one in entries(raw, named)] == [one.data for one in sheet.entries]


def test_the_other_rows_of_known_sheets() -> None:
    credly = entries((KNOWN / "credly.csv").read_bytes())[1]
    assert credly.data == {
        "recipient": {"name": "Omar Said Haddad", "country": "EG"},
        "issued": "2025-03-05T15:30:00Z",
        "evidence": [{"name": "Exam number", "description": "A 17"}],
    }
    badgr = entries((KNOWN / "badgr.csv").read_bytes())
    assert badgr[1].data["evidence"] == [{"name": "Evidence", "narrative": "Talked about it for an hour"}]
    assert "evidence" not in badgr[2].data
    assert [one.grade for one in entries((KNOWN / "accredible.csv").read_bytes())] == ["99", "60"]
    assert entries((KNOWN / "edubadges.csv").read_bytes())[0].grade == "8,5"


def test_an_entry_shows_no_address() -> None:
    assert "example.org" not in repr(entries((KNOWN / "moodle.csv").read_bytes()))


# Encodings and delimiters

TEXT = "firstname,lastname,email,badge\nRené,Åse,wren@example.org,Data\nヤン,Ü,omar@example.org,Data\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("\n", "\n\n").encode(),
        (",,,,\n" + TEXT).encode(),
    ],
)
def test_encodings_and_delimiters(raw: bytes) -> None:
    assert [one.data["recipient"]["name"] for one in entries(raw)] == ["René Åse", "ヤン Ü"]


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("latin-1", "replace").replace(b"?", b"\xe9"),
        TEXT.encode("utf-32"),
        codecs.BOM_UTF16_LE + b"\x00\xd8" + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1],
        codecs.BOM_UTF8 + b"\xff" + TEXT.encode(),
    ],
)
def test_other_encodings_are_reported_and_not_guessed(raw: bytes) -> None:
    assert codes(raw) == ["sheet-encoding"]


def test_rows_are_counted_as_the_spreadsheet_program_counts_them() -> None:
    text = 'sep=;\nemail;evidence\n\nwren@example.org;"two\nlines"\nnobody;x\n'
    _, problems = sheet_of(text.encode(), "people.csv", FIXED)
    assert [str(one.place) for one in problems] == ["people.csv:4: column 'email' (A)"]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_way_of_quoting_gives_the_same_cells(
    rows: list[list[str]], delimiter: str, quoting: Any, end: str
) -> None:
    if (
        quoting == csv.QUOTE_MINIMAL
    ):  # then the writer leaves a bare carriage return without quotes, where it ends a row
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    table = [["one", "two", "three"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    read, problems = read_delimited(out.getvalue().encode(), "people.csv")
    assert problems == []
    assert read is not None
    wanted = [[cell.strip() for cell in row] for row in table]
    padded = [(number, [*cells, *[""] * (3 - len(cells))]) for number, cells in read.rows]
    assert padded == [(number, row) for number, row in enumerate(wanted, 1) if any(row)]


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for start in (b"", b"email,evidence\n", b"PK\x03\x04", codecs.BOM_UTF16_LE):
        for one in sheet_of(start + raw, "people.csv", FIXED)[1]:
            assert "\n" not in f"{one.place}{one.message}{one.got}{one.expected}{one.hint}"


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_no_message_repeats_an_address(cells: list[str]) -> None:
    out = io.StringIO(newline="")
    rows = [
        ["email", "evidence"],
        *([f"{cell}rosa@secret.example", f"see rosa@secret.example {cell}"] for cell in cells),
    ]
    csv.writer(out).writerows(rows)
    for one in sheet_of(out.getvalue().encode("utf-8", "surrogatepass"), "people.csv", FIXED)[1]:
        assert "secret.example" not in str(one)


# Bounds


def test_a_text_may_have_any_number_of_rows_and_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_ROWS", 3)
    monkeypatch.setattr(bounds, "MAX_CELLS", 6)
    assert codes(b"email,evidence\n" + b"wren@example.org,\n" * 9) == []


def test_rows_that_are_too_large_are_refused() -> None:
    assert codes(b"email,evidence\nwren@example.org," + b"x" * 40_000) == ["cell-too-long"]
    assert codes(b"email,evidence\nwren@example.org," + b"x" * 140_000) == ["sheet-broken"]
    assert codes(b"email,evidence\n" + b"," * 299 + b"x\n") == ["too-many-columns"]


def test_a_line_that_never_ends_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 64)
    assert codes(b"email,evidence\nwren@example.org," + b"x," * 30) == ["sheet-broken"]
    assert codes(b"email,evidence\nwren@example.org," + b"x" * 30) == []


def test_a_sheet_without_a_row_or_without_anything() -> None:
    assert codes(b"email,evidence\n") == ["no-rows"]
    assert codes(b",,\n , \n") == ["empty-file"]
    assert codes(b"") == ["empty-file"]
    assert codes(b"\xef\xbb\xbf\r\n") == ["empty-file"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "sheet-is-xls"),
        (b"%PDF-1.7\n", "sheet-other-format"),
        (b"{\\rtf1 people}", "sheet-other-format"),
        (b"\x1f\x8b\x08\x00", "sheet-other-format"),
        (b"  <table>", "sheet-other-format"),
    ],
)
def test_other_kinds_of_file(raw: bytes, code: str) -> None:
    assert codes(raw) == [code]


# Dates


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-09-14", None, "2026-09-14"),
        ("2026/9/4", None, "2026-09-04"),
        ("2026-09-14T10:00:00Z", None, "2026-09-14T10:00:00Z"),
        ("2026-09-14T10:00:00.123+02:00", None, "2026-09-14T08:00:00Z"),
        ("2026-09-14 23:30:00 -0500", None, "2026-09-15T04:30:00Z"),
        ("2026-09-14 02:00:00 +0200", None, "2026-09-14"),
        ("2026-09-14 10:00:00", None, "2026-09-14"),
        ("2026-09-14 10:00:00 UTC", None, "2026-09-14T10:00:00Z"),
        ("9/14/2026 0:00", None, "2026-09-14"),
        ("9/14/26, 11:05 PM", "mdy", "2026-09-14"),
        ("14.09.2026", None, "2026-09-14"),
        ("03/03/25", None, "2025-03-03"),
        ("03/04/25", "mdy", "2025-03-04"),
        ("03/04/25", "dmy", "2025-04-03"),
        ("3-4-2025", "dmy", "2025-04-03"),
        ("29/02/24", None, "2024-02-29"),
    ],
)
def test_dates_in_every_form(text: str, order: dates_of.Order | None, expected: str) -> None:
    assert dates_of.day_or_moment(text, order) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "soon",
            "45910",
            "2026-09",
            "1/2-2026",
            "14 Sip 2026",
            "14/09/026",
            "2026-09-14x",
            "2026-13-01",
            "2026-02-30",
        ),
        *("14/13/26", "13/13/26", "2026-09-14 25:00", "2026-09-14 13:00 PM", "2026-09-14T10:00:00+99:00"),
    ],
)
def test_texts_that_are_not_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no such"):
        dates_of.day_or_moment(text, None)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["/", ".", "-"]), st.booleans())
def test_a_date_is_read_back_or_refused_never_mistaken(day: date, mark: str, short: bool) -> None:
    year = f"{day:%y}" if short else f"{day:%Y}"
    written: list[tuple[dates_of.Order, str]] = [
        ("mdy", f"{day:%m}{mark}{day:%d}{mark}{year}"),
        ("dmy", f"{day:%d}{mark}{day:%m}{mark}{year}"),
    ]
    for order, text in written:
        assert dates_of.day_or_moment(text, order) == day.isoformat()
        if day.day > 12 or day.day == day.month:
            assert dates_of.day_or_moment(text, None) == day.isoformat()
        else:
            with pytest.raises(dates_of.AmbiguousDate):
                dates_of.day_or_moment(text, None)


def test_the_order_of_a_source_can_be_overruled() -> None:
    raw = (KNOWN / "credly.csv").read_bytes()
    assert entries(raw)[0].data["issued"] == "2025-03-04"
    # 12/31/27 is not a date with the day first
    sheet, problems = sheet_of(raw, "people.csv", SheetOptions(dates="dmy", fixed_badge=True))
    assert sheet is not None
    assert [(one.code, one.got) for one in problems if one.severity == "error"] == [("bad-date", "'12/31/27'")]


# Addresses, countries, columns


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Rosa.Feld@Example.ORG ", "rosa.feld@example.org"),
        ("rosa@bücher.example", "rosa@xn--bcher-kva.example"),
        ("rosa@BÜCHER.example", "rosa@xn--bcher-kva.example"),
        ("rosa@XN--BCHER-KVA.example", "rosa@xn--bcher-kva.example"),
        ("rosa@straße.example", "rosa@xn--strae-oqa.example"),
        ("用户@例え.example", "用户@xn--r8jz45g.example"),
        ("jose\u0301@example.org", "jos\u00e9@example.org"),
    ],
)
def test_an_address_has_one_form(typed: str, expected: str) -> None:
    assert address(typed) == expected


@pytest.mark.parametrize("typed", ["", "rosa", "rosa@", "@example.org", "rosa@example", "a@b@example.org", "a b@c.org"])
def test_texts_that_are_not_addresses(typed: str) -> None:
    with pytest.raises(AddressTrouble) as caught:
        address(typed)
    assert not typed or typed not in str(caught.value)


def test_an_address_in_a_text() -> None:
    assert holds_address("ask rosa@example.org or so")
    assert holds_address("https://a.example/?to=rosa%40example.org")
    assert holds_address("rosa＠example．org")
    assert not holds_address("https://social.example/@rosa")
    assert not holds_address("https://blog.example/@rosa/post.html")
    assert not holds_address("3 @ 5.00")


def test_every_country_has_a_name_and_every_name_one_country() -> None:
    names = countries_of.names()
    assert set(names.values()) == COUNTRIES
    assert all(countries_of.country_code(name) == code for name, code in names.items())
    assert countries_of.country_code("the netherlands") == "NL"
    assert countries_of.country_code("turkiye") == "TR"
    assert countries_of.country_code("de") == "DE"
    assert countries_of.country_code("Korea, Republic of") == "KR"
    assert countries_of.country_code("Utopia") == ""


def test_letters_of_columns() -> None:
    assert [letter(index) for index in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD")
    ]


def test_a_sheet_that_fits_two_sources_needs_a_choice() -> None:
    raw = b"recipient_email,badge,Recipient Name\nwren@example.org,data-foundations,Wren\n"
    assert codes(raw) == ["ambiguous-sheet"]
    assert entries(raw, SheetOptions(source="openbadges"))[0].data == {"recipient": {"name": "Wren"}}
    assert entries(raw, SheetOptions(source="accredible", fixed_badge=True))[0].data == {"recipient": {"name": "Wren"}}


def test_a_source_without_its_columns() -> None:
    _, problems = sheet_of(b"email,evidence\nwren@example.org,\n", "people.csv", SheetOptions(source="dcc"))
    assert [f"{one.message} ({one.expected})" for one in problems] == [
        "the sheet has no column for badge ('credentialname', as in DCC dashboard)",
        "the sheet has no column for name ('earnername', as in DCC dashboard)",
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("lists/people.csv", "lists/people.csv"),
        ("lists@2x/rosa@example.org.csv", "lists@2x/(e-mail address)"),
        ("a@example.org/people\x1b.csv", "(e-mail address)/people?.csv"),
    ],
)
def test_the_name_of_a_file_in_messages(path: str, shown: str) -> None:
    assert shown_path(Path(path)) == shown
