"""One pass over the files of awards: each is read, held against its lines and checked once, and handed on.

What a file says is needed again when its pages are made, which is after everything is known to be in order. Of a small
programme it is kept till then. Of a large one it is not: the pages are made at once, into a site that is thrown away
if anything turns out to be wrong, and a small row of each award stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from badgepress import sign
from badgepress.drawing import Context, Drawn, Options, Pages, Progress, draw, rendering, watched
from badgepress.errors import BadgepressError, Problem, errors
from badgepress.model import AssertionFile, Program
from badgepress.parallel import each
from badgepress.render.writer import Target

#: Up to so many bytes of awards and lines are kept in memory, parsed: some thousand awards, some 100 MB.
KEPT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Looked:
    """What one file came to. `drawn` where its pages were made at once; `failed` is what stopped that."""

    survey: sign.Survey
    audited: tuple[Problem, ...]
    contents: sign.Contents | None = None
    drawn: Drawn | None = None
    failed: BadgepressError | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What all files came to, in their order; `contents` and `drawn` are by the name of the file."""

    surveys: tuple[sign.Survey, ...]
    audited: tuple[Problem, ...]
    contents: Mapping[str, sign.Contents]
    drawn: Mapping[str, Drawn]
    failed: BadgepressError | None = None


class _Pass:
    """What a process that reads needs; it stops drawing at the first error, for the site will not be used."""

    def __init__(self, program: Program, context: Context | None, *, keeps: bool) -> None:
        self._program, self._context, self._keeps = program, context, keeps

    def look(self, file: AssertionFile) -> Looked:
        program = self._program
        contents = sign.contents_of(program, file)
        survey = sign.survey(program, contents)
        audited = tuple(sign.audit_lines(program, contents.lines))
        kept = contents if self._keeps else None
        if errors([*survey.problems, *audited]):
            self._context = None
        if self._context is None or survey.pending:
            return Looked(survey, audited, kept)
        try:
            return Looked(survey, audited, kept, draw(self._context, Pages(file, contents=contents)))
        except BadgepressError as error:
            self._context = None
            return Looked(survey, audited, kept, failed=error)


def keeps_all(program: Program, options: Options) -> bool:
    """Whether what the files say can be kept in memory."""
    if options.jobs > 1:
        return False
    issued = (program.root / sign.FOLDER).rglob("*.jsonl")
    return sum(path.stat().st_size for path in (*(file.path for file in program.files), *issued)) <= KEPT


def looked(
    program: Program, options: Options, progress: Progress, *, keeps: bool = False, context: Context | None = None
) -> Reading:
    """Look at every file of awards, and at every file of the store without one.

    With `keeps` what they say is kept; with a `context` the pages of each file are made at once, unless some of its
    awards wait to be signed.
    """
    files = sign.files_to_survey(program)
    setup = partial(_passing, program, options, context.target if context else None, keeps=keeps)
    here = None if context is None else _Pass(program, context, keeps=keeps)
    work = each(_look, files, setup=setup, jobs=options.jobs, here=here)
    found = list(watched(progress, "reading and rendering" if context else "reading", len(files), work))
    return Reading(
        tuple(one.survey for one in found),
        tuple(wrong for one in found for wrong in one.audited),
        {one.survey.name: one.contents for one in found if one.contents},
        {one.survey.name: one.drawn for one in found if one.drawn},
        next((one.failed for one in found if one.failed), None),
    )


def pages_of(program: Program, plan: sign.Plan, reading: Reading) -> list[Pages]:
    """Every file of awards with what the plan shows of it as a preview, and what it says where that was kept."""
    return [
        Pages(file, plan.previews.get(file.name, ()), reading.contents.get(file.name))
        for file in sign.files_to_survey(program)
    ]


def _passing(program: Program, options: Options, target: Target | None, *, keeps: bool) -> _Pass:
    return _Pass(program, rendering(program, options, target) if target else None, keeps=keeps)


def _look(one: _Pass, file: AssertionFile) -> Looked:
    return one.look(file)
