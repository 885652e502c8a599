"""Searches what a commit would add for secrets, e-mail addresses and spreadsheets of people."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from badgepress.environment import for_git
from badgepress.errors import Problem, problem
from badgepress.read.everything import SHEETS, inside, named
from badgepress.read.leaks import LARGEST, addresses, in_name, secrets

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ADDRESS = "address-in-text"
#: At most so many staged bytes are searched.
_MOST_STAGED = 64 * 1024 * 1024
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-prefix", "--no-renames", "--unified=0")


def staged(root: Path, shown: str, known: Collection[str]) -> list[Problem]:
    """Find secrets, spreadsheets and file names in the whole repository, and addresses in the programme's own files.

    `known` holds the public addresses. Without git or a repository there is nothing to find. Codes: secret-in-file,
    address-in-text, address-in-name.
    """
    top = _git(root, "rev-parse", "--show-toplevel").decode("utf-8", "replace").rstrip("\n")
    if not top:
        return []
    repository = _Repository(Path(top), root.resolve(), shown)
    found: list[Problem] = []
    for name, is_binary in _names(root):
        below, where = repository.below(name), repository.shown(name)
        if in_name(name):
            found.append(named(shown if below else "", below or name))
        is_sheet = Path(name).suffix.lower() in SHEETS
        if not (is_sheet or is_binary):
            continue
        held = inside(_git(root, "show", f":0:{name}")[: LARGEST * 4], where, known)
        if is_sheet and any(one.code == _ADDRESS for one in held):
            found.append(_sheet(name, where))
        if is_binary:  # git calls UTF-16 binary; the lines of other texts are searched below
            found += [one for one in held if one.code != _ADDRESS]
    sheets = {one.place.file for one in found}
    for name, line, text in _added(_git(root, "diff", "--cached", *_PLAIN).decode("utf-8", "replace")):
        where, folder = repository.shown(name), repository.below(name).partition("/")[0]
        more = secrets(text, where)
        if folder not in ("", "issued") and where not in sheets:
            more += addresses(text, where, known, "error" if folder in ("assertions", "earners") else "warning")
        found += [
            problem(one.code, one.message, file=where, line=line, hint=one.hint, severity=one.severity) for one in more
        ]
    return found


class _Repository:
    """The position of the programme in its repository."""

    def __init__(self, top: Path, root: Path, shown: str) -> None:
        self._top, self._root, self._shown = top, root, shown

    def below(self, name: str) -> str:
        """Return the path below the programme; empty if the file is elsewhere."""
        path = self._top / name
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else ""

    def shown(self, name: str) -> str:
        """Return the name of a file of the repository for messages."""
        below = self.below(name)
        return f"{self._shown}/{below}" if below else name


def _names(root: Path) -> Iterator[tuple[str, bool]]:
    """Yield the repository's files that a commit would add or change, and whether git calls them binary."""
    options = ("--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-filter=d")
    for row in _git(root, "diff", "--cached", *options).decode("utf-8", "replace").split("\0")[:-1]:
        added, _, name = row.split("\t", 2)
        yield name, added == "-"


def _sheet(name: str, where: str) -> Problem:
    """Report a spreadsheet with addresses, which must not go into the repository."""
    message = "a spreadsheet with e-mail addresses is about to be committed, and the repository is public"
    hint = f"`git rm --cached '{name}'` removes it from the commit but not from your disk; keep it in another folder"
    return problem("address-in-text", message, file=where, hint=hint)


def _added(changes: str) -> Iterator[tuple[str, int, str]]:
    """Yield (path, line, text) of every added line. Lines are counted, because a line's text may look like a header."""
    name, line, gone, new = "", 0, 0, 0
    for row in changes.split("\n"):
        if (gone or new) and row.startswith("-"):
            gone -= 1
        elif (gone or new) and row.startswith("+"):
            yield name, line, row[1:]
            line, new = line + 1, new - 1
        elif row.startswith("+++ "):
            name = row[4:].split("\t")[0].strip('"')
        elif (hunk := _HUNK.match(row)) is not None:
            gone, line, new = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)


def _git(root: Path, *arguments: str) -> bytes:
    """Return the output of git; empty if it fails or is not installed."""
    command = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments)
    try:
        done = subprocess.run(command, cwd=root, env=for_git(), capture_output=True, check=False)  # noqa: S603 (git, with our own words)
    except OSError:
        return b""
    return done.stdout[:_MOST_STAGED] if done.returncode == 0 else b""
