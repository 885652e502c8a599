"""Searches a programme's other files, and the names of all its files, for secrets and e-mail addresses."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from badgepress.errors import Problem, problem
from badgepress.read.leaks import LARGEST, addresses, in_name, secrets
from badgepress.read.schemas import kind_of

#: Endings of files in which people keep lists of people.
SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
#: RFC 9116: this file exists to give an address.
_CONTACT = "public/.well-known/security.txt"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
#: At most so many parts of an archive are searched.
_MOST_PARTS = 64


def leaks(root: Path, shown: str, known: Collection[str]) -> list[Problem]:
    """Find secrets and addresses in files that no other reader checks, and addresses in the names of all files.

    `known` holds the public addresses. Codes: secret-in-file, address-in-text, address-in-name.
    """
    found: list[Problem] = []
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root).as_posix()
        if ".git" in path.parts:
            continue
        if in_name(path.name):
            found.append(named(shown, below))
        elif not _is_read(below) and path.is_file() and not path.is_symlink():
            held = inside(_raw(path), f"{shown}/{below}", known)
            found += [one for one in held if one.code == "secret-in-file"] if below == _CONTACT else held
    return found


def inside(raw: bytes, shown: str, known: Collection[str]) -> list[Problem]:
    """Find secrets and addresses in a file of any kind. Findings in a workbook have no line."""
    found: list[Problem] = []
    for text, is_plain in _texts(raw):
        more = [*secrets(text, shown), *addresses(text, shown, known, "warning")]
        found += more if is_plain else [_without_line(one) for one in more]
    return list(dict.fromkeys(found))


def named(shown: str, below: str) -> Problem:
    """Report a file whose name holds an address, without repeating that name."""
    clean = list(_clean(below))
    message = "a file name here contains an e-mail address, and file names are public"
    hint = "rename it; `badgepress award` makes names that reveal nothing about the person"
    return problem("address-in-name", message, file="/".join([shown, *clean] if shown else clean) or ".", hint=hint)


def _clean(below: str) -> Iterator[str]:
    """Yield the folders that lead to a file, up to the first whose name holds an address."""
    for part in below.split("/")[:-1]:
        if in_name(part):
            return
        yield part


def _is_read(below: str) -> bool:
    """Return whether a file is read as part of the programme or of its issued awards."""
    if below.startswith("issued/"):
        return below.endswith((".jsonl", ".json"))
    hidden = any(part.startswith(".") for part in below.split("/"))
    return below.endswith(".yml") and not hidden and bool(kind_of(below))


def _raw(path: Path) -> bytes:
    """Return the file's bytes; empty if it cannot be read or is very large."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
    except OSError:
        return b""


def _texts(raw: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the texts in a file, each with whether its lines are the file's lines.

    A text file yields itself, a workbook its parts, any other file nothing.
    """
    if raw[:2] in _UTF16:
        yield raw[2:].decode(_UTF16[raw[:2]], "replace"), True
    elif raw.startswith(_ZIP):
        yield from ((part, False) for part in _parts(raw))
    elif raw.startswith(_OLE):
        yield raw.decode("latin-1"), False
        yield raw.decode("utf-16-le", "replace"), False
        yield raw[1:].decode("utf-16-le", "replace"), False
    elif b"\0" not in raw:
        yield raw.decode("utf-8", "replace"), True


def _parts(raw: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for one in archive.infolist()[:_MOST_PARTS]:
                with archive.open(one) as part:
                    yield part.read(LARGEST).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        return


def _without_line(one: Problem) -> Problem:
    return problem(one.code, one.message, file=one.place.file, hint=one.hint, severity=one.severity)
