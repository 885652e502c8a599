"""Reads the row of every award of a programme without making its site, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from badgepress import sign
from badgepress.model import AssertionFile, Program
from badgepress.model.pattern import Patterns
from badgepress.parallel import each
from badgepress.registry import credential
from badgepress.registry.rows import AwardRow, row_of


def rows_of(program: Program, jobs: int = 1) -> Iterator[AwardRow]:
    """Yield the row of each issued award, in the order of the files. Awards that are not signed yet have none.

    The programme must be free of errors. Raises BadgepressError.
    """
    for rows in each(
        _rows, sign.files_to_survey(program), setup=partial(_context, program), jobs=jobs, here=_context(program)
    ):
        yield from rows


def _context(program: Program) -> tuple[Program, Patterns]:
    return program, Patterns()


def _rows(context: tuple[Program, Patterns], file: AssertionFile) -> list[AwardRow]:
    program, patterns = context
    contents = sign.contents_of(program, file, patterns)
    found = []
    for issued, _ in sign.issued_awards(program, contents):
        signed = issued.credential
        text = credential.read(signed, program.settings.base_url) if signed is not None else None
        found.append(row_of(program, issued, text))
    return found
