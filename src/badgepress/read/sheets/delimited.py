"""Reads delimited text (CSV, TSV, semicolons) as rows, and detects the delimiter and the encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re

from badgepress.errors import Problem, problem
from badgepress.read.quoting import shown_text
from badgepress.read.sheets.table import Rows, Table

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
#: A first line that Excel writes and reads but does not show.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
#: Encodings that can be named besides UTF-8 and UTF-16. They cannot be detected.
_CODECS = {"cp1252": "cp1252", "shift-jis": "cp932", "mac-roman": "mac_roman"}
_DELIMITERS = ",;\t"


def read_delimited(raw: bytes, shown: str, encoding: str | None = None) -> tuple[Table | None, list[Problem]]:
    """Return the rows of a delimited text.

    Codes: sheet-encoding, sheet-broken, and those of `Rows`.
    """
    text, problems = _decode(raw, shown, encoding)
    if problems:
        return None, problems
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _delimiter(text)
    rows = Rows(shown)
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if not rows.add(number, cells):
                break
    except csv.Error:
        # the module's own message may repeat the cell
        hint = 'write a quote inside a cell "like ""this"""; saving the sheet again as CSV or XLSX does that'
        message = "a quote in this row is not closed properly"
        return None, [problem("sheet-broken", message, file=shown, line=number + 1, hint=hint)]
    return (None if rows.problems else rows.table(delimited=True)), rows.problems


def _decode(raw: bytes, shown: str, wanted: str | None) -> tuple[str, list[Problem]]:
    """Decode by the byte-order mark, else by the `wanted` encoding, else as UTF-16 or UTF-8."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "") or _unmarked(raw)
    if raw.startswith(_WIDE_MARKS):
        encoding = ""
    elif wanted is not None and not raw.startswith(codecs.BOM_UTF8):
        encoding = _CODECS.get(wanted, wanted)
    try:
        if encoding:
            return raw.decode(encoding), []
        wrong = "UTF-32"
        line = 1
    except UnicodeDecodeError as error:
        wrong = f"not {wanted or 'UTF-8'}" if wanted or encoding.startswith("utf-8") else "broken UTF-16"
        line = raw.count(b"\n", 0, error.start) + 1
    hint = _tries(raw, line) or "save the sheet as “CSV UTF-8” or as XLSX"
    message = "the text is in an encoding that cannot be read"
    return "", [
        problem("sheet-encoding", message, file=shown, line=line, got=wrong, expected="UTF-8 or UTF-16", hint=hint)
    ]


def _tries(raw: bytes, line: int) -> str:
    """Return how each possible encoding would read the first undecodable word, as a hint."""
    readings = []
    words = re.findall(rb"[^\s,;\"@]*[\x80-\xff][^\s,;\"@]*", raw.split(b"\n")[line - 1] if line else b"")
    for name, codec in _CODECS.items():
        try:
            raw.decode(codec)
            readings.append(f"--encoding {name} reads {shown_text(words[0].decode(codec))}")
        except (UnicodeDecodeError, IndexError):
            continue
    return "; ".join(readings)


def _unmarked(raw: bytes) -> str:
    """Detect UTF-16 without a byte-order mark by its zero bytes: the names of columns are mostly ASCII."""
    head = raw[: min(len(raw) & ~1, 400)]
    for encoding, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = head[odd::2].count(0)
        if zeros and zeros * 4 >= len(head) and not head[1 - odd :: 2].count(0):
            return encoding
    return "utf-8"


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first row into the most cells."""
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        try:
            cells = next((row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row), [])
        except csv.Error:
            continue
        if len(cells) > most:
            best, most = delimiter, len(cells)
    return best
