"""Find one award by its id, reading as few files as possible."""

from __future__ import annotations

from difflib import get_close_matches

from badgepress.errors import Problem, ReadError, SignError, problem
from badgepress.model import Program
from badgepress.model.issued import Issued
from badgepress.read import find_authored, load_awards
from badgepress.read.find import likely_first
from badgepress.sign.audit import audit_line
from badgepress.sign.survey import contents_of, files_to_survey, issued_awards


def find_award(program: Program, award: str, version: int | None = None) -> Issued:
    """Return the current version of an award, or an earlier `version` (from 1), after checking its signature.

    Raises ReadError `unknown-award`, `not-issued` or `unknown-version`, and SignError if its line fails the audit.
    """
    for file in likely_first(files_to_survey(program), award):
        contents = contents_of(program, file)
        lines = [line for line in contents.lines if line.id == award]
        if not lines:
            continue
        current, earlier = next(pair for pair in issued_awards(program, contents) if pair[0].id == award)
        versions = [*earlier, current]
        number = len(versions) if version is None else version
        if not 1 <= number <= len(versions):
            expected = ", ".join(str(issued.version) for issued in versions)
            message = f"award '{award}' has no version {number}"
            raise ReadError(problem("unknown-version", message, file=file.shown, expected=expected))
        wrong = audit_line(program, lines[number - 1])
        if wrong:
            raise SignError(wrong)
        return versions[number - 1]
    raise ReadError(_missing(program, award))


def _missing(program: Program, award: str) -> Problem:
    authored = find_authored(program, award)
    if authored:
        hint = "run a build with the issuer's key to issue it"
        return problem("not-issued", f"award '{award}' is not issued yet", file=authored.file.shown, hint=hint)
    known = [one.id for file in program.files for one in load_awards(file, program)[0]]
    near = get_close_matches(award, known, 1)
    hint = f"did you mean '{near[0]}'?" if near else "an award's id is the last part of its page's address"
    return problem("unknown-award", f"no award '{award}' in {program.shown}/assertions/", hint=hint)
