"""`public/`: files of the author's own that the site gets as they are, each at its path below that folder.

A domain's CNAME, `.well-known/`, the files by which search engines know an owner. What would touch a path of the site's
own, leave the folder, or be another file on another system is refused, with the place to put it instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import Problem, problem
from badgepress.model import OwnFile, site, windows
from badgepress.read.everything import SHEETS, inside, named
from badgepress.read.files import MAX_FOLDERS, MEBIBYTE, Found, entries_of, printable, read_bytes
from badgepress.read.leaks import in_name, secrets
from badgepress.read.parts import Parts

FOLDER = "public"
#: RFC 9116: here an address is meant to be read.
CONTACT = ".well-known/security.txt"
MAX_FILE = 10 * MEBIBYTE
MAX_ALL = 100 * MEBIBYTE
MAX_FILES = 2_000
#: Names with a dot that a host or a standard asks for (RFC 8615; Codeberg Pages).
_DOTTED = frozenset({".well-known", ".domains"})
#: What systems and git leave in folders.
_PASSED_OVER = frozenset({".ds_store", ".gitkeep", "thumbs.db", "desktop.ini"})
#: As the writer of the site has it.
_NAME = re.compile(r"[A-Za-z0-9._@~-]{1,100}\Z")
_SCRIPTS = (".js", ".mjs", ".wasm")
_PAGES = (".html", ".htm", ".xhtml", ".svg", ".xml")
_ACTIVE = re.compile(rb"<script|javascript:|\bon[a-z]{3,20}\s{0,9}=", re.IGNORECASE)


def read_public(parts: Parts) -> None:
    """The own files of the programme into `parts.own`, and what is wrong with any of them.

    Codes: public-path-taken, public-name, public-link, public-too-much, public-script (a warning), too-large,
    secret-in-file, address-in-text, address-in-name, unreadable.
    """
    shown = f"{parts.shown}/{FOLDER}"
    languages = (parts.settings.language, *parts.settings.languages) if parts.settings else ()
    known = frozenset(issuer.email.casefold() for issuer in parts.issuers.values() if issuer.email)
    if parts.tree.is_draft or FOLDER in parts.tree.skipped:
        return
    if (parts.root / FOLDER).is_symlink():
        return  # told by whoever lists the root
    seen: dict[str, str] = {}
    total = 0
    for found in _walk(parts.root / FOLDER, "", shown, parts.problems):
        wrong = _name(found, seen) or _taken(found, languages)
        if wrong:
            parts.problems.append(wrong)
            continue
        raw, problems = found.read(MAX_FILE)
        total += len(raw)
        if total > MAX_ALL or len(parts.own) >= MAX_FILES:
            expected = f"at most {MAX_FILES:,} files and {MAX_ALL // MEBIBYTE} MiB"
            hint = "a badge site is no place for downloads: put them on another host"
            message = "there is too much in this folder"
            parts.problems.append(problem("public-too-much", message, file=shown, expected=expected, hint=hint))
            return
        parts.problems += problems or [*_held(found, raw, known), *_active(found, raw)]
        if not problems:
            parts.own.append(OwnFile(found.below, found.path, found.shown))


def public_bytes(file: OwnFile) -> bytes:
    """The file as it is now; empty when it cannot be read any more, which `read_public` has told before."""
    return read_bytes(file.path, file.shown, MAX_FILE)[0]


def _walk(folder: Path, below: str, shown: str, problems: list[Problem]) -> Iterator[Found]:
    for entry in entries_of(folder, shown, problems):
        if entry.name.casefold() in _PASSED_OVER:
            continue
        path = below + entry.name
        where = f"{shown}/{printable(entry.name)}"
        if entry.is_symlink():
            hint = "put a copy of the file here"
            problems.append(problem("public-link", "a link is not followed", file=where, hint=hint))
        elif not entry.is_dir():
            yield Found(Path(entry.path), where, path)
        elif path.count("/") >= MAX_FOLDERS:
            problems.append(problem("too-deep", "folders lie too deep", file=where, expected=f"at most {MAX_FOLDERS}"))
        elif wrong := _part(entry.name, where, is_first=not below):
            problems.append(wrong)
        else:
            yield from _walk(Path(entry.path), f"{path}/", where, problems)


def _name(found: Found, seen: dict[str, str]) -> Problem | None:
    """A name that cannot be used, or that is another's on a disk that does not tell capitals apart."""
    parts = found.below.split("/")
    wrong = _part(parts[-1], found.shown, is_first=len(parts) == 1)
    if wrong:
        return wrong
    for end in range(1, len(parts) + 1):
        path = "/".join(parts[:end])
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            message = f"the name differs only in its capitals from {FOLDER}/{other}"
            hint = "rename one of them: on Windows and macOS they are one"
            return problem("public-name", message, file=found.shown, hint=hint)
    return None


def _part(name: str, shown: str, *, is_first: bool) -> Problem | None:
    """What is wrong with one part of a path."""
    if in_name(name):
        return named("", shown)
    if name.startswith(".") and not (is_first and name in _DOTTED):
        hint = "remove it, or rename it; only .well-known/ and .domains begin with a dot on a site"
        return problem("public-name", "a hidden file is not published", file=shown, hint=hint)
    if windows.reserved(name):
        hint = "rename it: on Windows nobody could check the programme out"
        return problem("public-name", "Windows keeps this name for itself", file=shown, hint=hint)
    if not _NAME.match(name):
        expected = "letters, digits and . _ @ ~ - of ASCII"
        message, hint = "the name cannot be used in an address", "rename it: this is how it will be asked for"
        return problem("public-name", message, file=shown, expected=expected, hint=hint)
    return None


def _taken(found: Found, languages: tuple[str, ...]) -> Problem | None:
    whose = site.taken(found.below, languages)
    if not whose:
        return None
    message = f"the site has {whose} for itself, so a file of your own cannot be there"
    hint = "use another path; how pages look is changed in templates/, what they say in the programme's files"
    return problem("public-path-taken", message, file=found.shown, got=found.below, hint=hint)


def _held(found: Found, raw: bytes, known: frozenset[str]) -> list[Problem]:
    """Secrets, and addresses of people in sheets, which must not be published."""
    if found.below == CONTACT:
        return secrets(raw.decode("utf-8", "replace"), found.shown)
    held = inside(raw, found.shown, known)
    is_sheet = found.ending in SHEETS
    stopping = [one for one in held if one.code == "secret-in-file"]
    if is_sheet and len(stopping) < len(held):
        message = "a spreadsheet with e-mail addresses would be published"
        hint = "take it away: `badgepress import` reads sheets from anywhere, and keeps hashes"
        stopping.append(problem("address-in-text", message, file=found.shown, hint=hint))
    return stopping


def _active(found: Found, raw: bytes) -> list[Problem]:
    """A word on what runs in a visitor's browser under the site's own address."""
    if not (found.ending in _SCRIPTS or (found.ending in _PAGES and _ACTIVE.search(raw))):
        return []
    message = "this file runs in visitors' browsers under the site's own address, where badges are verified"
    hint = "publish it only if you wrote it or read it whole; a page elsewhere can link here as well"
    return [problem("public-script", message, file=found.shown, hint=hint, severity="warning")]
