"""Index the existing awards, and find those of a person."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from badgepress.edit.importing.lookup import Lookup, Shelf
from badgepress.edit.importing.people import Pepper, derived
from badgepress.errors import Place, Problem, ReadError, errors, in_order, problem
from badgepress.model import Assertion, AssertionFile, Award, Program
from badgepress.read import load_awards
from badgepress.read.quoting import folded

#: For how many addresses the earner is remembered.
_REMEMBERED = 10_000


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


def read_held(program: Program) -> Iterator[Held]:
    """Yield every award. Raises ReadError with all errors, because any unreadable award could be a duplicate."""
    problems: list[Problem] = []
    for file in program.files:
        awards, wrong = load_awards(file, program)
        problems += errors(wrong)
        for award in awards:
            yield Held(award, file, program.ends(award.assertion))
    if problems:
        raise ReadError(*in_order(problems))


class _Hashed(NamedTuple):
    """The number of an award, and its hashed address with its salt."""

    number: int
    identity: str
    salt: str


#: An award's id and assertion, the lines of those of its places that messages name, the number of its file, and when it
#: ends. Plain values and models are read back several times as fast as frozen dataclasses.
_Kept = tuple[str, Assertion, tuple[tuple[int, str], ...], int, datetime | None]
_NAMED = ("", "badge")


class Holders:
    """Finds a person's awards: by the earner derived from the address, else by hashing the address.

    Hashing tries each award of the badge that was not imported with this pepper. The search continues after the last
    match, so the rows of a sheet that was imported before match at the first try.

    `originals`: badges issued elsewhere are looked for too, by their address or by a hash with its salt.
    """

    def __init__(self, held: Iterable[Held], pepper: Pepper | None, *, originals: bool = True) -> None:
        self._pepper = pepper
        self._shelf: Shelf[_Kept] = Shelf()
        self._files: list[AssertionFile] = []
        self._found = Lookup()
        self._has_tied = False
        self._loose: dict[str, list[_Hashed]] = defaultdict(list)
        self._named: list[_Hashed] = []
        self._next: dict[str, int] = defaultdict(int)
        self._earners: dict[str, str] = {}
        for one in held:
            who, badge = one.award.assertion.recipient, one.award.assertion.badge
            if not self._files or self._files[-1] is not one.file:
                self._files.append(one.file)
            number = self._shelf.add(_kept(one, len(self._files) - 1))
            for mark in _marks(one.award, originals=originals):
                self._found.add(("mark", mark, badge), number)
            if one.name and not (who.identity or who.did):
                self._found.add(("name", folded(one.name), badge), number)
            if pepper and pepper.made(one.award):
                self._found.add(("tied", str(who.earner), badge), number)
                self._has_tied = True
            elif who.identity:
                hashed = _Hashed(number, who.identity, who.salt or "")
                self._loose[badge].append(hashed)
                if who.earner:
                    self._named.append(hashed)

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
        found = [one for mark in sorted(marks) for one in self._all("mark", mark, badge)]
        if self._pepper and address and self._has_tied:
            found += self._all("tied", self._pepper.earner(address), badge)
        if not address or any(enough(one) for one in found):
            return found
        pool = self._loose.get(badge, [])
        start = self._next[badge]
        hashed = hashlib.sha256(address.encode())
        for step in range(len(pool)):
            at = (start + step) % len(pool)
            if _is(pool[at], hashed):
                found.append(self._held(pool[at].number))
                self._next[badge] = at + 1
                if enough(found[-1]):
                    break
        return found

    def of_name(self, name: str, badge: str) -> list[Held]:
        """Return the awards of a badge whose recipient has only this name, no address or DID."""
        return self._all("name", folded(name), badge)

    def tied(self, who: str, badge: str) -> list[Held]:
        """Return the awards of a badge that were imported with this pepper for `who`."""
        return self._all("tied", self._pepper.earner(who), badge) if self._pepper else []

    def _all(self, *key: str) -> list[Held]:
        return [self._held(number) for number in self._found.all(key)]

    def _held(self, number: int) -> Held:
        award_id, assertion, named, index, ends = self._shelf[number]
        file = self._files[index]
        places = {key: Place(file.shown, line, path) for key, (line, path) in zip(_NAMED, named, strict=True)}
        return Held(Award(award_id, assertion, places), file, ends)

    def earner(self, address: str) -> str | None:
        """Return the earner slug for an address: an existing one, else the derived one; None without a pepper."""
        if self._pepper is None:
            return None
        if address not in self._earners:
            if len(self._earners) >= _REMEMBERED:
                self._earners.clear()
            hashed = hashlib.sha256(address.encode())
            found = next((self._earner(one) for one in self._named if _is(one, hashed)), None)
            self._earners[address] = found or self._pepper.earner(address)
        return self._earners[address]

    def _earner(self, one: _Hashed) -> str | None:
        return self._shelf[one.number][1].recipient.earner

    def warnings(self, program: Program) -> list[Problem]:
        """Warn if there is no pepper, or if other awards were imported with another one."""
        shown = f"{program.shown}/assertions/"
        if self._pepper is None:
            return [_no_pepper(shown)]
        others = [self._held(one.number) for one in self._named if derived(self._earner(one))]
        return [_other_pepper(shown, others)] if others else []


def mark_of(identity: str, salt: str) -> str:
    """Return a hashed address and its salt as a mark."""
    return f"{identity} {salt}"


def _marks(award: Award, *, originals: bool) -> set[str]:
    who = award.assertion.recipient
    found = {who.did} if who.did else set()
    if not originals:
        return found
    found |= {one.url for one in award.assertion.evidence if one.url}
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


def _is(held: _Hashed, hashed: hashlib._Hash) -> bool:
    """Return whether the award is for the hashed address; `hashed` has the address but no salt yet."""
    salted = hashed.copy()
    salted.update(held.salt.encode())
    return held.identity == f"sha256${salted.hexdigest()}"


def _kept(one: Held, file: int) -> _Kept:
    places = (one.award.place(key) for key in _NAMED)
    return one.award.id, one.award.assertion, tuple((place.line, place.path) for place in places), file, one.ends
