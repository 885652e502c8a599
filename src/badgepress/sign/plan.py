"""Plan what to sign: give each new award an index and a key, and decide which status lists to sign again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from badgepress.errors import Place, Problem, errors, problem
from badgepress.model import Issuer, Program
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read import check_ids
from badgepress.read.holdings import holding_problems
from badgepress.sign import store
from badgepress.sign.compose import StatusEntry, issuer_did, listed_keys, own_issuers
from badgepress.sign.keyring import Keyring, preview_key, problems_with
from badgepress.sign.lines import RESTORE
from badgepress.sign.needs import Need, needs
from badgepress.sign.status import (
    Allocator,
    Signed,
    Wanted,
    kept_numbers,
    needs_signing,
    path_of,
    set_bits,
)
from badgepress.sign.statusfiles import StatusFiles
from badgepress.sign.survey import Survey

_Lists = Callable[[int], tuple[Signed | None, list[Problem]]]
"""`read_signed` for one programme, cached: list number → signed list and problems."""


@dataclass(frozen=True, slots=True)
class Order:
    """One line to sign: the award's id, its status list entry, and the slug of the issuer whose key signs it."""

    award: str
    entry: StatusEntry
    issuer: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that signing will do.

    `orders`: file name → lines to sign and store. `previews`: file name → lines to sign with the throw-away key and
    not store. `kept`: status lists that stay as they are. `lists`: those to sign and store. `preview_lists`: those that
    only previews need.

    `withdrawn`, `suspended`: ids of issued awards that the signed lists do not show as such yet. `unlisted`: warnings
    about keys that signed awards and that no issuer lists any more. `between`: problems between awards of one person.

    `unused`: list number → indexes that were assigned but have no line, and lack none. Their bits are set, so that
    anything once signed for them and thrown away never counts as valid. `needs`: the issuers whose keys all of this
    needs, whether this run has them or not. `status` holds what the plan read below `issued/status/`.
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
    status: StatusFiles = field(kw_only=True, compare=False, repr=False)

    @property
    def signing(self) -> int:
        """How many lines to sign and store."""
        return sum(map(len, self.orders.values()))

    @property
    def previewing(self) -> int:
        """How many lines to sign as previews."""
        return sum(map(len, self.previews.values()))

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of awards still to be issued, with or without a key here, in the order of the files."""
        files = sorted({*self.orders, *self.previews})
        orders = (order for name in files for order in (*self.orders.get(name, ()), *self.previews.get(name, ())))
        return tuple(dict.fromkeys(order.award for order in orders))


def make_plan(program: Program, surveys: Sequence[Survey], keyring: Keyring, now: datetime) -> Plan:
    """Give every pending award an index and a signer, and find every problem that forbids signing.

    Reads the store but writes nothing. The problems are in the returned plan.
    """
    problems = _moved(surveys)
    problems += check_ids([pair for survey in surveys for pair in survey.ids])
    problems += store.clashes([line for survey in surveys for line in survey.lines])
    given = [place for survey in surveys for place in survey.given]
    status = StatusFiles(program)
    free, broken = status.given
    problems += broken
    unused, broken = _unused(status, given)
    problems += broken
    idle = {(number, index) for number, indexes in unused.items() for index in indexes}
    allocator = Allocator([*given, *(("", number, index) for number, index in idle)], free)
    orders: dict[str, tuple[Order, ...]] = {}
    previews: dict[str, tuple[Order, ...]] = {}
    able = {slug: keyring.for_issuer(issuer, now) is not None for slug, issuer in program.issuers.items()}
    revoked = {place for survey in surveys for place in survey.revoked}
    revoked |= idle
    suspended = {place for survey in surveys for place in survey.suspended}
    owners = _owners(program, given, status.signed)
    # Real awards first: their indexes must not depend on which previews a build shows.
    for target, wanted in ((orders, True), (previews, False)):
        for survey in surveys:
            made: dict[str, list[Order]] = {}
            for award, issuer, withdrawn in survey.pending:
                if able[issuer] is not wanted:
                    continue
                order = Order(award, allocator.next(_did(program, issuer)), issuer)
                owners.setdefault(order.entry.number, _did(program, issuer))
                # If an award gets several lines, only the last one is valid.
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
    # Sign a list again when it gets a new award: verifiers may ask for a list no older than the credential.
    grown = {order.entry.number for made in orders.values() for order in made}
    kept, lists, preview_lists, more, behind = _lists(program, owners, bits, issued, grown, keyring, now, status)
    if errors(problems):
        # Some awards could not be read, so "does not show the newest revocations" may be wrong.
        more = [wrong for wrong in more if wrong.severity == "error" or _CHANGED not in wrong.message]
    problems += more
    signing = {order.issuer for made in orders.values() for order in made}
    pending = {issuer for survey in surveys for _, issuer, _ in survey.pending}
    problems += problems_with(keyring, program, signing | pending, now)
    orderers = [order.issuer for made in (*orders.values(), *previews.values()) for order in made]
    unsigned = [*((wanted.number, wanted.issuer) for wanted in lists), *((number, owners[number]) for number in behind)]
    return Plan(
        orders,
        previews,
        kept,
        lists,
        preview_lists,
        tuple(problems),
        *_withdrawn(surveys, status),
        _unlisted(program, surveys),
        tuple(holding_problems(program, [row for survey in surveys for row in survey.held], now)),
        unused,
        tuple(needs(program, orderers, unsigned, keyring, now)),
        status=status,
    )


def _unused(
    status: StatusFiles, given: Sequence[tuple[str, int, int]]
) -> tuple[dict[int, frozenset[int]], list[Problem]]:
    """Return the indexes noted as unused, minus those that have a line: a killed run may not have removed its note."""
    noted, broken = status.unused
    taken: dict[int, set[int]] = {}
    for _, number, index in given:
        taken.setdefault(number, set()).add(index)
    unused = {number: indexes - taken.get(number, set()) for number, indexes in noted.items()}
    return {number: indexes for number, indexes in unused.items() if indexes}, broken


def _moved(surveys: Sequence[Survey]) -> list[Problem]:
    """Return the problems of all files. If an issued award's assertion moved, the problem names its new file."""
    homes = {award: place for survey in surveys for award, place in survey.ids}
    issued = {(file, line): award for survey in surveys for award, _, _, file, line in survey.lines}
    files = Counter(award for survey in surveys for award in {line[0] for line in survey.lines})
    found = []
    for wrong in (wrong for survey in surveys for wrong in survey.problems):
        is_orphan = wrong.code == "issued-without-assertion"
        award = issued.get((wrong.place.file, wrong.place.line), "") if is_orphan else ""
        found.append(_elsewhere(wrong, award, homes[award]) if award in homes and files[award] == 1 else wrong)
    return found


def _elsewhere(orphan: Problem, award: str, home: Place) -> Problem:
    return problem(
        "issued-elsewhere",
        f"award '{award}' is issued here, but its assertion is in another file now",
        file=orphan.place.file,
        line=orphan.place.line,
        got=f"{home.file}:{home.line}",
        expected=orphan.expected,
        hint="move the assertion back, or move its line in issued/ to the file with the same name as the assertion's",
    )


def signer(program: Program, issuer: Issuer, keyring: Keyring, now: datetime, *, preview: bool) -> SecretKey:
    """Return the secret that signs for an issuer: its own, or the throw-away key for previews."""
    secret = keyring.for_issuer(issuer, now)
    return preview_key(program) if preview or secret is None else secret


_CHANGED = "does not show the newest revocations yet"


class _Bits(NamedTuple):
    """The (list, index) pairs whose bits to set, and those among them that are only suspended."""

    revoked: set[tuple[int, int]]
    suspended: set[tuple[int, int]]

    def wanted(self, number: int, issuer: str) -> Wanted:
        """Return what one list must say."""
        revoked = frozenset(index for of, index in self.revoked if of == number)
        return Wanted(number, issuer, revoked, frozenset(index for of, index in self.suspended if of == number))


def _lists(
    program: Program,
    owners: Mapping[int, str],
    bits: _Bits,
    issued: frozenset[int],
    grown: set[int],
    keyring: Keyring,
    now: datetime,
    status: StatusFiles,
) -> tuple[tuple[Signed, ...], tuple[Wanted, ...], tuple[Wanted, ...], list[Problem], list[int]]:
    """Sort the status lists: kept, to sign, previews only. Also return problems and the numbers of outdated lists."""
    issuers = own_issuers(program)
    kept: list[Signed] = []
    again: list[Wanted] = []
    preview: list[Wanted] = []
    problems: list[Problem] = []
    behind: list[int] = []
    noted, unread = status.suspended
    problems += unread
    for number in sorted(owners):
        signed, broken = status.signed(number)
        problems += broken
        wanted = bits.wanted(number, owners[number])
        suspended = noted.get(number, frozenset())
        if unread:
            continue
        problems += _lifted(program, signed, wanted, suspended)
        why = needs_signing(signed, wanted, suspended, program, now)
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
    """Return a warning for each key that signed awards and that no issuer lists, so nobody can verify them."""
    listed = listed_keys(program)
    counts = Counter(method for survey in surveys for method in survey.signers)
    return tuple(
        problem(
            "issued-key-unlisted",
            f"{count} issued awards cannot be verified: no issuer lists the key that signed them",
            file=f"{program.shown}/issuers/",
            got=method,
            hint="never remove a key that has signed; put it back in the issuer's file and end it with `until:`",
            severity="warning",
        )
        for method, count in sorted(counts.items())
        if method not in listed
    )


def _withdrawn(surveys: Sequence[Survey], status: StatusFiles) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of awards to revoke, and of those to suspend, that their signed lists do not show as such yet."""
    shown: dict[int, frozenset[int]] = {}
    noted, _ = status.suspended
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
                signed, _ = status.signed(number)
                shown[number] = set_bits(signed) if signed else frozenset()
            if (number, index) in held:
                suspended += [] if index in shown[number] else [award]
            elif index not in shown[number] - noted.get(number, frozenset()):
                found.append(award)
    return tuple(found), tuple(suspended)


def _owners(program: Program, given: Sequence[tuple[str, int, int]], read: _Lists) -> dict[int, str]:
    """Return list number → issuer DID. If all awards of a list are erased, take the DID from the list itself."""
    owners = {number: issuer for issuer, number, _ in given if issuer}
    for number in ({number for _, number, _ in given} | kept_numbers(program)) - set(owners):
        signed, _ = read(number)
        if signed is not None:
            owners[number] = str(signed.document.get("issuer"))
    return owners


def _lifted(program: Program, signed: Signed | None, wanted: Wanted, suspended: frozenset[int]) -> list[Problem]:
    """Report `revocation-lost` if a revoked index would be cleared: a published revocation is never taken back.

    `suspended` are the indexes noted as suspended when the list was published; only they may be cleared.
    """
    lost = set_bits(signed) - suspended - (wanted.revoked - wanted.suspended) if signed else frozenset()
    return [revocation_lost(program, wanted.number, lost)] if lost else []


def revocation_lost(program: Program, number: int, lost: Collection[int] | Mapping[int, str]) -> Problem:
    """Return the error for indexes of a list that would be cleared although they were published as revoked for good.

    If `lost` maps indexes to award ids, the message names the awards.
    """
    owners = {index: f" ('{award}')" for index, award in lost.items()} if isinstance(lost, Mapping) else {}
    named = [f"{index}{owners.get(index, '')}" for index in sorted(lost)]
    return problem(
        "revocation-lost",
        f"status list {number} shows an award as revoked, but the programme no longer revokes it",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        got="index " + ", ".join(named[:5]) + (", …" if len(named) > 5 else ""),
        hint="bring back its `revoked:`, or its `reissued:` if it was issued again; to award it anew, create a new "
        "award",
    )


def _gone(program: Program, number: int) -> Problem:
    return problem(
        "status-list-not-signed",
        f"status list {number} is missing and there is no key to sign it again, so its awards cannot be confirmed",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        hint=f"{RESTORE}; or build with the issuer's key",
        severity="warning",
    )


def _stale(program: Program, number: int, why: str, signed: Signed) -> Problem:
    state = {
        "changed": _CHANGED,
        "lapsing": f"is only valid until {signed.document['validUntil']}",
        "key": "was signed by a key that was not valid then",
    }[why]
    return problem(
        "status-list-not-signed",
        f"status list {number} {state} and there is no key to sign it again",
        file=f"{program.shown}/{store.FOLDER}/status/{path_of(program, number).name}",
        hint="build with the key in BADGEPRESS_KEY; a site that publishes by workflow signs it after the merge",
        severity="warning",
    )


def _did(program: Program, issuer: str) -> str:
    return issuer_did(program, program.issuers[issuer])


def _place(order: Order) -> tuple[int, int]:
    return order.entry.number, order.entry.index
