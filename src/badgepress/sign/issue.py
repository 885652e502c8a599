"""Compose, check and sign credentials, and append them to the store."""

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
    """An assertion file and the lines to sign for it; `awards` are the file's awards if already read."""

    file: AssertionFile
    orders: Sequence[Order]
    awards: Sequence[Award] | None = None

    def read(self, program: Program) -> Sequence[Award]:
        """Return the file's awards, reading them if necessary."""
        return load_awards(self.file, program)[0] if self.awards is None else self.awards


def signed_lines(
    program: Program,
    awards: Sequence[Award],
    orders: Sequence[Order],
    secrets: Mapping[str, SecretKey],
    now: datetime,
    composer: Composer | None = None,
) -> list[bytes]:
    """Sign the orders of one file, given its awards. Return the lines in order, without line ends; write nothing.

    Pass a `composer` that composed other files to reuse its work. Raises SignError with every problem of every
    credential, each located at its assertion.
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
            problems += [_at(award, reason) for reason in wrong]
            continue
        method = f"{unsigned['issuer']['id']}#{secrets[order.issuer].public}"
        try:
            signed = proof.sign(unsigned, secrets[order.issuer], verification_method=method, created=rfc3339(now))
        except CredentialError as error:
            problems += [_at(award, reason) for reason in error.problems]
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
    """Sign the orders of each file; yield its name and lines. Writes nothing. Raises the first file's SignError."""
    composer = Composer(program)
    for item in items:
        yield item.file.name, signed_lines(program, item.read(program), item.orders, secrets, now, composer)


def unsignable(
    program: Program,
    items: Iterable[Waiting],
    secrets: Mapping[str, SecretKey],
    now: datetime,
) -> list[Problem]:
    """Return the problems that prevent signing. Composes, checks and signs everything, then throws it away."""
    composer = Composer(program)
    found: list[Problem] = []
    for item in items:
        try:
            signed_lines(program, item.read(program), item.orders, secrets, now, composer)
        except SignError as error:
            found += error.problems
    return found


def keep_lines(program: Program, signed: Iterable[tuple[str, Sequence[bytes]]]) -> Iterator[int]:
    """Append the lines of each file to its store file, all or none. Yield each file's count once it is on the disk.

    Only the process that holds the programme's lock may call this: a worker process could outlive the lock. If this
    raises, later files may or may not have been written.
    """
    return store.append_all(program, signed)


def issue_list(program: Program, wanted: Wanted, secret: SecretKey, now: datetime) -> Signed:
    """Sign one status list and store it.

    Writes `suspended.json` before and after the list. If the run is killed between the two, the note covers the
    suspensions of both the old and the new list, minus what is now revoked for good.
    """
    signed = status.sign(program, wanted, secret, now)
    path = status.path_of(program, wanted.number)
    noted = listindexes.read_suspended(program)[0].get(wanted.number, frozenset())
    listindexes.note_suspended(program, wanted.number, (noted | wanted.suspended) - (wanted.revoked - wanted.suspended))
    store.replace(path, signed.raw + b"\n", f"{program.shown}/{store.FOLDER}/status/{path.name}")
    listindexes.note_suspended(program, wanted.number, wanted.suspended)
    return signed


def _at(award: Award, reason: Problem) -> Problem:
    """Move a credential's problem to the assertion it comes from."""
    place = award.place()
    return problem(
        "cannot-sign",
        f"award '{award.id}' does not make a valid credential: {reason.sentence()}",
        file=place.file,
        line=place.line,
        path=reason.place.path,
        hint=reason.hint or "correct the assertion or its badge class",
    )
