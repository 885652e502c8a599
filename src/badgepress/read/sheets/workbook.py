"""Reads XLSX as rows of values: never a formula's result, never anything from outside the file.

Before openpyxl opens the archive, it is checked: how large it unpacks, whether a document type could expand entities,
and whether it refers to other workbooks. Cells are then read one row at a time.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from badgepress.errors import Problem, problem
from badgepress.read.files import MEBIBYTE, too_large
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.sheets.merged import with_merged
from badgepress.read.sheets.table import Failed, Formula, Rows, Table

MAGIC = b"PK\x03\x04"
MAX_UNPACKED = 128 * MEBIBYTE
MAX_DIRECTORY = MEBIBYTE
_CHUNK = 1 << 16
_END_OF_DIRECTORY = b"PK\x05\x06"
_OUTSIDE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii"})


class _Doctype(Exception):
    """Raised for XML with a document type, or with an encoding that could hide one."""


def read_workbook(raw: bytes, shown: str, sheet: str | None = None) -> tuple[Table | None, list[Problem]]:
    """Return the rows of one sheet: the one with that name, else the first that is visible.

    Codes: sheet-broken, sheet-other-format, too-large, sheet-doctype, sheet-outside, unknown-sheet-name,
    other-sheets (a warning), and those of `Rows`.
    """
    try:
        wrong = _archive_problems(raw, shown)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError) as error:
        # RuntimeError: an encrypted entry; NotImplementedError, which is one: an unknown compression
        wrong = [_broken(shown, error)]
    if wrong:
        return None, wrong
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            return _sheet(book, raw, shown, sheet)
    except Exception as error:  # hostile input may make openpyxl raise anything
        return None, [_broken(shown, error)]


def _archive_problems(raw: bytes, shown: str) -> list[Problem]:
    end = raw.rfind(_END_OF_DIRECTORY)
    # zipfile creates an object for every entry when it opens an archive, so check the size first
    if end < 0 or struct.unpack_from("<I", raw, end + 12)[0] > MAX_DIRECTORY:
        return [_broken(shown, None)]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            return [other_format(shown, "an archive that is not XLSX")]
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED:
            return [too_large(f"{shown} (unpacked)", unpacked, MAX_UNPACKED)]
        if any(name.lower().startswith(_OUTSIDE) for name in names):
            hint = "copy the cells into a new workbook with “paste values”"
            return [problem("sheet-outside", "the workbook uses data from other files", file=shown, hint=hint)]
        try:
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _no_doctype(archive, entry)
        except _Doctype:
            hint = "save the sheet again as XLSX or CSV"
            return [problem("sheet-doctype", "a part of the workbook has a document type", file=shown, hint=hint)]
        except expat.ExpatError as error:
            return [_broken(shown, error)]
    return []


def _no_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Parse a part once, so that later readers meet no entities. Raises _Doctype."""
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise _Doctype

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise _Doctype

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    with archive.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _sheet(book: Any, raw: bytes, shown: str, wanted: str | None) -> tuple[Table | None, list[Problem]]:
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    if wanted is not None:
        sheets = [one for one in book.worksheets if one.title == wanted]
        if not sheets:
            hint = did_you_mean(wanted, [one.title for one in book.worksheets])
            message = f"no sheet {shown_text(wanted)} in the workbook"
            return None, [problem("unknown-sheet-name", message, file=shown, hint=hint)]
    if not sheets:
        return None, [problem("sheet-broken", "the workbook has no visible sheet", file=shown)]
    sheet, *others = sheets
    rows = Rows(shown)
    # the size that the file states may be wrong
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if not rows.add(number, (_text(cell) for cell in cells)):
            break
    if rows.problems:
        return None, rows.problems
    table, problems = with_merged(rows.table(delimited=False), raw, sheet._worksheet_path)
    return table, [*problems, *([_others(shown, sheet.title, [one.title for one in others])] if others else [])]


def _others(shown: str, title: str, others: list[str]) -> Problem:
    return problem(
        "other-sheets",
        f"only the sheet {shown_text(title)} is read",
        file=shown,
        got=f"{len(others)} more: {', '.join(shown_text(one) for one in others[:3])}",
        hint="--sheet NAME names another",
        severity="warning",
    )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    kind = getattr(cell, "data_type", "")
    if kind == "f":
        return Formula(value if isinstance(value, str) else getattr(value, "text", None) or "=")
    if kind == "e":
        return Failed(value)
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S").rjust(10, "0")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def other_format(shown: str, got: str) -> Problem:
    """Report a file of a kind that is not a supported spreadsheet."""
    hint = "save the sheet as XLSX or CSV"
    return problem(
        "sheet-other-format",
        "this is not a spreadsheet that can be read",
        file=shown,
        got=got,
        expected="XLSX, CSV or TSV",
        hint=hint,
    )


def _broken(shown: str, error: Exception | None) -> Problem:
    hint = "open it in a spreadsheet program and save it again as XLSX"
    return problem(
        "sheet-broken", "the workbook is damaged", file=shown, got=type(error).__name__ if error else "", hint=hint
    )
