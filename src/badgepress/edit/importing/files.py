"""Make the files that an import writes: cohorts or single awards, and the list of skipped rows."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from badgepress import atomic
from badgepress.edit.change import Change, cannot_write, created
from badgepress.edit.importing import compose
from badgepress.edit.importing.drafts import Drafts, NewFile
from badgepress.errors import Problem, ReadError, errors, problem
from badgepress.lock import Held
from badgepress.model import Program
from badgepress.model.base import AWARD_ID
from badgepress.model.limits import AWARD_FILE_NAME_CHARACTERS
from badgepress.read import read_awards, wrong_text
from badgepress.read.quoting import folded
from badgepress.read.schemas import assertion_line
from badgepress.read.sheets.addresses import holds_address
from badgepress.read.sheets.scratch import Scratch
from badgepress.sign import store

SKIPPED = ("file", "row", "column", "code")
_COLUMN = re.compile(r"\(([A-Z]+)\)\Z")


def name_of(path: PurePath, shown: str) -> str:
    """Derive the name of the new assertion file from the imported file. Raises ReadError `address-in-name`."""
    if holds_address(path.name):
        message = "the file name contains an e-mail address, and the new file's name would be public"
        hint = "choose another name: --name NAME"
        raise ReadError(problem("address-in-name", message, file=shown, hint=hint))
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in folded(path.stem)).split()
    return "-".join(words)[:40].strip("-") or "import"


def check_name(name: str, option: str = "--name") -> str:
    """Return the name that the user chose. Raises ReadError `bad-name`, whose message does not repeat it."""
    if re.fullmatch(AWARD_ID, name) and not holds_address(name):
        return name
    expected = "1 to 64 letters, digits, - and _, starting with a letter or digit"
    raise ReadError(problem("bad-name", "not a valid file name", path=option, expected=expected))


def single_files(program: Program, new: Drafts, year: str) -> Iterator[NewFile]:
    """Yield one new file for each award, named by its id."""
    texts = Scratch()
    for key in new.keys():  # noqa: SIM118 it is no mapping
        for drafts in new.cohorts(key):
            for award_id, data in drafts:
                yield _checked(program, f"{year}/{award_id}", compose.single(data), texts)


def cohort_files(
    program: Program, new: Drafts, year: str, names: Sequence[str], titles: Sequence[str]
) -> Iterator[NewFile]:
    """Yield the new files of each source and badge, with at most `COHORT` awards each.

    `names` and `titles` (the kind of source) are indexed by group. If there are several files of a name, or it is
    taken, the others are numbered from 2 on.
    """
    badges: dict[int, set[str]] = defaultdict(set)
    for group, badge in new.keys():  # noqa: SIM118 it is no mapping
        badges[group].add(badge)
    taken = {file.name.lower() for file in program.files} | {name.lower() for name in store.names(program)}
    texts = Scratch()
    for group, badge in new.keys():  # noqa: SIM118 it is no mapping
        wanted = names[group] if len(badges[group]) == 1 else f"{names[group]}-{badge}"
        free = _numbered(f"{year}/{wanted}"[: len(year) + 1 + AWARD_FILE_NAME_CHARACTERS])
        for index, drafts in enumerate(new.cohorts((group, badge))):
            name = next(one for one in free if one.lower() not in taken)
            taken.add(name.lower())
            text = compose.cohort(drafts, f"Imported from {titles[group]}.")
            # Reading YAML back takes as long as everything else. All awards are checked, and tests hold that what is
            # written is what is read. So after the first file, only what a file as a whole may hold is checked.
            yield _checked(program, name, text, texts, reads_back=index == 0)


def skipped_file(path: Path, shown: str, problems: Iterable[Problem]) -> Change:
    """Return the CSV list of skipped rows: file, row, column and code, but none of their content.

    Raises ReadError `file-exists` if another kind of file has that name.
    """
    header = ",".join(SKIPPED)
    if path.exists():
        with path.open("rb") as stream:
            if not stream.read(len(header) + 1).startswith(header.encode()):
                raise ReadError(problem("file-exists", "this file exists and is not a list of rows", file=shown))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SKIPPED)
    for one in problems:
        column = _COLUMN.search(one.place.path)
        where = column[1] if column else "" if one.place.line else one.place.path
        writer.writerow([one.place.file, one.place.line or "", where, one.code])
    text = out.getvalue()
    return created(path, shown, text)


def apply_all(held: Held, changes: Sequence[Change | NewFile], lists: Sequence[Change] = ()) -> None:
    """Write all changes to the locked programme and the lists of skipped rows, or nothing.

    Raises ReadError `cannot-write`.
    """
    try:
        with atomic.staged([(one.path, one.text.encode()) for one in lists]) as beside:
            held.replace_all(
                [(one.path, one.data if isinstance(one, NewFile) else one.text.encode()) for one in changes]
            )
            for path, staged in beside.items():
                os.replace(staged, path)
    except OSError as error:
        raise cannot_write(error, [*changes, *lists]) from error


def _data(one: Change | NewFile) -> atomic.Data:
    return one.data if isinstance(one, NewFile) else one.text.encode()


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name[: AWARD_FILE_NAME_CHARACTERS - 8]}-{number}"
        number += 1


def _checked(program: Program, name: str, text: str, texts: Scratch, *, reads_back: bool = True) -> NewFile:
    """Return the new file, after checking its text or reading it back. Raises ReadError with all its errors."""
    path = program.root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    text = assertion_line(program, name) + text
    data = text.encode()
    wrong = read_awards(data, name, program)[1] if reads_back else wrong_text(data, name, program)
    if errors(wrong):
        raise ReadError(*wrong)
    return NewFile(path, shown, texts, texts.add(data), len(data))
