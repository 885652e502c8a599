"""Index the existing awards, and find those of a person."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from badgepress.edit.importing.people import Pepper, derived
from badgepress.errors import Problem, ReadError, errors, in_order, problem
from badgepress.model import AssertionFile, Award, Program
from badgepress.read import load_awards
from badgepress.read.quoting import folded


@dataclass(frozen=True, slots=True)
class Held:
    """An existing award, its file, and when it expires (by its assertion or its class; None: never)."""

    award: Award
    file: AssertionFile
    ends: datetime | None

    @property
    def issued(self) -> datetime:
        """The date of issue."""
        return self.award.assertion.issued

    @property
    def name(self) -> str:
        """The recipient's name; empty if there is none."""
        return self.award.assertion.recipient.name or ""

    @property
    def revoked(self) -> bool:
        """Whether it is revoked."""
        return self.award.assertion.revoked is not None

    def stands_at(self, moment: datetime) -> bool:
        """Return whether it is neither revoked nor expired at that time."""
        return not self.revoked and (self.ends is None or self.ends > moment)


def read_held(program: Program) -> list[Held]:
    """Read every award. Raises ReadError with all errors, because any unreadable award could be a duplicate."""
    found: list[Held] = []
    problems: list[Problem] = []
    for file in program.files:
        awards, wrong = load_awards(file, program)
        problems += errors(wrong)
        found += [Held(award, file, program.ends(award.assertion)) for award in awards]
    if problems:
        raise ReadError(*in_order(problems))
    return found


class Holders:
    """Finds a person's awards: by the earner derived from the address, else by hashing the address.

    Hashing tries each award of the badge that was not imported with this pepper. The search continues after the last
    match, so the rows of a sheet that was imported before match at the first try.
    """

    def __init__(self, held: Iterable[Held], pepper: Pepper | None) -> None:
        self._pepper = pepper
        self._tied: dict[tuple[str, str], list[Held]] = defaultdict(list)
        self._loose: dict[str, list[Held]] = defaultdict(list)
        self._named: list[Held] = []
        self._marked: dict[tuple[str, str], list[Held]] = defaultdict(list)
        self._unaddressed: dict[tuple[str, str], list[Held]] = defaultdict(list)
        self._next: dict[str, int] = defaultdict(int)
        self._earners: dict[str, str] = {}
        for one in held:
            who = one.award.assertion.recipient
            for mark in _marks(one.award):
                self._marked[mark, one.award.assertion.badge].append(one)
            if one.name and not (who.identity or who.did):
                self._unaddressed[folded(one.name), one.award.assertion.badge].append(one)
            if pepper and pepper.made(one.award):
                self._tied[str(who.earner), one.award.assertion.badge].append(one)
            elif who.identity:
                self._loose[one.award.assertion.badge].append(one)
                if who.earner:
                    self._named.append(one)

    @property
    def ties(self) -> bool:
        """Whether a pepper ties the awards of one person together."""
        return self._pepper is not None

    def awards(
        self, address: str, badge: str, enough: Callable[[Held], bool], marks: Collection[str] = ()
    ) -> list[Held]:
        """Return the person's awards of a badge: all of them, or those up to one that is `enough`.

        `address` must be in the form that is hashed (`mail_form`). `marks` find awards without it: a DID, a hash with
        its salt (`mark_of`), or the address of the original badge.
        """
        found = [one for mark in sorted(marks) for one in self._marked.get((mark, badge), ())]
        if self._pepper and address:
            found += self._tied.get((self._pepper.earner(address), badge), ())
        if not address or any(enough(one) for one in found):
            return found
        pool = self._loose.get(badge, [])
        start = self._next[badge]
        hashed = hashlib.sha256(address.encode())
        for step in range(len(pool)):
            at = (start + step) % len(pool)
            if _is(pool[at], hashed):
                found.append(pool[at])
                self._next[badge] = at + 1
                if enough(pool[at]):
                    break
        return found

    def of_name(self, name: str, badge: str) -> list[Held]:
        """Return the awards of a badge whose recipient has only this name, no address or DID."""
        return list(self._unaddressed.get((folded(name), badge), ()))

    def tied(self, who: str, badge: str) -> list[Held]:
        """Return the awards of a badge that were imported with this pepper for `who`."""
        return list(self._tied.get((self._pepper.earner(who), badge), ())) if self._pepper else []

    def earner(self, address: str) -> str | None:
        """Return the earner slug for an address: an existing one, else the derived one; None without a pepper."""
        if self._pepper is None:
            return None
        if address not in self._earners:
            hashed = hashlib.sha256(address.encode())
            found = next((one.award.assertion.recipient.earner for one in self._named if _is(one, hashed)), None)
            self._earners[address] = found or self._pepper.earner(address)
        return self._earners[address]

    def warnings(self, program: Program) -> list[Problem]:
        """Warn if there is no pepper, or if other awards were imported with another one."""
        shown = f"{program.shown}/assertions/"
        if self._pepper is None:
            return [_no_pepper(shown)]
        others = [one for one in self._named if derived(one.award.assertion.recipient.earner)]
        return [_other_pepper(shown, others)] if others else []


def mark_of(identity: str, salt: str) -> str:
    """Return a hashed address and its salt as a mark."""
    return f"{identity} {salt}"


def _marks(award: Award) -> set[str]:
    who = award.assertion.recipient
    found = {one.url for one in award.assertion.evidence if one.url}
    found |= {who.did} if who.did else set()
    return found | ({mark_of(who.identity, who.salt)} if who.identity and who.salt else set())


def _no_pepper(shown: str) -> Problem:
    message = "BADGEPRESS_PEPPER is not set, so a person's awards are not linked to each other"
    hint = "set it to a long random secret, the same for every import; --duplicates replace links existing awards"
    return problem("no-pepper", message, file=shown, hint=hint, severity="warning")


def _other_pepper(shown: str, others: Sequence[Held]) -> Problem:
    message = "some awards were imported with another BADGEPRESS_PEPPER; their recipients are found by hashing"
    got = f"{len(others)}, one of them '{others[0].award.id}'"
    hint = "if you have it, import with the pepper that was used before"
    return problem("other-pepper", message, file=shown, got=got, hint=hint, severity="warning")


def _is(held: Held, hashed: hashlib._Hash) -> bool:
    """Return whether the award is for the hashed address; `hashed` has the address but no salt yet."""
    who = held.award.assertion.recipient
    salted = hashed.copy()
    salted.update((who.salt or "").encode())
    return who.identity == f"sha256${salted.hexdigest()}"
