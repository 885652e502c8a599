"""The issued store: `issued/<name>.jsonl`, one signed credential a line, appended to and never edited.

A line is exactly what was signed, and from then on it is the credential. The one other kind of
line is what erasure leaves: `{"erased", "id", "statusListCredential", "statusListIndex"}`.
Files are replaced whole and at once, so a killed run leaves the old file or the new one.

A file is exact: each line is the bytes that `orjson` writes for what the line says, and ends with LF, the last one too.
What an editor, a merge or git's conversion of line ends made of it is refused, for those bytes are published.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from badgepress import atomic
from badgepress.errors import Problem, SignError, problem, refusal
from badgepress.model import AssertionFile, Program

FOLDER = "issued"
#: What every problem of a damaged or lost store says.
DEFAULTS = frozenset({"badges", ""})
RESTORE = "`badgepress restore` puts back what was written"
KEEP_ENDS = "`badges/issued/** -text` in .gitattributes keeps git from changing it again"
#: What every problem of a merge that stopped says.
RESOLVE = "`badgepress resolve` joins both sides: every line of both stays, and who was erased stays erased"
#: What is said of lines that cannot both stay.
TWO_SIDES = (
    "two branches signed at the same time? while they are merged, `badgepress resolve --keep ours` or `--keep theirs` "
    "keeps the side that was published; a merge that is committed and not pushed is taken back first, with `git reset "
    "--keep ORIG_HEAD`; of one that is pushed keep the line that was published, and remove the other alone"
)
_MARK = b"<<<<<<<"
_WRITERS = 8
_STATUS = re.compile(r"status/([1-9][0-9]{0,8})\.json\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the store: whose award, its place in the status lists, and the exact bytes.

    `credential` is None when the line is what erasure left; `erased` is then the date it happened.
    """

    id: str
    number: int
    index: int
    issuer: str
    raw: bytes
    credential: Mapping[str, Any] | None
    erased: str
    file: str
    line: int


def restore_hint(program: Program) -> str:
    """What every problem of a lost store says, for a programme in any folder."""
    return RESTORE if program.shown in DEFAULTS else RESTORE.replace("restore`", f"restore --program {program.shown}`")


def lines_file(program: Program, file: AssertionFile) -> Path:
    """Where the issued lines of an assertion file are."""
    return program.root / FOLDER / f"{file.name}.jsonl"


def shown_file(program: Program, name: str) -> str:
    """The same as the user names it."""
    return f"{program.shown}/{FOLDER}/{name}.jsonl"


def names(program: Program) -> list[str]:
    """Every file of the store by its name (`2026/abc`), in order."""
    folder = program.root / FOLDER
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.jsonl"))


def data_of(path: Path) -> bytes:
    """The bytes of a file of the store. Raises OSError, also for what is no regular file: a pipe is not waited for."""
    # O_NONBLOCK: opening a named pipe must not wait for somebody to write into it
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def read_lines(program: Program, name: str) -> tuple[list[Line], list[Problem]]:
    """`lines_in` of one file of the store; nothing where there is none."""
    data, problems = read_file(program, name)
    return lines_in(program, name, data) if data is not None else ([], problems)


def read_file(program: Program, name: str) -> tuple[bytes | None, list[Problem]]:
    """The bytes of one file of lines; None where there is none, or with a Problem where it cannot be read."""
    try:
        return data_of(program.root / FOLDER / f"{name}.jsonl"), []
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [problem("issued-unreadable", f"cannot read: {refusal(error)}", file=shown_file(program, name))]


def lines_in(program: Program, name: str, data: bytes) -> tuple[list[Line], list[Problem]]:
    """All good lines of what a file of the store says, and a Problem for each that is not: the rest is safe."""
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
            found.append(parse(program, raw, shown, number))
        except SignError as error:
            problems += error.problems
    if data and not data.endswith(b"\n") and not problems:
        got, expected = "no end of line", "LF at its end"
        problems += _cut(shown, len(raws), "the last line has no end", got=got, expected=expected).problems
    return found, problems


def conflict(data: bytes, shown: str) -> list[Problem]:
    """One problem `merge-conflict` for a file of the store that git could not merge."""
    start = 0 if data.startswith(_MARK) else data.find(b"\n" + _MARK) + 1
    if not start and not data.startswith(_MARK):
        return []
    line = data.count(b"\n", 0, start) + 1
    return [unmerged(shown, line)]


def unmerged(shown: str, line: int = 0) -> Problem:
    """The problem `merge-conflict` of a file of the store."""
    message = "git could not merge what two branches signed"
    return problem("merge-conflict", message, file=shown, line=line, hint=RESOLVE)


def _ends(data: bytes, shown: str) -> tuple[bytes, list[Problem]]:
    """The data with line ends as they were written, and one problem for the file if they were not so."""
    count = data.count(b"\r\n")
    if not count:
        return data, []
    first = data.count(b"\n", 0, data.index(b"\r\n")) + 1
    got = f"CRLF, as Windows ends a line, {count} times"
    return data.replace(b"\r\n", b"\n"), [respelled(shown, first, got, "LF", hint=f"{RESTORE}; {KEEP_ENDS}")]


def respelled(shown: str, line: int, got: str, expected: str, *, hint: str = RESTORE) -> Problem:
    """The problem of what says the same as was written, in other bytes."""
    message = "these are not the bytes that were written when this was signed, and they are what is published"
    return problem("issued-respelled", message, file=shown, line=line, got=got, expected=expected, hint=hint)


def unlike(raw: bytes, exact: bytes) -> tuple[str, str]:
    """Where bytes part from those they should be: what stands there, what should."""
    at = parting(raw, exact)
    return f"{_piece(raw, at)} at byte {at + 1}", _piece(exact, at)


def parting(one: bytes, other: bytes) -> int:
    """The first place at which two texts differ, or one of them ends."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _piece(data: bytes, at: int) -> str:
    return repr(data[at : at + 12].decode("utf-8", "replace")) if data[at:] else "the end"


def append_all(program: Program, files: Iterable[tuple[str, Sequence[bytes]]]) -> Iterator[int]:
    """Each file's lines at its end, as `append` does; how many lines, file by file, once they are safe on the disk.

    A disk that is waited for by several at a time makes them safe together, and the next lines are made meanwhile.
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
    """The lines at the end of the file, all or none of them; how many. Raises SignError `cannot-write`."""
    path = program.root / FOLDER / f"{name}.jsonl"
    try:
        old = data_of(path)
    except (FileNotFoundError, NotADirectoryError):
        old = b""
    replace(path, old + b"".join(line + b"\n" for line in lines), shown_file(program, name))
    return len(lines)


def replace(path: Path, data: bytes, shown: str) -> None:
    """Write a file of the store whole or not at all. Raises SignError `cannot-write`."""
    try:
        atomic.replace(path, data)
    except OSError as error:
        raise SignError(
            problem(
                "cannot-write",
                f"cannot write: {refusal(error)}",
                file=shown,
                hint="nothing was lost: the file is as it was; make room or mend the permissions and run again",
            )
        ) from error


def sweep(program: Program) -> None:
    """Remove what a killed run may have left beside the store's files."""
    for path in (program.root / FOLDER).rglob(f".*{atomic.BESIDE}"):
        path.unlink(missing_ok=True)


def clashes(lines: Sequence[tuple[str, int, int, str, int]]) -> list[Problem]:
    """Problems for lines `(id, number, index, file, line)` of all files that share an index or,
    from different files, an id. Lines of one id in one file are versions: see `plan`."""
    by_index: dict[tuple[int, int], tuple[str, int]] = {}
    by_id: dict[str, tuple[str, int]] = {}
    problems = []
    for award, number, index, file, line in lines:
        first = by_index.setdefault((number, index), (file, line))
        if first != (file, line):
            problems.append(
                problem(
                    "issued-index-twice",
                    f"status index {index} of list {number} is given twice, first in {first[0]}:{first[1]}",
                    file=file,
                    line=line,
                    got=f"a line of '{award}'",
                    hint=f"{TWO_SIDES}: the next publish signs that award again",
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
                    hint="keep the line in the file that is named like its assertion's, and remove the other alone; "
                    "lines of other awards beside it stay",
                )
            )
    return problems


def parse(program: Program, raw: bytes, shown: str, number: int) -> Line:
    """One line. Raises SignError `issued-line-broken`, `issued-respelled` or `base-url-changed`."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise _cut(shown, number, "the line is not whole") from None
    exact = orjson.dumps(document)
    if exact != raw:
        raise SignError(respelled(shown, number, *unlike(raw, exact)))
    if not isinstance(document, dict):
        raise _cut(shown, number, "the line is not a credential")
    entry = document if "erased" in document else document.get("credentialStatus")
    place = _place(entry) if isinstance(entry, dict) else None
    if place is None:
        raise _cut(shown, number, "the line has no place in a status list")
    prefix = program.url("awards/")
    identifier = document.get("id")
    identifier = identifier if isinstance(identifier, str) else ""
    if not identifier.startswith(prefix) or not identifier.endswith("/credential.json"):
        raise SignError(
            problem(
                "base-url-changed",
                "this award was issued under another address, and issued awards keep theirs",
                file=shown,
                line=number,
                path="id",
                got=identifier or "no id",
                expected=f"{prefix}…/credential.json",
                hint=f"put base_url in {program.shown}/program.yml back to what it was when this was issued",
            )
        )
    award = identifier.removeprefix(prefix).removesuffix("/credential.json")
    if "erased" in document:
        return Line(award, *place, "", raw, None, str(document["erased"]), shown, number)
    issuer = document.get("issuer")
    did = issuer.get("id") if isinstance(issuer, dict) else None
    if not isinstance(did, str) or not document.get("proof") or "credentialSubject" not in document:
        raise _cut(shown, number, "the line is not a signed credential")
    return Line(award, *place, did, raw, document, "", shown, number)


def _place(entry: Mapping[str, Any]) -> tuple[int, int] | None:
    found = _STATUS.search(str(entry.get("statusListCredential", "")))
    index = entry.get("statusListIndex")
    if not found or not isinstance(index, str) or not re.fullmatch(r"[0-9]{1,9}", index):
        return None
    return int(found[1]), int(index)


def _cut(shown: str, number: int, message: str, *, got: str = "", expected: str = "") -> SignError:
    return SignError(
        problem(
            "issued-line-broken",
            message,
            file=shown,
            line=number,
            got=got,
            expected=expected,
            hint=f"every other line is safe; {RESTORE}",
        )
    )
