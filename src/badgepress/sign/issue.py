"""Signing itself: compose, check, sign, keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from badgepress.errors import CredentialError, Problem, SignError, problem
from badgepress.model import AssertionFile, Award, Program, rfc3339
from badgepress.openbadges import proof, schema
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read import load_awards
from badgepress.sign import listindexes, status, store
from badgepress.sign.compose import Composer
from badgepress.sign.plan import Order
from badgepress.sign.status import Signed, Wanted


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of awards with what is to be signed of it; `awards` are those of the file where they have been kept."""

    file: AssertionFile
    orders: Sequence[Order]
    awards: Sequence[Award] | None = None

    def read(self, program: Program) -> Sequence[Award]:
        """The awards of the file."""
        return load_awards(self.file, program)[0] if self.awards is None else self.awards


def signed_lines(
    program: Program,
    awards: Sequence[Award],
    orders: Sequence[Order],
    secrets: Mapping[str, SecretKey],
    now: datetime,
    composer: Composer | None = None,
) -> list[bytes]:
    """The orders of one file, whose awards are given, as signed lines, in order; nothing is written.

    `composer` is one that has composed for other files. Raises SignError with every problem of every credential, each
    at its assertion's place.
    """
    composer = composer or Composer(program)
    known = {award.id: award for award in awards}
    lines: list[bytes] = []
    problems: list[Problem] = []
    for order in orders:
        award = known[order.award]
        unsigned = composer.credential(award, order.entry)
        wrong = schema.problems(unsigned)
        if wrong:
            problems += [_at(award, one) for one in wrong]
            continue
        method = f"{unsigned['issuer']['id']}#{secrets[order.issuer].public}"
        try:
            signed = proof.sign(unsigned, secrets[order.issuer], verification_method=method, created=rfc3339(now))
        except CredentialError as error:
            problems += [_at(award, one) for one in error.problems]
            continue
        lines.append(orjson.dumps(signed))
    if problems:
        raise SignError(*problems)
    return lines


def sign_files(
    program: Program,
    items: Iterable[Waiting],
    secrets: Mapping[str, SecretKey],
    now: datetime,
) -> Iterator[tuple[str, list[bytes]]]:
    """Sign the orders of each file: its name and its lines; nothing is written. The first SignError is raised."""
    composer = Composer(program)
    for one in items:
        yield one.file.name, signed_lines(program, one.read(program), one.orders, secrets, now, composer)


def unsignable(
    program: Program,
    items: Iterable[Waiting],
    secrets: Mapping[str, SecretKey],
    now: datetime,
) -> list[Problem]:
    """What keeps orders from being signed: each is composed, checked and signed, and thrown away."""
    composer = Composer(program)
    found: list[Problem] = []
    for one in items:
        try:
            signed_lines(program, one.read(program), one.orders, secrets, now, composer)
        except SignError as error:
            found += error.problems
    return found


def keep_lines(program: Program, signed: Iterable[tuple[str, Sequence[bytes]]]) -> Iterator[int]:
    """Append the lines of each file to its store, all of a file or none; how many they were.

    A file counts once it is safe on the disk. Only the process that holds the programme's lock may do this: one that
    works for it could outlive it. When something is raised, files after it may be written or not.
    """
    return store.append_all(program, signed)


def issue_list(program: Program, wanted: Wanted, secret: SecretKey, now: datetime) -> Signed:
    """Sign one status list and keep it.

    Which of its places are suspended is noted before and after: a run that is killed between the two leaves noted
    what may be cleared in the old list and in the new one, less what is revoked by now.
    """
    signed = status.sign(program, wanted, secret, now)
    path = status.path_of(program, wanted.number)
    before = listindexes.read_suspended(program)[0].get(wanted.number, frozenset())
    listindexes.note_suspended(
        program, wanted.number, (before | wanted.suspended) - (wanted.revoked - wanted.suspended)
    )
    store.replace(path, signed.raw + b"\n", f"{program.shown}/{store.FOLDER}/status/{path.name}")
    listindexes.note_suspended(program, wanted.number, wanted.suspended)
    return signed


def _at(award: Award, one: Problem) -> Problem:
    place = award.place()
    return problem(
        "cannot-sign",
        f"award '{award.id}' does not make a sound credential: {one.sentence()}",
        file=place.file,
        line=place.line,
        path=one.place.path,
        hint=one.hint or "mend the assertion or its badge class",
    )
