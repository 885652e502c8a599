"""Reads the files of awards in one pass: each is read, compared with its lines and checked once.

The contents of a file are needed again for its pages, which are made after everything has been checked. A small
programme keeps them in memory until then. A large one does not: its pages are made at once, into a site that is thrown
away if there are errors, and only a small row of each award is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from badgepress import sign
from badgepress.cache import Session
from badgepress.drawing import Context, Drawn, Options, Pages, Progress, draw, rendering, watched
from badgepress.errors import BadgepressError, Problem, errors
from badgepress.model import AssertionFile, Program
from badgepress.model.pattern import Patterns
from badgepress.parallel import each
from badgepress.render.writer import Target

#: Up to so many bytes of awards and lines are kept in memory, parsed: a few thousand awards, about 100 MB.
KEPT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Looked:
    """The result of one file. `drawn` is set if its pages were made at once; `failed` is an error that stopped that.

    `ends` are the moments when versions of its awards end, as they were issued (RFC 3339).
    """

    survey: sign.Survey
    audited: tuple[Problem, ...]
    ends: tuple[str, ...] = ()
    contents: sign.Kept | None = None
    drawn: Drawn | None = None
    failed: BadgepressError | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The results of all files, in order; `contents` and `drawn` are keyed by the name of the file."""

    surveys: tuple[sign.Survey, ...]
    audited: tuple[Problem, ...]
    contents: Mapping[str, sign.Kept]
    drawn: Mapping[str, Drawn]
    failed: BadgepressError | None = None


class _Pass:
    """The state of a process that reads. It stops drawing at the first error, because the site will not be used."""

    def __init__(self, program: Program, context: Context | None, *, keeps: bool) -> None:
        self._program, self._context, self._keeps = program, context, keeps
        self._patterns, self._auditor = Patterns(), sign.Auditor(program)

    def look(self, file: AssertionFile) -> Looked:
        program = self._program
        contents = sign.contents_of(program, file, self._patterns)
        survey = sign.survey(program, contents)
        audited = tuple(self._auditor.problems(contents.lines))
        ends = _ends(contents)
        is_broken = bool(errors([*survey.problems, *audited]))
        packs = survey.pending and not self._keeps and not is_broken
        found = Looked(survey, audited, ends, sign.packed(contents) if packs else contents if self._keeps else None)
        if is_broken:
            self._context = None
        if self._context is None or survey.pending:
            return found
        try:
            return replace(found, drawn=draw(self._context, Pages(file, contents=contents)))
        except BadgepressError as error:
            self._context = None
            return replace(found, failed=error)


def keeps_all(program: Program, options: Options) -> bool:
    """Return whether the contents of all files can be kept in memory."""
    if options.jobs > 1:
        return False
    issued = (program.root / sign.FOLDER).rglob("*.jsonl")
    return sum(path.stat().st_size for path in (*(file.path for file in program.files), *issued)) <= KEPT


def looked(
    program: Program,
    options: Options,
    progress: Progress,
    *,
    keeps: bool = False,
    context: Context | None = None,
    session: Session | None = None,
) -> Reading:
    """Read every file of awards, and every file of the store that has no such file.

    With `keeps` their contents are kept. With a `context` the pages of each file are made at once, unless some of its
    awards wait to be signed. What the `session` of a cache knows of a file is taken from there.
    """
    everything = sign.files_to_survey(program)
    hits = session.looked(program, context.target if context else None) if session else {}
    files = [one for one in everything if one.name not in hits]
    setup = partial(_passing, program, options, context.target if context else None, keeps=keeps)
    here = None if context is None else _Pass(program, context, keeps=keeps)
    work = each(_look, files, setup=setup, jobs=options.jobs, here=here)
    read = {}
    for looked_at in watched(progress, "reading and rendering" if context else "reading", len(files), work):
        read[looked_at.survey.name] = looked_at
        if session:
            session.note(looked_at.survey.name, looked_at.audited, looked_at.ends)
    read |= {name: Looked(hit.survey, hit.audited, drawn=hit.drawn) for name, hit in hits.items()}
    found = [read[one.name] for one in everything]
    return Reading(
        tuple(one.survey for one in found),
        tuple(wrong for one in found for wrong in one.audited),
        {one.survey.name: one.contents for one in found if one.contents},
        {one.survey.name: one.drawn for one in found if one.drawn},
        next((one.failed for one in found if one.failed), None),
    )


def _ends(contents: sign.Contents) -> tuple[str, ...]:
    """Return when versions of the awards of a file end, without repetition."""
    return tuple(sorted({line.ends for line in contents.lines} - {""}))


def pages_of(program: Program, plan: sign.Plan, reading: Reading) -> list[Pages]:
    """Return every file of awards with what the plan signs for it, and its contents if they were kept."""
    return [
        Pages(
            file,
            plan.orders.get(file.name, ()),
            plan.previews.get(file.name, ()),
            reading.contents.get(file.name),
        )
        for file in sign.files_to_survey(program)
    ]


def _passing(program: Program, options: Options, target: Target | None, *, keeps: bool) -> _Pass:
    return _Pass(program, rendering(program, options, target) if target else None, keeps=keeps)


def _look(one: _Pass, file: AssertionFile) -> Looked:
    return one.look(file)
