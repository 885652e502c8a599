"""Run one import: read candidates, decide on each, make the files to write."""

from __future__ import annotations

import itertools
import secrets
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from badgepress.edit.change import Change
from badgepress.edit.importing.badges import Badges
from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.credly import read_originals
from badgepress.edit.importing.decide import Decided, Decision
from badgepress.edit.importing.drafts import NewFile
from badgepress.edit.importing.files import check_name, cohort_files, name_of, single_files
from badgepress.edit.importing.held import Holders, read_held
from badgepress.edit.importing.originals import Checking, is_badge
from badgepress.edit.importing.people import Pepper, random_id
from badgepress.edit.importing.persons import DuplicatesOption, Persons
from badgepress.edit.importing.replace import Replacement, replaced
from badgepress.edit.importing.rows import Making, candidates
from badgepress.edit.importing.takeover import taken_over
from badgepress.edit.importing.told import Rest, Told, rows_with_errors
from badgepress.errors import Problem, ReadError, errors, in_order, problem, refusal
from badgepress.model import AssertionFile, Program, moment
from badgepress.model.limits import NEW_SALT_BYTES
from badgepress.read import read_program
from badgepress.read.files import read_bytes
from badgepress.read.sheets import Classes, SheetOptions, planned
from badgepress.read.sheets.source import Unchanged, head_of, opened
from badgepress.read.sheets.table import MAX_BYTES
from badgepress.sign import erased_ids, known_issuers
from badgepress.verify import Fetch


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    `issued` (YYYY-MM-DD) is the day for rows without one, by default that of `now`. The year of `now` names the folder
    of the new files. `badge` is the class of all rows, `name` the name of the new file. `fetch` verifies badges issued
    elsewhere; without it they are imported unverified. `email` is the address of the person they were issued to.
    Without `duplicates`, the `repeat` of each class decides. `new_id` and `new_salt` are used if there is no pepper.
    """

    now: datetime
    sheets: SheetOptions = field(default_factory=SheetOptions)
    fetch: Fetch | None = None
    email: str | None = field(default=None, repr=False)
    pepper: Pepper | None = None
    badge: str | None = None
    name: str | None = None
    issued: str | None = None
    duplicates: DuplicatesOption | None = None
    single: bool = False
    unlisted: bool = False
    skip_bad: bool = False
    new_id: Callable[[], str] = random_id
    new_salt: Callable[[], str] = field(default=lambda: secrets.token_hex(NEW_SALT_BYTES))


@dataclass(frozen=True, slots=True)
class Import:
    """The result of an import: the changes to write, and how many awards are added, replaced and unchanged.

    `problems` are all that were found, or the first of very many, and `rest` counts the others. With `skip_bad`, the
    changes leave out the rows with errors; without it, any error means no changes.
    """

    changes: tuple[Change | NewFile, ...]
    problems: tuple[Problem, ...]
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    rest: Rest = field(default=Rest(), repr=False, compare=False)

    @property
    def stopped(self) -> bool:
        """Whether there is an error."""
        return bool(errors(self.problems)) or self.rest.errors > 0

    @property
    def skipped(self) -> Iterator[Problem]:
        """Yield the errors of the skipped rows; those beyond `problems` have no sentences."""
        yield from errors(self.problems)
        yield from self.rest.others()

    @property
    def skipped_rows(self) -> int:
        """How many rows were skipped."""
        return rows_with_errors(self.problems) + self.rest.rows


def import_awards(root: Path, files: Sequence[tuple[Path, str]], options: Options) -> Import:
    """Work out the import of files, each a path and its name in messages; write nothing.

    Raises ReadError if the programme or the options have errors, or if a file cannot be read as a whole.
    """
    program, problems = read_program(root)
    if program is None or errors(problems):
        raise ReadError(*problems)
    if options.name is not None:
        check_name(options.name)
    names = [options.name or name_of(path, shown) for path, shown in files]
    making = making_of(program, options, originals=are_badges(files))
    decision = Decision(program, making.holders, options.duplicates, erased_ids(program))
    found = Told()
    titles = []
    wrong: list[Problem] = []
    try:
        for group, (path, shown) in enumerate(files):
            title, rows = _candidates(path, shown, group, making, options)
            titles.append(title)
            for candidate, problems in rows:
                if not title:
                    wrong += problems
                    continue
                found.add(problems)
                if candidate is not None and not wrong:
                    decision.add(candidate)
        if wrong:
            raise ReadError(*in_order([*wrong, *found.first]))
        found.add(making.holders.warnings(program))
        decided = decision.decided
        told = in_order([*found.first, *decided.problems.first])
        rest = Rest((found, decided.problems))
        if (found.stops() or decided.problems.stops()) and not options.skip_bad:
            return Import((), tuple(told), rest=rest)
        changes = _changes(program, decided, names, titles, options)
    except OSError as error:
        raise _no_room(error) from error
    return Import(tuple(changes), tuple(told), len(decided.new), len(decided.replaced), decided.unchanged, rest)


def _no_room(error: OSError) -> ReadError:
    hint = "nothing was written; TMPDIR names another folder for temporary files"
    message = f"cannot write a temporary file: {refusal(error)}"
    return ReadError(problem("cannot-write", message, file=tempfile.gettempdir(), hint=hint))


def are_badges(files: Sequence[tuple[Path, str]]) -> bool:
    """Return whether any of the files is a badge rather than a sheet."""
    for path, shown in files:
        with opened(path, shown) as (stream, _):
            if stream is not None and is_badge(head_of(stream)):
                return True
    return False


def making_of(program: Program, options: Options, *, originals: bool = True) -> Making:
    """Collect the settings that the candidates of an import are made with. `originals`: some file is a badge."""
    holders = Holders(read_held(program), options.pepper, originals=originals)
    return Making(
        program,
        Badges(program, options.badge, options.sheets.mapped),
        holders,
        options.pepper,
        _day(options.issued) if options.issued else f"{options.now:%Y-%m-%d}",
        options.issued is not None,
        options.unlisted,
        options.new_id,
        options.new_salt,
        Persons(holders),
        options.duplicates,
    )


def _candidates(
    path: Path, shown: str, group: int, making: Making, options: Options
) -> tuple[str, Iterable[tuple[Candidate | None, list[Problem]]]]:
    """Return the kind of file in words (empty if it cannot be read as a whole), its valid awards, its problems.

    The file is read to its end before this returns.
    """
    with opened(path, shown) as (stream, problems):
        if stream is None:
            return "", [(None, problems)]
        if is_badge(head_of(stream)):
            raw, problems = read_bytes(path, shown, MAX_BYTES)
            if problems:
                return "", [(None, problems)]
            return "badges issued elsewhere", _originals(raw, shown, group, making, options)
        before = Unchanged(stream, shown)
        sheet, problems = planned(stream, shown, sheets_of(making, options))
        changed = before.problems()
    if changed:
        return "", [(None, changed)]
    if sheet is None:
        return "", [(None, problems)]
    if sheet.refused:
        return "", itertools.chain([(None, problems)], ((None, wrong) for _, wrong in sheet.each()))
    contradictions = making.badges.contradictions(sheet)
    if contradictions:
        return "", itertools.chain([(None, [*problems, *contradictions])], ((None, wrong) for _, wrong in sheet.each()))
    return sheet.title, itertools.chain([(None, problems)], candidates(sheet, group, making))


def sheets_of(making: Making, options: Options) -> SheetOptions:
    """Return how to read the sheets. Rows may have only a name if some class they may belong to allows it."""
    classes = making.program.classes.items()
    by_name = any(one.by_name for slug, one in classes if slug == (options.badge or slug))
    return replace(options.sheets, by_name=by_name, classes=Classes(making.badges.called, options.badge or ""))


def _originals(
    raw: bytes, shown: str, group: int, making: Making, options: Options
) -> Iterator[tuple[Candidate | None, list[Problem]]]:
    program = making.program
    checking = Checking(options.now, options.fetch, set(known_issuers(program)), options.email, program.known_keys)
    for original, wrong in read_originals(raw, shown, checking):
        candidate = None
        if original is not None:
            candidate, more = taken_over(original, making, group, options.now)
            wrong = [*wrong, *more]
        yield candidate, wrong


def _changes(
    program: Program, decision: Decided, names: Sequence[str], titles: Sequence[str], options: Options
) -> list[Change | NewFile]:
    year = f"{options.now:%Y}"
    if options.single:
        new = single_files(program, decision.new, year)
    else:
        new = cohort_files(program, decision.new, year, names, titles)
    by_file: dict[str, list[Replacement]] = defaultdict(list)
    files: dict[str, AssertionFile] = {}
    for one in decision.replaced:
        by_file[one.held.file.name].append(one)
        files[one.held.file.name] = one.held.file
    return [*new, *(replaced(program, files[name], by_file[name], options.now) for name in sorted(by_file))]


def _day(text: str) -> str:
    """Return the value of `--issued` unchanged if it is a date. Raises ReadError `bad-date`."""
    try:
        moment(text)
    except ValueError as error:
        raise ReadError(problem("bad-date", str(error), path="--issued")) from None
    return text.strip()
