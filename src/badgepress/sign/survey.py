"""Compare the awards of one assertion file with the lines issued for them.

Works on one file at a time and returns a small picklable value, so several processes can survey a large programme and
it is never in memory as a whole.
"""

from __future__ import annotations

import pickle
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from badgepress.errors import Place, Problem, problem
from badgepress.model import AssertionFile, Award, Program, moment
from badgepress.model.issued import Issued, State
from badgepress.model.pattern import Patterns
from badgepress.read import load_awards
from badgepress.read.holdings import Holding, holding
from badgepress.sign import claims, history, store
from badgepress.sign.audit import TAMPERED, audit_line
from badgepress.sign.lines import Line, parse


@dataclass(frozen=True, slots=True)
class Contents:
    """An assertion file's awards and the lines issued for them, read and parsed once.

    `problems` are those of the assertion file, `broken` those of the store file. `blobs` are git's names for the bytes
    of the store file, from `history.blob_names`.
    """

    file: AssertionFile
    awards: tuple[Award, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    broken: tuple[Problem, ...]
    blobs: tuple[str, str] | None = None

    def unpacked(self, program: Program, patterns: Patterns | None = None) -> Contents:
        """Return this, as `Packed.unpacked` does."""
        return self


@dataclass(frozen=True, slots=True)
class Survey:
    """What one assertion file and its store file come to; either may be missing.

    `ids`: each award's id and its place in the file. `lines`: (id, list number, index, file, line) of every issued
    line. `given`: (issuer DID, list number, index) of every issued line. `revoked`: (list number, index) of the bits to
    set; `suspended`: those among them that are only suspended. `pending`: (award id, issuer slug, `revoked` or
    `suspended` or empty) of the lines still to sign, in order. `signers`: the ids of the keys that signed each award's
    newest line. `held`: one row for each award. `blobs`: as in `Contents`.
    """

    name: str
    ids: tuple[tuple[str, Place], ...]
    lines: tuple[tuple[str, int, int, str, int], ...]
    given: tuple[tuple[str, int, int], ...]
    revoked: tuple[tuple[int, int], ...]
    suspended: tuple[tuple[int, int], ...]
    pending: tuple[tuple[str, str, str], ...]
    signers: tuple[str, ...]
    held: tuple[Holding, ...]
    problems: tuple[Problem, ...]
    blobs: tuple[str, str] | None = None


def files_to_survey(program: Program) -> list[AssertionFile]:
    """Return every assertion file, plus a stand-in for each store file whose assertion file is gone."""
    known = {file.name for file in program.files}
    gone = [name for name in store.names(program) if name not in known]
    return [*program.files, *(AssertionFile(name, Path(), "") for name in gone)]


def contents_of(program: Program, file: AssertionFile, patterns: Patterns | None = None) -> Contents:
    """Read an assertion file and its store file. Problems are returned in the value, not raised.

    With `patterns`, lines that are like earlier ones need not be parsed.
    """
    awards, problems = load_awards(file, program) if file.shown else ([], [])
    data, broken = store.read_file(program, file.name)
    if data is None:
        return Contents(file, tuple(awards), (), tuple(problems), tuple(broken))
    lines, broken = store.lines_in(program, file.name, data, patterns)
    return Contents(file, tuple(awards), tuple(lines), tuple(problems), tuple(broken), history.blob_names(data))


@dataclass(frozen=True, slots=True)
class Packed:
    """The contents of a file that has no problems, in little memory: some 200 bytes for an award of a cohort."""

    file: AssertionFile
    data: bytes

    def unpacked(self, program: Program, patterns: Patterns | None = None) -> Contents:
        """Return the contents. Lines are parsed again, by their pattern where they have one."""
        awards, data = pickle.loads(zlib.decompress(self.data))  # noqa: S301 - packed by this run
        lines, _ = store.lines_in(program, self.file.name, data, patterns)
        return Contents(self.file, awards, tuple(lines), (), ())


Kept = Contents | Packed
"""The contents of a file that were read before, as they are or packed."""


def packed(contents: Contents) -> Packed:
    """Pack the contents of a file until its pages are made. They stay in this run's memory."""
    lines = b"".join(line.raw + b"\n" for line in contents.lines)
    return Packed(contents.file, zlib.compress(pickle.dumps((contents.awards, lines), 5), 1))


def with_signed(program: Program, contents: Contents, signed: Sequence[bytes], patterns: Patterns) -> Contents:
    """Return the same awards with lines that are signed and not in the store yet."""
    shown, count = store.shown_file(program, contents.file.name), len(contents.lines)
    more = (parse(program, raw, shown, number, patterns) for number, raw in enumerate(signed, count + 1))
    return replace(contents, lines=(*contents.lines, *more))


def survey(program: Program, contents: Contents) -> Survey:
    """Find which awards of a file are new, revoked, edited, missing or issued twice."""
    file, awards, lines = contents.file, contents.awards, contents.lines
    problems = [*contents.problems, *contents.broken]
    versions = _by_id(lines)
    pending: list[tuple[str, str, str]] = []
    revoked: set[tuple[int, int]] = set()
    suspended: set[tuple[int, int]] = set()
    for award in awards:
        issued = versions.get(award.id, [])
        problems += _problems_of(program, file, award, issued)
        missing = 1 + len(award.assertion.reissued) - len(issued)
        issuer = program.issuer_of(program.classes[award.assertion.badge]).slug
        withdrawn = award.assertion.withdrawn
        pending += [(award.id, issuer, withdrawn)] * missing
        if issued:
            newest = [] if missing > 0 else [issued[-1]]
            held = [] if withdrawn else newest
            revoked.update((line.number, line.index) for line in issued if line not in held)
            if withdrawn == "suspended":
                suspended.update((line.number, line.index) for line in newest)
    authored = {award.id for award in awards}
    for award_id, issued in versions.items():
        if award_id not in authored:
            revoked.update((line.number, line.index) for line in issued)
            if issued[-1].credential is not None and not problems:
                problems.append(_orphan(issued[-1], file))
    return Survey(
        file.name,
        tuple((award.id, award.place()) for award in awards),
        tuple((line.id, line.number, line.index, line.file, line.line) for line in lines),
        tuple((line.issuer, line.number, line.index) for line in lines),
        tuple(sorted(revoked)),
        tuple(sorted(suspended)),
        tuple(pending),
        tuple(_signer(some[-1]) for some in versions.values() if some[-1].credential is not None),
        tuple(holding(program, award) for award in awards),
        tuple(problems),
        contents.blobs,
    )


def issued_awards(
    program: Program, contents: Contents, preview: Sequence[bytes] = ()
) -> list[tuple[Issued, tuple[Issued, ...]]]:
    """Return the current version of every award of a file, each with its earlier, superseded versions.

    `preview` are further lines, signed with the throw-away key. The file must have been surveyed without errors.
    """
    awards = {award.id: award for award in contents.awards}
    lines = list(contents.lines)
    stored = len(lines)
    lines += [parse(program, raw, "preview", number) for number, raw in enumerate(preview, 1)]
    previews = {id(line) for line in lines[stored:]}
    found = []
    for award_id, versions in _by_id(lines).items():
        award = awards.get(award_id)
        whole = [
            _issued(line, number, len(versions), award, preview=id(line) in previews)
            for number, line in enumerate(versions, 1)
        ]
        *earlier, current = whole
        found.append((current, tuple(replace(one, state=State.SUPERSEDED) for one in earlier)))
    return found


def _issued(line: Line, version: int, current: int, award: Award | None, *, preview: bool) -> Issued:
    assertion = award.assertion if award else None
    state = State.ACTIVE
    if line.credential is None:
        state = State.ERASED
    elif preview:
        state = State.PREVIEW
    elif assertion and assertion.withdrawn:
        state = State(assertion.withdrawn)
    withdrawal = (assertion.revoked or assertion.suspended) if assertion else None
    withdrawn = moment(line.erased) if line.erased else None
    subject = line.common.get("credentialSubject", {})
    badge = str(subject.get("achievement", {}).get("id", "")).removesuffix("/achievement.json").rpartition("/")[2]
    return Issued(
        id=line.id,
        state=state,
        credential=line.credential,
        raw=line.raw,
        badge=badge,
        visibility=assertion.visibility if assertion else "unlisted",
        revoked_on=withdrawal.on if withdrawal else withdrawn,
        revoked_reason=withdrawal.reason if withdrawal else None,
        recipient=assertion.recipient if assertion else None,
        version=version,
        current=current,
    )


def _by_id(lines: Sequence[Line]) -> dict[str, list[Line]]:
    versions: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        versions[line.id].append(line)
    return versions


def _problems_of(program: Program, file: AssertionFile, award: Award, issued: Sequence[Line]) -> list[Problem]:
    if not issued:
        return []
    last = issued[-1]
    if last.credential is None:
        return [erased_present(award, file.shown)]
    expected = 1 + len(award.assertion.reissued)
    if len(issued) > expected:
        return [
            problem(
                "issued-id-twice",
                f"award '{award.id}' has {len(issued)} lines, first in {issued[0].file}:{issued[0].line}",
                file=last.file,
                line=last.line,
                expected=f"{expected}, as its assertion lists {expected - 1} reissues",
                hint=f"{store.TWO_SIDES}; then `badgepress restore` notes its index as unused",
            )
        ]
    edited = claims.edits(program, award, last.credential, file=file.shown) if len(issued) == expected else []
    # If the line was altered, report that instead: reissuing the award would not help.
    wrong = audit_line(program, last) if edited else None
    return [wrong] if wrong is not None and wrong.code == TAMPERED else edited


def erased_present(award: Award, shown: str = "") -> Problem:
    """Return the error for an assertion of an erased award; `shown` is its file if the award does not know it."""
    return problem(
        "erased-award-present",
        f"award '{award.id}' is erased but its assertion is still here",
        file=award.place().file or shown,
        line=award.place().line,
        hint="remove the assertion; leave its tombstone in the issued store",
    )


def _signer(line: Line) -> str:
    proofs = line.common.get("proof")
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    return str(first.get("verificationMethod")) if isinstance(first, dict) else ""


def _orphan(line: Line, file: AssertionFile) -> Problem:
    return problem(
        "issued-without-assertion",
        f"award '{line.id}' is issued but no longer has an assertion",
        file=line.file,
        line=line.line,
        expected=f"it in {file.shown or f'assertions/{file.name}.yml'}",
        hint="bring the assertion back; to revoke the award, add `revoked:` to it",
    )
