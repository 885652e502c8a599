"""Run one import: read candidates, decide on each, make the files to write."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from badgepress.edit.change import Change
from badgepress.edit.importing.badges import Badges
from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.credly import read_originals
from badgepress.edit.importing.decide import Decided, Decision
from badgepress.edit.importing.files import check_name, cohort_files, name_of, single_files
from badgepress.edit.importing.held import Holders, read_held
from badgepress.edit.importing.originals import Checking, is_badge
from badgepress.edit.importing.people import Pepper, random_id
from badgepress.edit.importing.persons import DuplicatesOption, Persons
from badgepress.edit.importing.replace import Replacement, replaced
from badgepress.edit.importing.rows import Making, candidates
from badgepress.edit.importing.takeover import taken_over
from badgepress.errors import Problem, ReadError, errors, in_order, problem
from badgepress.model import AssertionFile, Program, moment
from badgepress.model.limits import NEW_SALT_BYTES
from badgepress.read import read_program
from badgepress.read.files import read_bytes
from badgepress.read.sheets import Classes, SheetOptions, sheet_of
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

    `problems` are all that were found. With `skip_bad`, the changes leave out the rows with errors; without it, any
    error means no changes.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    added: int = 0
    replaced: int = 0
    unchanged: int = 0

    @property
    def skipped(self) -> tuple[Problem, ...]:
        """The errors of the skipped rows."""
        return tuple(errors(self.problems))


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
    making = making_of(program, options)
    found: list[Problem] = []
    valid: list[Candidate] = []
    titles = []
    wrong: list[Problem] = []
    for group, (path, shown) in enumerate(files):
        title, read, more = _candidates(path, shown, group, making, options)
        titles.append(title)
        valid += read
        (found if title else wrong).extend(more)
    if wrong:
        raise ReadError(*in_order([*wrong, *found]))
    decision = Decision(program, making.holders, options.duplicates, erased_ids(program)).all(valid)
    found = in_order([*found, *decision.problems, *making.holders.warnings(program)])
    if errors(found) and not options.skip_bad:
        return Import((), tuple(found))
    changes = _changes(program, decision, names, titles, options)
    return Import(tuple(changes), tuple(found), len(decision.new), len(decision.replaced), decision.unchanged)


def are_badges(files: Sequence[tuple[Path, str]]) -> bool:
    """Return whether any of the files is a badge rather than a sheet."""
    return any(is_badge(read_bytes(path, shown, MAX_BYTES)[0]) for path, shown in files)


def making_of(program: Program, options: Options) -> Making:
    """Collect the settings that the candidates of an import are made with."""
    holders = Holders(read_held(program), options.pepper)
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
) -> tuple[str, list[Candidate], list[Problem]]:
    """Return the kind of file in words (empty if it cannot be read as a whole), its valid awards, its problems."""
    raw, problems = read_bytes(path, shown, MAX_BYTES)
    if problems:
        return "", [], problems
    if is_badge(raw):
        return "badges issued elsewhere", *_originals(raw, shown, group, making, options)
    sheet, problems = sheet_of(raw, shown, sheets_of(making, options))
    if sheet is None:
        return "", [], problems
    contradictions = making.badges.contradictions(sheet)
    if contradictions:
        return "", [], [*problems, *contradictions]
    found = []
    for candidate, wrong in candidates(sheet, group, making):
        problems += wrong
        if candidate is not None:
            found.append(candidate)
    return sheet.title, found, problems


def sheets_of(making: Making, options: Options) -> SheetOptions:
    """Return how to read the sheets. Rows may have only a name if some class they may belong to allows it."""
    classes = making.program.classes.items()
    by_name = any(one.by_name for slug, one in classes if slug == (options.badge or slug))
    return replace(options.sheets, by_name=by_name, classes=Classes(making.badges.called, options.badge or ""))


def _originals(
    raw: bytes, shown: str, group: int, making: Making, options: Options
) -> tuple[list[Candidate], list[Problem]]:
    program = making.program
    checking = Checking(options.now, options.fetch, set(known_issuers(program)), options.email, program.known_keys)
    found: list[Candidate] = []
    problems: list[Problem] = []
    for original, wrong in read_originals(raw, shown, checking):
        problems += wrong
        if original is not None:
            candidate, more = taken_over(original, making, group, options.now)
            problems += more
            found += [candidate] if candidate else []
    return found, problems


def _changes(
    program: Program, decision: Decided, names: Sequence[str], titles: Sequence[str], options: Options
) -> list[Change]:
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
