"""Compose, check and sign credentials, and append them to the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from badgepress.errors import Problem, SignError
from badgepress.model import AssertionFile, Award, Program
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read import load_awards
from badgepress.sign import listindexes, status, store
from badgepress.sign.plan import Order
from badgepress.sign.signer import Signer
from badgepress.sign.status import Signed, Wanted
from badgepress.sign.survey import Kept


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assertion file and the lines to sign for it; `contents` are the file's contents if already read."""

    file: AssertionFile
    orders: Sequence[Order]
    contents: Kept | None = None

    def read(self, program: Program) -> Sequence[Award]:
        """Return the file's awards, reading them if necessary."""
        return load_awards(self.file, program)[0] if self.contents is None else self.contents.unpacked(program).awards


def signed_lines(signer: Signer, awards: Sequence[Award], orders: Sequence[Order]) -> list[bytes]:
    """Sign the orders of one file, given its awards. Return the lines in order, without line ends; write nothing.

    Raises SignError with every problem of every credential, each located at its assertion.
    """
    known = {award.id: award for award in awards}
    lines: list[bytes] = []
    problems: list[Problem] = []
    for order in orders:
        try:
            lines.append(signer.line(known[order.award], order))
        except SignError as error:
            problems += error.problems
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
    signer = Signer(program, secrets, now)
    for item in items:
        yield item.file.name, signed_lines(signer, item.read(program), item.orders)


def unsignable(
    program: Program,
    items: Iterable[Waiting],
    secrets: Mapping[str, SecretKey],
    now: datetime,
) -> list[Problem]:
    """Return the problems that prevent signing. Composes, checks and signs everything, then throws it away."""
    signer = Signer(program, secrets, now)
    found: list[Problem] = []
    for item in items:
        try:
            signed_lines(signer, item.read(program), item.orders)
        except SignError as error:
            found += error.problems
    return found


def keep_lines(program: Program, signed: Iterable[tuple[str, Sequence[bytes]]]) -> Iterator[int]:
    """Append the lines of each file to its store file, all or none. Yield each file's count once it is on the disk.

    Only the process that holds the programme's lock may call this: a worker process could outlive the lock. If this
    raises, later files may or may not have been written.
    """
    return store.append_all(program, signed)


def keep_list(program: Program, wanted: Wanted, signed: Signed) -> None:
    """Store one signed status list.

    Writes `suspended.json` before and after the list. If the run is killed between the two, the note covers the
    suspensions of both the old and the new list, minus what is now revoked for good.
    """
    path = status.path_of(program, wanted.number)
    noted = listindexes.read_suspended(program)[0].get(wanted.number, frozenset())
    listindexes.note_suspended(program, wanted.number, (noted | wanted.suspended) - (wanted.revoked - wanted.suspended))
    store.replace(path, signed.raw + b"\n", f"{program.shown}/{store.FOLDER}/status/{path.name}")
    listindexes.note_suspended(program, wanted.number, wanted.suspended)
