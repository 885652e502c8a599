"""Lists the files of the programme's folder and reads their bytes, without ever leaving that folder.

Links that lead outside, devices, files that are too large and unknown files are problems. Nothing is read before its
kind and size are known.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from badgepress.errors import Problem, problem

MEBIBYTE = 1024 * 1024
#: Folders nested deeper than this are refused. `assertions/` by year, month and team has three levels.
MAX_FOLDERS = 8

#: Files that are not part of the programme but are ignored without a warning.
_QUIET = frozenset({"readme.md", "license", "license.md", "thumbs.db"})


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file: its path, its name in messages, and its POSIX path below the listed folder.

    `raw` is the content of a draft, which is not on disk.
    """

    path: Path
    shown: str
    below: str
    raw: bytes | None = None

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.below.rpartition("/")[2].rpartition(".")[0]

    @property
    def ending(self) -> str:
        """The ending in lower case with its dot; empty when there is none."""
        name = self.below.rpartition("/")[2]
        return f".{name.rpartition('.')[2].lower()}" if "." in name else ""

    def read(self, limit: int) -> tuple[bytes, list[Problem]]:
        """Return at most `limit` bytes, or empty bytes with a problem, as `read_bytes` does."""
        if self.raw is None:
            return read_bytes(self.path, self.shown, limit)
        size = len(self.raw)
        return (self.raw, []) if size <= limit else (b"", [too_large(self.shown, size, limit)])


def read_bytes(path: Path, shown: str, limit: int) -> tuple[bytes, list[Problem]]:
    """Return the bytes of a regular file of at most `limit` bytes, or empty bytes with a problem.

    Codes: not-a-file, too-large, unreadable.
    """
    try:
        # O_NONBLOCK: opening a named pipe must not wait for a writer
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return b"", [unreadable(shown, error)]
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return b"", [problem("not-a-file", "not a regular file", file=shown)]
        if status.st_size > limit:
            return b"", [too_large(shown, status.st_size, limit)]
        pieces = []
        left = limit + 1
        while left > 0 and (piece := os.read(descriptor, min(left, status.st_size + 1))):
            pieces.append(piece)
            left -= len(piece)
    except OSError as error:
        return b"", [unreadable(shown, error)]
    finally:
        os.close(descriptor)
    return (b"".join(pieces), []) if left > 0 else (b"", [too_large(shown, limit + 1, limit)])


def too_large(shown: str, size: int, limit: int) -> Problem:
    """Report a file that is larger than its kind may be."""
    return problem(
        "too-large", "the file is too large", file=shown, got=_amount(size), expected=f"at most {_amount(limit)}"
    )


def unreadable(shown: str, error: Exception) -> Problem:
    """Report a file that the operating system refuses to open or read."""
    reason = getattr(error, "strerror", None) or "not a file name"
    return problem("unreadable", f"cannot be read: {str(reason).lower()}", file=shown)


def listing(root: Path, folder: str, shown: str, *, deep: bool = False) -> tuple[list[Found], list[Problem]]:
    """Return the regular files of `root/folder`, sorted by path; with `deep` those of its subfolders too.

    Dot files, read-me files and editors' backup files are skipped. Links that lead out of `root`, linked folders and
    folders that do not belong here are problems. A missing folder counts as empty.
    """
    problems: list[Problem] = []
    found = [
        Found(Path(entry.path), f"{shown}/{folder}/{below}" if folder else f"{shown}/{below}", below)
        for entry, below in _walk(root / folder, "", f"{shown}/{folder}" if folder else shown, deep, problems)
        if _within(entry, root, f"{shown}/{folder}/{below}" if folder else f"{shown}/{below}", problems)
    ]
    return sorted(found, key=lambda one: one.below), problems


def holds_files(folder: Path) -> bool:
    """Return whether the folder or its subfolders hold a file. Hidden files do not count, nor do empty folders,
    which git does not keep."""
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(not name.startswith(".") for name in files):
            return True
    return False


def unknown_file(found: Found, expected: str, hint: str = "") -> Problem:
    """Report a file that the programme does not use, probably misplaced or misspelt."""
    return problem(
        "unknown-file",
        "this file is not part of the programme",
        file=found.shown,
        expected=expected,
        hint=hint,
        severity="warning",
    )


def wrong_ending(found: Found) -> Problem:
    """Report a YAML file that would be ignored because it ends with .yaml."""
    return problem(
        "wrong-ending", "YAML files end with .yml here", file=found.shown, hint=f"rename it to '{found.stem}.yml'"
    )


def entries_of(folder: Path, shown: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return the entries of a folder, sorted by name. A missing folder is empty; an unreadable one adds a problem."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(unreadable(shown, error))
        return []


def _walk(
    folder: Path, below: str, shown: str, deep: bool, problems: list[Problem]
) -> Iterator[tuple[os.DirEntry[str], str]]:
    for entry in entries_of(folder, shown, problems):
        name = entry.name
        where = f"{shown}/{printable(name)}"
        if name.startswith(".") or name.endswith("~") or name.lower() in _QUIET:
            continue
        if printable(name) != name:
            problems.append(problem("bad-file-name", "the name has characters that cannot be shown", file=where))
        elif not _is_folder(entry):
            yield entry, below + name
        elif entry.is_symlink():
            problems.append(problem("linked-folder", "a folder that is a link is not followed", file=where))
        elif deep and below.count("/") < MAX_FOLDERS:
            yield from _walk(Path(entry.path), f"{below}{name}/", where, deep, problems)
        elif deep:
            expected = f"at most {MAX_FOLDERS}"
            problems.append(problem("too-deep", "folders are nested too deeply", file=where, expected=expected))
        else:
            problems.append(problem("unknown-file", "folders do not belong here", file=where, severity="warning"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circular link, which `_within` reports
        return False


def _within(entry: os.DirEntry[str], root: Path, shown: str, problems: list[Problem]) -> bool:
    if not entry.is_symlink():
        return True
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        problems.append(problem("broken-link", "this link leads nowhere", file=shown))
        return False
    if not target.is_relative_to(root.resolve()):
        problems.append(problem("outside-link", "this link leads out of the programme's folder", file=shown))
        return False
    return True


def printable(name: str) -> str:
    """Return the name as messages show it, without characters that could control a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _amount(size: int) -> str:
    return f"{size / MEBIBYTE:.1f} MiB" if size >= MEBIBYTE else f"{size:,} bytes"
