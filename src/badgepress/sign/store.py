"""The issued store: `issued/<name>.jsonl`, one signed credential per line, appended to and never edited.

A line is the credential, byte for byte as signed. The only other kind of line is the tombstone that erasure leaves:
`{"erased", "id", "statusListCredential", "statusListIndex"}`. Files are replaced atomically, so a killed run leaves the
old file or the new one.

Bytes matter because the lines are published: each line must be what `orjson` writes for its content and end with LF,
the last one too. Anything that an editor, a merge or git's line-end conversion changed is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from badgepress import atomic
from badgepress.errors import Problem, SignError, problem, refusal
from badgepress.model import AssertionFile, Program
from badgepress.model.pattern import Patterns
from badgepress.sign.lines import RESTORE, Line, cut, parse, respelled

FOLDER = "issued"
#: The programme folders that `restore` finds without `--program`.
DEFAULTS = frozenset({"badges", ""})
KEEP_ENDS = "`badges/issued/** -text` in .gitattributes keeps git from changing it again"
#: The hint for a merge conflict in the store.
RESOLVE = "`badgepress resolve` joins both sides: it keeps every line of both, and erased awards stay erased"
#: The hint for two lines that cannot both stay.
TWO_SIDES = (
    "did two branches sign at the same time? during the merge, `badgepress resolve --keep ours` or `--keep theirs` "
    "keeps the side that was published; if the merge is committed but not pushed, undo it first with `git reset "
    "--keep ORIG_HEAD`; if it is pushed, keep the line that was published and remove only the other"
)
_MARK = b"<<<<<<<"
_WRITERS = 8


def restore_hint(program: Program) -> str:
    """Return the hint for a damaged or lost store, with `--program` if the programme is not in the default folder."""
    return RESTORE if program.shown in DEFAULTS else RESTORE.replace("restore`", f"restore --program {program.shown}`")


def lines_file(program: Program, file: AssertionFile) -> Path:
    """Return the path of the store file for an assertion file."""
    return program.root / FOLDER / f"{file.name}.jsonl"


def shown_file(program: Program, name: str) -> str:
    """Return how messages name a store file."""
    return f"{program.shown}/{FOLDER}/{name}.jsonl"


def names(program: Program) -> list[str]:
    """Return the names of all store files (`2026/abc`), sorted."""
    folder = program.root / FOLDER
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.jsonl"))


def data_of(path: Path) -> bytes:
    """Read a store file. Raises OSError, also if it is not a regular file: opening a pipe must not block."""
    # O_NONBLOCK: without it, opening a named pipe waits for a writer
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def read_lines(program: Program, name: str) -> tuple[list[Line], list[Problem]]:
    """Read one store file as `lines_in` does; empty if it does not exist."""
    data, problems = read_file(program, name)
    return lines_in(program, name, data) if data is not None else ([], problems)


def read_file(program: Program, name: str) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of one store file; None if it does not exist, None and a Problem if it cannot be read."""
    try:
        return data_of(program.root / FOLDER / f"{name}.jsonl"), []
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [problem("issued-unreadable", f"cannot read: {refusal(error)}", file=shown_file(program, name))]


def lines_in(
    program: Program, name: str, data: bytes, patterns: Patterns | None = None
) -> tuple[list[Line], list[Problem]]:
    """Parse the bytes of a store file: return its good lines and a Problem for each bad one.

    With `patterns`, lines that are like earlier ones are read by their pattern.
    """
    shown = shown_file(program, name)
    found: list[Line] = []
    if marked := conflict(data, shown):
        return [], marked
    data, problems = _ends(data, shown)
    raws = data.split(b"\n")
    for number, raw in enumerate(raws, 1):
        if not raw and number == len(raws):
            continue
        try:
            found.append(parse(program, raw, shown, number, patterns))
        except SignError as error:
            problems += error.problems
    if data and not data.endswith(b"\n") and not problems:
        got, expected = "no line end", "LF at the end"
        problems += cut(shown, len(raws), "the last line has no line end", got=got, expected=expected).problems
    return found, problems


def conflict(data: bytes, shown: str) -> list[Problem]:
    """Return one problem `merge-conflict` if a store file contains git's conflict markers."""
    start = 0 if data.startswith(_MARK) else data.find(b"\n" + _MARK) + 1
    if not start and not data.startswith(_MARK):
        return []
    line = data.count(b"\n", 0, start) + 1
    return [unmerged(shown, line)]


def unmerged(shown: str, line: int = 0) -> Problem:
    """Return the problem `merge-conflict` for a store file."""
    message = "git could not merge what two branches signed"
    return problem("merge-conflict", message, file=shown, line=line, hint=RESOLVE)


def _ends(data: bytes, shown: str) -> tuple[bytes, list[Problem]]:
    """Replace CRLF by LF; return the data, and one problem for the file if it had any CRLF."""
    count = data.count(b"\r\n")
    if not count:
        return data, []
    first = data.count(b"\n", 0, data.index(b"\r\n")) + 1
    got = f"CRLF, the line end of Windows, {count} times"
    return data.replace(b"\r\n", b"\n"), [respelled(shown, first, got, "LF", hint=f"{RESTORE}; {KEEP_ENDS}")]


def append_all(program: Program, files: Iterable[tuple[str, Sequence[bytes]]]) -> Iterator[int]:
    """Append lines to each file, as `append` does. Yield the number of lines per file once they are on the disk.

    Several threads write at once: the disk syncs their files together, and the caller can sign the next lines
    meanwhile.
    """
    waiting: deque[Future[int]] = deque()
    with ThreadPoolExecutor(_WRITERS) as pool:
        for name, lines in files:
            waiting.append(pool.submit(append, program, name, lines))
            if len(waiting) > 2 * _WRITERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def append(program: Program, name: str, lines: Sequence[bytes]) -> int:
    """Append lines to a store file, all or none. Return how many. Raises SignError `cannot-write`."""
    path = program.root / FOLDER / f"{name}.jsonl"
    try:
        old = data_of(path)
    except (FileNotFoundError, NotADirectoryError):
        old = b""
    replace(path, old + b"".join(line + b"\n" for line in lines), shown_file(program, name))
    return len(lines)


def replace(path: Path, data: bytes, shown: str) -> None:
    """Write a store file atomically. Raises SignError `cannot-write`."""
    try:
        atomic.replace(path, data)
    except OSError as error:
        raise SignError(
            problem(
                "cannot-write",
                f"cannot write: {refusal(error)}",
                file=shown,
                hint="nothing was lost: the file is unchanged; free some space or fix the permissions, then run again",
            )
        ) from error


def sweep(program: Program) -> None:
    """Remove temporary files that a killed run may have left in the store."""
    for path in (program.root / FOLDER).rglob(f".*{atomic.BESIDE}"):
        path.unlink(missing_ok=True)


def clashes(lines: Sequence[tuple[str, int, int, str, int]]) -> list[Problem]:
    """Report lines `(id, list number, index, file, line)` that share an index, or share an id across files.

    Lines with one id in one file are versions of that award: see `plan`.
    """
    by_index: dict[tuple[int, int], tuple[str, int]] = {}
    by_id: dict[str, tuple[str, int]] = {}
    problems = []
    for award, number, index, file, line in lines:
        first = by_index.setdefault((number, index), (file, line))
        if first != (file, line):
            problems.append(
                problem(
                    "issued-index-twice",
                    f"index {index} of status list {number} is used twice, first in {first[0]}:{first[1]}",
                    file=file,
                    line=line,
                    got=f"a line of '{award}'",
                    hint=f"{TWO_SIDES}; the next publish signs that award again",
                )
            )
        home = by_id.setdefault(award, (file, line))
        if home[0] != file:
            problems.append(
                problem(
                    "issued-id-twice",
                    f"award '{award}' is issued twice, first in {home[0]}:{home[1]}",
                    file=file,
                    line=line,
                    hint="keep the line in the file with the same name as its assertion's, and remove only the other; "
                    "leave the lines of other awards",
                )
            )
    return problems
