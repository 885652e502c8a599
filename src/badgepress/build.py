"""Runs the pipeline: read → sign → bake → render.

The clock, keys and folders are arguments, and nothing here prints. Mistakes in the programme are raised as one
BadgepressError with every problem.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from badgepress import lock, sign, weighing
from badgepress.bundle import builder, ensure_bundle
from badgepress.cache import Session, remembering
from badgepress.drawing import (
    Drawn,
    Options,
    Progress,
    awards,
    certified,
    draws_much,
    glimpsed,
    handbook,
    pictures,
    quiet,
    rendering,
    whole,
)
from badgepress.errors import BadgepressError, CredentialError, Problem, ReadError, SignError, errors, in_order
from badgepress.handbook import handbook_config
from badgepress.model import Program
from badgepress.openbadges.jsonld.contexts import bundled
from badgepress.read import read_program
from badgepress.read.everything import leaks
from badgepress.read.staged import staged
from badgepress.reading import Reading, keeps_all, looked, pages_of
from badgepress.render import AwardRow, leaving, problems_with
from badgepress.render.templating.overrides import own_files
from badgepress.render.writer import SiteWriter
from badgepress.sign.keyring import SAMPLE_BASE_URL
from badgepress.signing import lists_of, preview_warning, sign_waiting, storing, unsignable, unsigned

__all__ = ["Built", "Options", "Progress", "build", "check", "issue", "run", "trial"]

#: With less YAML than this, in bytes (some hundred awards), starting processes costs more than it saves.
WORTH_PROCESSES = 256_000


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: awards on the site, awards issued now, awards shown only as a preview, files of the site,
    and how many of them changed."""

    awards: int
    classes: int
    issued: int
    previewed: int
    files: int
    changed: int
    warnings: tuple[Problem, ...]


def build(
    program: Path | str = "badges",
    out: Path | str = "site",
    *,
    now: datetime,
    key: Path | sign.Keyring | None = None,
    templates: Path | str | None = None,
    jobs: int = 1,
) -> Built:
    """Build the site of a programme: every page, signed and baked badge, list and data file.

    `now` is the moment of signing. `key` is a key file or a Keyring, or None for a build without a key.
    Raises BadgepressError with every problem; the old site then stays as it was.
    """
    keyring = sign.load_keyring({}, key) if isinstance(key, Path) else key or sign.Keyring()
    folder = Path(templates) if templates else None
    return run(Options(Path(program), Path(out), now, keyring, folder, jobs, handbook=handbook_config()))


def run(options: Options, progress: Progress = quiet, held: lock.Held | None = None) -> Built:
    """Do what `build` does, with all options and progress reports. `held` is the programme's lock if already held."""
    with _alone(options, held, progress), remembering(options) as session:
        if session and (same := session.unchanged()):
            return Built(same.awards, same.classes, 0, 0, same.files, 0, same.warnings)
        begun = _begin(options)
        keeps = keeps_all(begun.program, begun.options)
        # read everything first if it fits in memory, or if there are errors and so nothing to draw
        first = keeps or bool(errors(begun.problems))
        reading = looked(begun.program, begun.options, progress, keeps=keeps, session=session) if first else None
        return _built(begun, reading, progress, session=session)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A programme without its awards, and its problems. `most` holds the options as given, `options` those that suit
    the size of the programme."""

    program: Program
    options: Options
    most: Options
    problems: tuple[Problem, ...]


def _begin(options: Options, *, drawn: bool = True) -> _Begun:
    """Read the programme, and check the templates if something will be `drawn`. Raises ReadError."""
    program, problems = read_program(options.program, shown=options.shown)
    if program is None:
        raise ReadError(*in_order(problems))
    _need_contexts()
    found = (*problems, *_beside_awards(program, options, drawn=drawn))
    return _Begun(program, _fitting(program, options), options, found)


def _need_contexts() -> None:
    """Raise a BadgepressError if the JSON-LD contexts are missing: without them no issued line can be read.

    They are in the browser bundle. A checkout without its bundle makes it first.
    """
    try:
        bundled()
    except CredentialError:
        if builder() is None:
            raise
        ensure_bundle()
        bundled()


def _built(
    begun: _Begun,
    reading: Reading | None,
    progress: Progress,
    judged: tuple[sign.Plan, Sequence[Problem]] | None = None,
    session: Session | None = None,
) -> Built:
    """Make the site of a programme. Without a `reading`, awards are read, and mostly drawn, while the site is made.

    `judged` is the plan of what to sign, with its warnings, if it is already known.

    Awards are signed as their pages are made, and their lines are stored when the whole site is made. So if anything
    of the site fails, nothing was issued.
    """
    program, options = begun.program, begun.options
    if reading is not None and judged is None:
        judged = _judged(begun, reading)
    writer = SiteWriter(
        options.out,
        url=program.settings.base_url,
        replace=options.replace,
        may_go=(SAMPLE_BASE_URL,),
        wait=options.wait,
        tell=_telling(progress),
    )
    with writer as site:
        context = rendering(program, options, site)
        # a first build draws all pictures, so sharing the work pays off sooner
        if begun.most.jobs > 1 and draws_much(program, options, site):
            options = begun.most
        counts = [pictures(context, options, progress)]
        if reading is None or judged is None:
            reading = looked(program, options, progress, context=context, session=session)
            judged = _judged(begun, reading)
            if reading.failed:
                raise reading.failed
        elif session:
            reading = replace(reading, drawn=session.standing_in(site))
        plan, warnings = judged
        counts.append(site.write_all(handbook(options)))
        left = [one for one in pages_of(program, plan, reading) if one.file.name not in reading.drawn]
        lists = lists_of(program, plan, options)
        with storing(program, plan, lists, site) as folder:
            drawn = {**reading.drawn, **awards(replace(context, signed=folder), left, options, progress)}
            rows = _rows(program, drawn)
            counts += [one.count for one in drawn.values()]
            counts += [site.write_all(whole(context, lists, rows, progress))]
        stays = session.place(site, drawn) if session else ()
        size = weighing.measured(site.beside, stays) if program.settings.host else None
        hosted = weighing.problems(program, reading.surveys, built=size)
        undrawn = [*context.renderer.warnings(), *(one for file in drawn.values() for one in file.undrawn)]
        files = sum(written for written, _ in counts)
        told = tuple(in_order([*warnings, *undrawn, *preview_warning(program, plan), *hosted]))
        if session:
            writer.stays = stays
            writer.then = partial(session.keep, writer, program, reading.surveys, drawn, plan, (files, told))
    return Built(
        awards=len(rows),
        classes=len(program.classes),
        issued=plan.signing,
        previewed=plan.previewing,
        files=files,
        changed=sum(changed for _, changed in counts),
        warnings=tuple(in_order([*told, *leaving.warnings(options.out, writer.gone, writer.lightened)])),
    )


def _rows(program: Program, drawn: Mapping[str, Drawn]) -> list[AwardRow]:
    """Return a row for each award, in the order of the files."""
    return [row for file in sign.files_to_survey(program) for row in drawn[file.name].rows]


def issue(
    options: Options, held: lock.Held | None = None, *, everything: bool = False
) -> tuple[int, tuple[Problem, ...]]:
    """Sign and store new awards without making pages. Return how many were signed, and the warnings.

    Templates, catalogues and icons are not read: `trial` has checked them, in a run without keys. Publishing signs
    `everything`: if the key of one issuer is missing, nothing is signed.
    """
    with _alone(options, held, quiet):
        begun = _begin(options, drawn=False)
        program, options = begun.program, begun.options
        reading = looked(program, options, quiet, keeps=keeps_all(program, options))
        plan, warnings = _judged(begun, reading)
        wrong = sign.absent(program, plan.needs, options.now) if everything else []
        wrong += unsignable(program, plan, options, quiet, reading.contents) if options.keyring and not wrong else []
        if wrong:
            raise SignError(*in_order(wrong))
        if options.keyring:
            sign_waiting(program, plan, options, quiet, reading.contents)
    return plan.signing, warnings


@contextlib.contextmanager
def _alone(options: Options, held: lock.Held | None, progress: Progress) -> Iterator[None]:
    """Hold the programme's lock if something may be signed; otherwise only keep others from writing."""
    shown, tell = options.shown or str(options.program), _telling(progress)
    if held is not None:
        held.is_for(options.program)
        yield
    elif options.keyring:
        with lock.hold(options.program, "build", wait=options.wait, tell=tell, shown=shown):
            yield
    else:
        with lock.reading(options.program, wait=options.wait, tell=tell, shown=shown):
            yield


def _telling(progress: Progress) -> lock.Tell:
    return lambda words: progress(words, 0)


def check(options: Options, progress: Progress = quiet) -> tuple[list[Problem], sign.Plan | None]:
    """Return every problem and warning of the programme, and what a build would sign. Nothing is written.

    Unlike a build, this also checks that the key of every issued line was valid, reports what is unusual though
    correct, and searches other files and git's staged changes for secrets and addresses.
    """
    problems, found = _checked(options, progress)
    stopped = lock.unpublished(options.program, options.shown or str(options.program), severity="warning")
    return in_order([*problems, *stopped]), found.plan if found else None


@dataclass(frozen=True, slots=True)
class _Checked:
    """A programme that was checked, with the results."""

    begun: _Begun
    reading: Reading
    plan: sign.Plan


def _checked(options: Options, progress: Progress, *, draws: bool = False) -> tuple[list[Problem], _Checked | None]:
    """Do what `check` does, but ignore what a killed `publish` left, because `publish` itself calls this on the way.

    If the user has templates, a few pages are made as a test, unless the caller `draws` everything afterwards.
    """
    program, problems = read_program(options.program, shown=options.shown, thorough=True)
    if program is None:
        return in_order(problems), None
    _need_contexts()
    beside = _beside_awards(program, options)
    begun = _Begun(program, _fitting(program, options), options, (*problems, *beside))
    options = begun.options
    reading = looked(program, options, progress, keeps=keeps_all(program, options))
    plan = _plan(program, reading, options)
    problems += [*plan.problems, *errors(plan.between), *beside, *_audited(program, plan, reading), *plan.between]
    if not errors(plan.problems):
        problems += sign.keyless(program, plan.needs, options.now)
        problems += unsignable(program, plan, options, progress, reading.contents)
    if not draws and not errors(problems) and own_files(options.templates):
        problems += glimpsed(program, pages_of(program, unsigned(plan), reading), options)
    if not errors(problems):
        problems += weighing.problems(program, reading.surveys, handbook=options.handbook is not None)
    problems += [*leaks(program.root, program.shown, program.contacts), *lock.unfinished(program.root, program.shown)]
    reported = {(one.place.file, one.place.line, one.code) for one in problems}
    problems += [
        one
        for one in staged(program.root, program.shown, program.contacts)
        if (one.place.file, one.place.line, one.code) not in reported
    ]
    return in_order(problems), _Checked(begun, reading, plan)


def trial(
    options: Options, progress: Progress = quiet, look: Callable[[Path], list[Problem]] = lambda site: []
) -> tuple[list[Problem], sign.Plan | None]:
    """Run `check`, then make the whole site and one certificate in a temporary folder: all that signing relies on.

    No key is used and nothing is written below the programme, so every problem is known before anything is signed.
    `look` gets the folder of the site and may return more problems.
    """
    options = replace(options, keyring=sign.Keyring())
    problems, found = _checked(options, progress, draws=True)
    if found is None or errors(problems):
        return problems, found.plan if found else None
    begun, plan = found.begun, found.plan
    try:
        with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
            out = Path(scratch, "site")
            trying = replace(begun, options=replace(begun.options, out=out), most=replace(begun.most, out=out))
            if keeps_all(begun.program, begun.options):
                _built(trying, found.reading, progress, (plan, ()))
            else:
                _built(trying, None, progress)
            problems += look(out)
        problems += certified(begun.program, pages_of(begun.program, plan, found.reading), begun.options)
    except BadgepressError as error:
        problems += error.problems
    return in_order(problems), plan


def _judged(begun: _Begun, reading: Reading) -> tuple[sign.Plan, tuple[Problem, ...]]:
    """Return the plan of what to sign, and the warnings. Raises ReadError if there are errors."""
    program = begun.program
    plan = _plan(program, reading, begun.options)
    # a changed line must not be published; `check` reports keys that are no longer listed or were not valid
    changed = [one for one in _audited(program, plan, reading) if one.code == sign.TAMPERED]
    problems = in_order([*begun.problems, *plan.problems, *errors(plan.between), *changed])
    if errors(problems):
        raise ReadError(*problems)
    # `check` reports each of the unlisted lines by itself
    return plan, (*problems, *plan.unlisted)


def _beside_awards(program: Program, options: Options, *, drawn: bool = True) -> list[Problem]:
    """Return problems with keys and templates that would stop signing or rendering."""
    return [*sign.sample_key_warnings(program), *(problems_with(program, options.templates) if drawn else [])]


def _audited(program: Program, plan: sign.Plan, reading: Reading) -> list[Problem]:
    """Return issued lines and status lists that were changed after signing."""
    found = [*sign.audit_lists(program, plan.kept), *reading.audited]
    # a line that does not match its assertion was already reported as altered
    return [one for one in found if one not in plan.problems]


def _fitting(program: Program, options: Options) -> Options:
    """Return the options with a single process for small programmes."""
    small = sum(file.path.stat().st_size for file in program.files) < WORTH_PROCESSES
    return replace(options, jobs=1) if small else options


def _plan(program: Program, reading: Reading, options: Options) -> sign.Plan:
    plan = sign.make_plan(program, reading.surveys, options.keyring, options.now)
    return replace(plan, problems=sign.lost(program, reading.surveys, plan, options.history))
