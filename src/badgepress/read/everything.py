"""A programme's other files, names of files, and what git has staged: looked through for secrets and addresses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from badgepress.errors import Problem, problem
from badgepress.read.leaks import LARGEST, addresses, as_text, in_name, secrets

_HUNK = re.compile(r"@@ -\S+ \+(\d+)")
_BINARY = re.compile(r"^Binary files .+ and (.+) differ$", re.MULTILINE)
#: Sheets that people keep beside a programme to import them.
_SHEETS = (".csv", ".tsv")
_WORKBOOKS = (".xlsx", ".xls", ".ods")
#: No more of what git has staged is looked through, in characters.
_MOST_STAGED = 64 * 1024 * 1024


def leaks(root: Path, shown: str, known: Collection[str]) -> list[Problem]:
    """Secrets and addresses in what lies in the folder and is read by nobody else, and in the names of all files.

    `known` are the public addresses. Codes: secret-in-file, address-in-text, address-in-name.
    """
    found: list[Problem] = []
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root).as_posix()
        if ".git" in path.parts:
            continue
        where = f"{shown}/{below}"
        if in_name(path.name):
            found.append(_named(shown, below))
        elif not below.startswith("issued/") and path.suffix != ".yml" and path.is_file() and not path.is_symlink():
            text = _text(path)
            found += [*secrets(text, where), *addresses(text, where, known, "warning")]
    return found


def staged(root: Path, shown: str, known: Collection[str]) -> list[Problem]:
    """The same for the lines that a commit would add: secrets in the whole repository, addresses in the programme and
    in sheets beside it (one warning each), and workbooks, into which nobody looks (code staged-workbook).

    Nothing where there is no git, or no repository.
    """
    top = _git(root, "rev-parse", "--show-toplevel").strip()
    if not top:
        return []
    inside = root.resolve()
    found: list[Problem] = []
    told: set[str] = set()
    plain = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-prefix", "--unified=0")
    changes = _git(root, "diff", "--cached", *plain)
    for name, line, text in (*_added(changes), *_added_wide(root, changes)):
        path = Path(top, name)
        ours = path.is_relative_to(inside)
        where = f"{shown}/{path.relative_to(inside).as_posix()}" if ours else name
        people = ours and path.relative_to(inside).parts[0] in ("assertions", "earners")
        more = secrets(text, where)
        if ours and path.relative_to(inside).parts[0] != "issued":
            more += addresses(text, where, known, "error" if people else "warning")
        elif not ours and path.suffix.lower() in _SHEETS and name not in told:
            more += [_in_sheet(one) for one in addresses(text, where, known, "warning")]
            told.update(name for _ in more)
        found += [
            problem(one.code, one.message, file=where, line=line, hint=one.hint, severity=one.severity) for one in more
        ]
    return [*found, *_workbooks(changes)]


def _in_sheet(found: Problem) -> Problem:
    message = "a sheet with e-mail addresses is about to be committed, and the repository is public"
    hint = "take it out with `git rm --cached` and its name; `badgepress import` reads it without"
    return problem(found.code, message, file=found.place.file, line=found.place.line, hint=hint, severity="warning")


def _workbooks(changes: str) -> Iterator[Problem]:
    for name in _BINARY.findall(changes):
        if name.strip('"').lower().endswith(_WORKBOOKS):
            message = "a workbook is about to be committed, and what it says of people would be public"
            hint = "take it out with `git rm --cached` and its name; `badgepress import` reads it without"
            yield problem("staged-workbook", message, file=name.strip('"'), hint=hint, severity="warning")


def _added_wide(root: Path, changes: str) -> Iterator[tuple[str, int, str]]:
    """The same of files in UTF-16, which git takes for binary: every line of them."""
    for name in _BINARY.findall(changes):
        raw = _bytes(root, "show", f":{name.strip(chr(34))}")
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and len(raw) <= LARGEST:
            for line, text in enumerate(as_text(raw).splitlines(), 1):
                yield name.strip('"'), line, text


def _added(changes: str) -> Iterator[tuple[str, int, str]]:
    """(path, line, text) of every line that is added."""
    name, line = "", 0
    for row in changes.splitlines():
        if row.startswith("+++ "):
            name = row[4:].split("\t")[0].strip('"')
        elif (hunk := _HUNK.match(row)) is not None:
            line = int(hunk[1])
        elif row.startswith("+") and name != "/dev/null":
            yield name, line, row[1:]
            line += 1


def _git(root: Path, *arguments: str) -> str:
    """What git says; empty when it refuses or is not there."""
    return _bytes(root, *arguments)[:_MOST_STAGED].decode("utf-8", "replace")


def _bytes(root: Path, *arguments: str) -> bytes:
    command = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments)
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603 (git, with our own words)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _text(path: Path) -> str:
    """The file as text; empty when it is none, or very large."""
    try:
        if path.stat().st_size > LARGEST:
            return ""
        raw = path.read_bytes()
    except OSError:
        return ""
    return as_text(raw)


def _named(shown: str, below: str) -> Problem:
    folder = below.rpartition("/")[0]
    message = "the name of a file here holds an e-mail address, and names of files are public"
    hint = "rename it; `badgepress award` makes names that say nothing of the person"
    return problem("address-in-name", message, file=f"{shown}/{folder}" if folder else shown, hint=hint)
