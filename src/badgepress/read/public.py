"""Reads `public/`: the author's own files, which are copied to the site unchanged, at the same paths.

Examples are a domain's CNAME, `.well-known/`, and files that prove ownership to search engines. A file is refused if it
would take a path of the site itself, leave the folder, or clash with another file on some systems.
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
#: RFC 9116: this file exists to give an address.
CONTACT = ".well-known/security.txt"
MAX_FILE = 10 * MEBIBYTE
MAX_ALL = 100 * MEBIBYTE
MAX_FILES = 2_000
#: Names with a leading dot that a host or a standard requires (RFC 8615; Codeberg Pages).
_DOTTED = frozenset({".well-known", ".domains"})
#: Files that systems and git leave in folders.
_PASSED_OVER = frozenset({".ds_store", ".gitkeep", "thumbs.db", "desktop.ini"})
#: The same pattern as the site's writer uses.
_NAME = re.compile(r"[A-Za-z0-9._@~-]{1,100}\Z")
_SCRIPTS = (".js", ".mjs", ".wasm")
_PAGES = (".html", ".htm", ".xhtml", ".svg", ".xml")
_ACTIVE = re.compile(rb"<script|javascript:|\bon[a-z]{3,20}\s{0,9}=", re.IGNORECASE)


def read_public(parts: Parts) -> None:
    """Read the author's own files into `parts.own` and report their problems.

    Codes: public-path-taken, public-name, public-link, public-too-much, public-script (a warning), too-large,
    secret-in-file, address-in-text, address-in-name, unreadable.
    """
    shown = f"{parts.shown}/{FOLDER}"
    languages = (parts.settings.language, *parts.settings.languages) if parts.settings else ()
    known = frozenset(issuer.email.casefold() for issuer in parts.issuers.values() if issuer.email)
    if parts.tree.is_draft or FOLDER in parts.tree.skipped:
        return
    if (parts.root / FOLDER).is_symlink():
        return  # reported when the root is listed
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
            hint = "a badge site is not meant for downloads: put them on another host"
            message = "this folder holds too much"
            parts.problems.append(problem("public-too-much", message, file=shown, expected=expected, hint=hint))
            return
        parts.problems += problems or [*_held(found, raw, known), *_active(found, raw)]
        if not problems:
            parts.own.append(OwnFile(found.below, found.path, found.shown))


def public_bytes(file: OwnFile) -> bytes:
    """Return the file's bytes; empty if it cannot be read, which `read_public` has reported before."""
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
            expected = f"at most {MAX_FOLDERS}"
            problems.append(problem("too-deep", "folders are nested too deeply", file=where, expected=expected))
        elif wrong := _part(entry.name, where, is_first=not below):
            problems.append(wrong)
        else:
            yield from _walk(Path(entry.path), f"{path}/", where, problems)


def _name(found: Found, seen: dict[str, str]) -> Problem | None:
    """Report a name that cannot be used, or that equals another one on disks that ignore case."""
    parts = found.below.split("/")
    wrong = _part(parts[-1], found.shown, is_first=len(parts) == 1)
    if wrong:
        return wrong
    for end in range(1, len(parts) + 1):
        path = "/".join(parts[:end])
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            message = f"the name differs from {FOLDER}/{other} only in capital letters"
            hint = "rename one of them: on Windows and macOS they are the same file"
            return problem("public-name", message, file=found.shown, hint=hint)
    return None


def _part(name: str, shown: str, *, is_first: bool) -> Problem | None:
    """Report a part of a path that cannot be used; None if it is fine."""
    if in_name(name):
        return named("", shown)
    if name.startswith(".") and not (is_first and name in _DOTTED):
        hint = "remove or rename it; on a site only .well-known/ and .domains may begin with a dot"
        return problem("public-name", "a hidden file is not published", file=shown, hint=hint)
    if windows.reserved(name):
        hint = "rename it: on Windows nobody could check out the repository"
        return problem("public-name", "Windows reserves this name", file=shown, hint=hint)
    if not _NAME.match(name):
        expected = "ASCII letters, digits and . _ @ ~ -"
        message, hint = "the name cannot be used in an address", "rename it: the name becomes part of its address"
        return problem("public-name", message, file=shown, expected=expected, hint=hint)
    return None


def _taken(found: Found, languages: tuple[str, ...]) -> Problem | None:
    whose = site.taken(found.below, languages)
    if not whose:
        return None
    message = f"the site needs {whose} for itself, so a file of your own cannot go there"
    hint = "use another path; change the look of pages in templates/ and their text in the programme's files"
    return problem("public-path-taken", message, file=found.shown, got=found.below, hint=hint)


def _held(found: Found, raw: bytes, known: frozenset[str]) -> list[Problem]:
    """Report what must not be published: secrets, and spreadsheets with people's addresses."""
    if found.below == CONTACT:
        return secrets(raw.decode("utf-8", "replace"), found.shown)
    held = inside(raw, found.shown, known)
    is_sheet = found.ending in SHEETS
    stopping = [one for one in held if one.code == "secret-in-file"]
    if is_sheet and len(stopping) < len(held):
        message = "a spreadsheet with e-mail addresses would be published"
        hint = "remove it: `badgepress import` reads sheets from anywhere and stores only hashes"
        stopping.append(problem("address-in-text", message, file=found.shown, hint=hint))
    return stopping


def _active(found: Found, raw: bytes) -> list[Problem]:
    """Warn of a file that runs code in visitors' browsers under the site's own address."""
    if not (found.ending in _SCRIPTS or (found.ending in _PAGES and _ACTIVE.search(raw))):
        return []
    message = "this file runs in visitors' browsers under the site's own address, where badges are verified"
    hint = "publish it only if you wrote it or have read all of it; a page on another host can link here instead"
    return [problem("public-script", message, file=found.shown, hint=hint, severity="warning")]
