"""Who signs what: the places, keys and lists of everything that is still to be signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from badgepress.errors import Place, Problem, errors, problem
from badgepress.model import Issuer, Program
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read import check_ids
from badgepress.read.holdings import holding_problems
from badgepress.sign import store
from badgepress.sign.compose import StatusEntry, issuer_did, listed_keys, own_issuers
from badgepress.sign.keyring import Keyring, preview_key, problems_with
from badgepress.sign.listindexes import read_given, read_suspended, read_unused
from badgepress.sign.needs import Need, needs
from badgepress.sign.status import (
    Allocator,
    Signed,
    Wanted,
    kept_numbers,
    needs_signing,
    path_of,
    read_signed,
    set_bits,
)
from badgepress.sign.survey import Survey

_Lists = Callable[[int], tuple[Signed | None, list[Problem]]]
"""`read_signed` of one programme, which reads each list once."""


@dataclass(frozen=True, slots=True)
class Order:
    """One line to be signed: an award, its place, and whose secret signs it."""

    award: str
    entry: StatusEntry
    issuer: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that signing is going to do.

    `orders` maps a file's name to its lines to be signed and kept, `previews` to those signed with
    the throw-away key and not kept. `kept` are lists that are good as they are, `lists` those to
    be signed and kept, `preview_lists` those that only the preview needs. `withdrawn` and
    `suspended` are the issued awards that the signed lists do not show so yet. `unlisted` are warnings about
    keys that signed awards and that no issuer lists any more, `between` what is odd between awards of one person.
    `unused` are places (list number → indexes) that were given before and that no line has: none is missing there, and
    their bits are set, so that nothing which was signed for one of them and thrown away ever counts. `needs` says
    whose keys all of this needs, wherever they are.
    """

    orders: Mapping[str, tuple[Order, ...]]
    previews: Mapping[str, tuple[Order, ...]]
    kept: tuple[Signed, ...]
    lists: tuple[Wanted, ...]
    preview_lists: tuple[Wanted, ...]
    problems: tuple[Problem, ...]
    withdrawn: tuple[str, ...] = ()
    suspended: tuple[str, ...] = ()
    unlisted: tuple[Problem, ...] = ()
    between: tuple[Problem, ...] = ()
    unused: Mapping[int, frozenset[int]] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()

    @property
    def signing(self) -> int:
        """How many awards are to be issued."""
        return sum(map(len, self.orders.values()))

    @property
    def previewing(self) -> int:
        """How many awards are shown as a preview only."""
        return sum(map(len, self.previews.values()))

    @property
    def waiting(self) -> tuple[str, ...]:
        """The awards to be issued, here or where the key is, by file and as they stand there."""
        files = sorted({*self.orders, *self.previews})
        orders = (order for name in files for order in (*self.orders.get(name, ()), *self.previews.get(name, ())))
        return tuple(dict.fromkeys(order.award for order in orders))


def make_plan(program: Program, surveys: Sequence[Survey], keyring: Keyring, now: datetime) -> Plan:
    """Give every pending award its place and its signer; find everything that forbids signing."""
    problems = _moved(surveys)
    problems += check_ids([pair for survey in surveys for pair in survey.ids])
    problems += store.clashes([line for survey in surveys for line in survey.lines])
    given = [place for survey in surveys for place in survey.given]
    free, broken = read_given(program)
    problems += broken
    unused, broken = _unused(program, given)
    problems += broken
    allocator = Allocator([*given, *(("", number, index) for number, some in unused.items() for index in some)], free)
    orders: dict[str, tuple[Order, ...]] = {}
    previews: dict[str, tuple[Order, ...]] = {}
    able = {slug: keyring.for_issuer(issuer, now) is not None for slug, issuer in program.issuers.items()}
    revoked = {place for survey in surveys for place in survey.revoked}
    revoked |= {(number, index) for number, some in unused.items() for index in some}
    suspended = {place for survey in surveys for place in survey.suspended}
    signed: _Lists = cache(partial(read_signed, program))
    owners = _owners(program, given, signed)
    # Real awards first: the place of one must not depend on which previews a build shows.
    for target, wanted in ((orders, True), (previews, False)):
        for survey in surveys:
            made: dict[str, list[Order]] = {}
            for award, issuer, withdrawn in survey.pending:
                if able[issuer] is not wanted:
                    continue
                order = Order(award, allocator.next(_did(program, issuer)), issuer)
                owners.setdefault(order.entry.number, _did(program, issuer))
                # Of several lines for one award only the last one holds.
                superseded = made.setdefault(award, [])
                revoked.update(_place(earlier) for earlier in superseded)
                suspended.difference_update(_place(earlier) for earlier in superseded)
                superseded.append(order)
                if withdrawn:
                    revoked.add(_place(order))
                if withdrawn == "suspended":
                    suspended.add(_place(order))
            if made:
                target[survey.name] = tuple(order for of_one in made.values() for order in of_one)
    issued = frozenset(number for _, number, _ in given)
    bits = _Bits(revoked, suspended)
    # A list that is older than an award says nothing of it to whoever asks what was known that day.
    grown = {order.entry.number for made in orders.values() for order in made}
    kept, lists, preview_lists, more, behind = _lists(program, owners, bits, issued, grown, keyring, now, signed)
    if errors(problems):
        # Of awards that cannot be read nobody knows what their list should say.
        more = [one for one in more if one.severity == "error" or _CHANGED not in one.message]
    problems += more
    signing = {order.issuer for made in orders.values() for order in made}
    pending = {issuer for survey in surveys for _, issuer, _ in survey.pending}
    problems += problems_with(keyring, program, signing | pending, now)
    orderers = [order.issuer for made in (*orders.values(), *previews.values()) for order in made]
    unsigned = [*((one.number, one.issuer) for one in lists), *((number, owners[number]) for number in behind)]
    return Plan(
        orders,
        previews,
        kept,
        lists,
        preview_lists,
        tuple(problems),
        *_withdrawn(program, surveys, signed),
        _unlisted(program, surveys),
        tuple(holding_problems(program, [row for survey in surveys for row in survey.held], now)),
        unused,
        tuple(needs(program, orderers, unsigned, keyring, now)),
    )


def _unused(program: Program, given: Sequence[tuple[str, int, int]]) -> tuple[dict[int, frozenset[int]], list[Problem]]:
    """The places that are noted as unused, less those that a line has: a run may be killed before it takes them off."""
    noted, broken = read_unused(program)
    taken: dict[int, set[int]] = {}
    for _, number, index in given:
        taken.setdefault(number, set()).add(index)
    left = {number: some - taken.get(number, set()) for number, some in noted.items()}
    return {number: some for number, some in left.items() if some}, broken


def _moved(surveys: Sequence[Survey]) -> list[Problem]:
    """The problems of all files; of an issued award without assertion it is said where that stands now, if it does."""
    homes = {award: place for survey in surveys for award, place in survey.ids}
    issued = {(file, line): award for survey in surveys for award, _, _, file, line in survey.lines}
    files = Counter(award for survey in surveys for award in {line[0] for line in survey.lines})
    found = []
    for one in (one for survey in surveys for one in survey.problems):
        award = issued.get((one.place.file, one.place.line), "") if one.code == "issued-without-assertion" else ""
        found.append(_elsewhere(one, award, homes[award]) if award in homes and files[award] == 1 else one)
    return found


def _elsewhere(one: Problem, award: str, home: Place) -> Problem:
    return problem(
        "issued-elsewhere",
        f"award '{award}' is issued here, but its assertion stands in another file now",
        file=one.place.file,
        line=one.place.line,
        got=f"{home.file}:{home.line}",
        expected=one.expected,
        hint="move the assertion back; or move its line in issued/ to the file that is named like the assertion's",
    )


def signer(program: Program, issuer: Issuer, keyring: Keyring, now: datetime, *, preview: bool) -> SecretKey:
    """The secret that signs for an issuer: its own, or the throw-away key of a preview."""
    secret = keyring.for_issuer(issuer, now)
    return preview_key(program) if preview or secret is None else secret


_CHANGED = "does not show the newest revocations yet"


class _Bits(NamedTuple):
    """The places (list, index) that are to be set, and those among them that may be cleared again."""

    revoked: set[tuple[int, int]]
    suspended: set[tuple[int, int]]

    def wanted(self, number: int, issuer: str) -> Wanted:
        """What one list must say."""
        suspended = frozenset(index for one, index in self.suspended if one == number)
        return Wanted(number, issuer, frozenset(index for one, index in self.revoked if one == number), suspended)


def _lists(
    program: Program,
    owners: Mapping[int, str],
    bits: _Bits,
    issued: frozenset[int],
    grown: set[int],
    keyring: Keyring,
    now: datetime,
    read: _Lists,
) -> tuple[tuple[Signed, ...], tuple[Wanted, ...], tuple[Wanted, ...], list[Problem], list[int]]:
    issuers = own_issuers(program)
    kept: list[Signed] = []
    again: list[Wanted] = []
    preview: list[Wanted] = []
    problems: list[Problem] = []
    behind: list[int] = []
    noted, unread = read_suspended(program)
    problems += unread
    for number in sorted(owners):
        signed, broken = read(number)
        problems += broken
        wanted = bits.wanted(number, owners[number])
        before = noted.get(number, frozenset())
        if unread:
            continue
        problems += _lifted(program, signed, wanted, before)
        why = needs_signing(signed, wanted, before, program, now)
        issuer = issuers.get(wanted.issuer)
        if broken:
            continue
        if signed is not None and not why and number not in grown:
            kept.append(signed)
        elif issuer is not None and keyring.for_issuer(issuer, now) is not None:
            again.append(wanted)
        elif signed is not None:
            kept.append(signed)
            problems.append(_stale(program, number, why, signed))
            behind += [number] if why == "changed" else []
        elif number in issued:
            preview.append(wanted)
            problems.append(_gone(program, number))
            behind.append(number)
        else:
            preview.append(wanted)
    return tuple(kept), tuple(again), tuple(preview), problems, behind


def _unlisted(program: Program, surveys: Sequence[Survey]) -> tuple[Problem, ...]:
    """One warning for each key that signed awards which nobody can verify, for no issuer lists it."""
    listed = listed_keys(program)
    counts = Counter(method for survey in surveys for method in survey.signers)
    return tuple(
        problem(
            "issued-key-unlisted",
            f"{count} issued awards cannot be verified, for no issuer lists the key that signed them",
            file=f"{program.shown}/issuers/",
            got=method,
            hint="keys that ever signed stay in the issuer's file; give an old one `until:` instead of removing it",
            severity="warning",
        )
        for method, count in sorted(counts.items())
        if method not in listed
    )


def _withdrawn(program: Program, surveys: Sequence[Survey], read: _Lists) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The awards whose newest line is to be revoked, or suspended, and is not so in the list as it was signed."""
    shown: dict[int, frozenset[int]] = {}
    noted, _ = read_suspended(program)
    found: list[str] = []
    suspended: list[str] = []
    for survey in surveys:
        if errors(survey.problems):
            continue
        revoked, held = set(survey.revoked), set(survey.suspended)
        newest = {line[0]: (line[1], line[2]) for line in survey.lines}
        waiting = {award for award, _, _ in survey.pending}
        for award, (number, index) in newest.items():
            if (number, index) not in revoked or award in waiting:
                continue
            if number not in shown:
                signed, _ = read(number)
                shown[number] = set_bits(signed) if signed else frozenset()
            if (number, index) in held:
                suspended += [] if index in shown[number] else [award]
            elif index not in shown[number] - noted.get(number, frozenset()):
                found.append(award)
    return tuple(found), tuple(suspended)


def _owners(program: Program, given: Sequence[tuple[str, int, int]], read: _Lists) -> dict[int, str]:
    """Whose each list is. Of a list whose awards are all erased only the list itself still knows."""
    owners = {number: issuer for issuer, number, _ in given if issuer}
    for number in ({number for _, number, _ in given} | kept_numbers(program)) - set(owners):
        signed, _ = read(number)
        if signed is not None:
            owners[number] = str(signed.document.get("issuer"))
    return owners


def _lifted(program: Program, signed: Signed | None, wanted: Wanted, suspended: frozenset[int]) -> list[Problem]:
    """A place that was published as revoked stays so: it is nobody else's, and a revocation is not taken back.

    `suspended` are the places noted as set for the time being when the list was published: they alone may be cleared.
    """
    lost = set_bits(signed) - suspended - (wanted.revoked - wanted.suspended) if signed else frozenset()
    return [revocation_lost(program, wanted.number, lost)] if lost else []


def revocation_lost(program: Program, number: int, lost: Collection[int] | Mapping[int, str]) -> Problem:
    """The error where places of a list are to be cleared that were published as revoked for good.

    A mapping also says whose each place is.
    """
    whose = {index: f" ('{award}')" for index, award in lost.items()} if isinstance(lost, Mapping) else {}
    some = [f"{index}{whose.get(index, '')}" for index in sorted(lost)]
    return problem(
        "revocation-lost",
        f"status list {number} shows an award as revoked that the programme does not revoke any more",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        got="place " + ", ".join(some[:5]) + (", …" if len(some) > 5 else ""),
        hint="bring back its `revoked:`, or its `reissued:` if it was issued again; an award that counts again is a "
        "new award",
    )


def _gone(program: Program, number: int) -> Problem:
    return problem(
        "status-list-not-signed",
        f"status list {number} is missing and there is no key to sign it again, so its awards cannot be confirmed",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        hint=f"{store.RESTORE}; or build where the key is",
        severity="warning",
    )


def _stale(program: Program, number: int, why: str, signed: Signed) -> Problem:
    said = {
        "changed": _CHANGED,
        "lapsing": f"may be trusted until {signed.document['validUntil']} only",
        "key": "was signed by a key that was not valid then",
    }[why]
    return problem(
        "status-list-not-signed",
        f"status list {number} {said} and there is no key to sign it again",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        hint="build where the key is, or set BADGEPRESS_KEY; a site that publishes itself signs it after the merge",
        severity="warning",
    )


def _did(program: Program, issuer: str) -> str:
    return issuer_did(program, program.issuers[issuer])


def _place(order: Order) -> tuple[int, int]:
    return order.entry.number, order.entry.index
