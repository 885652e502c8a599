"""Reads delimited text (CSV, TSV, semicolons) as rows, and detects the delimiter and the encoding."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import IO

from badgepress.errors import Problem, problem
from badgepress.read.quoting import shown_text
from badgepress.read.sheets.source import blocks, head_of
from badgepress.read.sheets.table import Rows, Table

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
#: A first line that Excel writes and reads but does not show.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
#: Encodings that can be named besides UTF-8 and UTF-16. They cannot be detected.
_CODECS = {"cp1252": "cp1252", "shift-jis": "cp932", "mac-roman": "mac_roman"}
_DELIMITERS = ",;\t"
#: More characters than a row within the limits of `Rows` can have.
LONGEST_LINE = 1 << 24
_LONGEST_SEPARATOR = len("sep=;\r\n")
#: How many characters or bytes are read at once where only their being readable matters.
_BLOCK = 1 << 20


def read_delimited(
    raw: bytes | IO[bytes], shown: str, encoding: str | None = None
) -> tuple[Table | None, list[Problem]]:
    """Return the rows of a delimited text, which is read as a stream and may have any length.

    Codes: sheet-encoding, sheet-broken, and those of `Rows`.
    """
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    codec = _codec(head_of(stream), encoding)
    if not codec:
        return None, [_unreadable(shown, "UTF-32", 1, _tries(stream, 1))]
    rows = Rows(shown, limited=False)
    number = 0
    problems: list[Problem] = []
    try:
        delimiter, skipped = _delimiter(stream, codec)
        with _text(stream, codec) as text:
            text.read(skipped)
            for cells in csv.reader(_lines(text), delimiter=delimiter, strict=True):
                number += 1
                if not rows.add(number, cells):
                    break
            problems = rows.problems
            while text.read(_BLOCK):  # Characters that cannot be decoded count first, wherever they are.
                pass
    except csv.Error:
        # the module's own message may repeat the cell
        hint = 'write a quote inside a cell "like ""this"""; saving the sheet again as CSV or XLSX does that'
        message = "a quote in this row is not closed properly"
        problems = [problem("sheet-broken", message, file=shown, line=number + 1, hint=hint)]
        if not _decodes(stream, codec):
            problems = [_undecodable(stream, shown, codec, encoding)]
    except UnicodeDecodeError:
        problems = [_undecodable(stream, shown, codec, encoding)]
    return (None if problems else rows.table(delimited=True)), problems


def _codec(head: bytes, wanted: str | None) -> str:
    """Return the encoding: by the byte-order mark, else as `wanted`, else UTF-16 or UTF-8. Empty for UTF-32."""
    if head.startswith(_WIDE_MARKS):
        return ""
    if wanted is not None and not head.startswith(codecs.BOM_UTF8):
        return _CODECS.get(wanted, wanted)
    return next((name for mark, name in _MARKS if head.startswith(mark)), "") or _unmarked(head)


@contextlib.contextmanager
def _text(stream: IO[bytes], codec: str) -> Iterator[io.TextIOWrapper]:
    """Read a stream from its start as text; it stays open."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, codec, newline="")
    try:
        yield text
    finally:
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines of a text. Raises csv.Error at one that no row can fill, before all of it is in memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error
        yield line


def _decodes(stream: IO[bytes], codec: str) -> bool:
    with _text(stream, codec) as text:
        try:
            while text.read(_BLOCK):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _undecodable(stream: IO[bytes], shown: str, codec: str, wanted: str | None) -> Problem:
    """Report the first bytes that the encoding does not allow."""
    wrong = f"not {wanted or 'UTF-8'}" if wanted or codec.startswith("utf-8") else "broken UTF-16"
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    for block in itertools.chain(blocks(stream), [b""]):
        pending = decoder.getstate()[0]
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            line += (pending + block).count(b"\n", len(pending), max(error.start, len(pending)))
            break
        line += block.count(b"\n")
    return _unreadable(shown, wrong, line, _tries(stream, line))


def _unreadable(shown: str, wrong: str, line: int, tries: str) -> Problem:
    hint = tries or "save the sheet as “CSV UTF-8” or as XLSX"
    message = "the text is in an encoding that cannot be read"
    return problem("sheet-encoding", message, file=shown, line=line, got=wrong, expected="UTF-8 or UTF-16", hint=hint)


def _tries(stream: IO[bytes], line: int) -> str:
    """Return how each possible encoding would read the first undecodable word of a line, as a hint."""
    readings = []
    words = re.findall(rb"[^\s,;\"@]*[\x80-\xff][^\s,;\"@]*", _line(stream, line))
    for name, codec in _CODECS.items():
        with contextlib.suppress(UnicodeDecodeError, IndexError):
            if _decodes(stream, codec):
                readings.append(f"--encoding {name} reads {shown_text(words[0].decode(codec))}")
    return "; ".join(readings)


def _line(stream: IO[bytes], line: int) -> bytes:
    """Return a line of a stream (from 1), or the part of it in which an undecodable word is looked for."""
    stream.seek(0)
    for _ in range(line - 1):
        stream.readline()
    return stream.readline(_BLOCK)


def _unmarked(raw: bytes) -> str:
    """Detect UTF-16 without a byte-order mark by its zero bytes: the names of columns are mostly ASCII."""
    head = raw[: min(len(raw) & ~1, 400)]
    for encoding, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = head[odd::2].count(0)
        if zeros and zeros * 4 >= len(head) and not head[1 - odd :: 2].count(0):
            return encoding
    return "utf-8"


def _delimiter(stream: IO[bytes], codec: str) -> tuple[str, int]:
    """Return the delimiter, and the length of the line that states it: else the one that splits the first row into
    the most cells."""
    with _text(stream, codec) as text:
        separator = _SEPARATOR_LINE.match(text.read(_LONGEST_SEPARATOR))
    if separator:
        return separator[1], separator.end()
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        with _text(stream, codec) as text:
            try:
                cells = next((row for row in csv.reader(_lines(text), delimiter=delimiter) if row), [])
            except csv.Error:
                continue
        if len(cells) > most:
            best, most = delimiter, len(cells)
    return best, 0
