"""Status lists: one signed credential per list in `issued/status/<n>.json`, signed again when needed.

Every issuer has its own lists, because verifiers expect a list signed by the credential's issuer. List numbers are
unique across issuers. A set bit means that the award is revoked, suspended, superseded or erased.
Source: Bitstring Status List 1.0 §3.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from badgepress.errors import CredentialError, Problem, problem, refusal
from badgepress.model import Program, add_duration, moment, rfc3339
from badgepress.openbadges import proof, status
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.openbadges.limits import LEAST_STATUS_LIST_BITS
from badgepress.sign import store
from badgepress.sign.compose import StatusEntry, listed_keys, status_url
from badgepress.sign.lines import RESTORE, respelled, unlike

SIZE = LEAST_STATUS_LIST_BITS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list must say: its issuer's DID and the indexes to set; those in `suspended` may be cleared later."""

    number: int
    issuer: str
    revoked: frozenset[int]
    suspended: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed list: its number, its exact bytes without the line end, and the parsed document."""

    number: int
    raw: bytes
    document: Mapping[str, Any]


class Allocator:
    """Assigns each new award the next free index of its issuer's lists. No index is ever assigned twice."""

    def __init__(self, given: Collection[tuple[str, int, int]], free: Mapping[int, int] | None = None) -> None:
        """`given`: (issuer DID, list number, index) of every line, erased ones included; their DID may be empty.

        `free`: list number → next free index, from `given.json`. It also covers indexes whose lines were lost.
        """
        self._next: dict[int, int] = dict(free or {})
        self._current: dict[str, int] = {}
        for issuer, number, index in given:
            self._next[number] = max(self._next.get(number, 0), index + 1)
            if issuer:
                self._current[issuer] = max(self._current.get(issuer, 0), number)

    def next(self, issuer: str) -> StatusEntry:
        """Return the next free entry for an issuer (DID); start a new list if its last one is full."""
        number = self._current.get(issuer, 0)
        if not number or self._next[number] >= SIZE:
            number = self._current[issuer] = max(self._next, default=0) + 1
        index = self._next.get(number, 0)
        self._next[number] = index + 1
        return StatusEntry(number, index)


def path_of(program: Program, number: int) -> Path:
    """Return the path of a signed list."""
    return program.root / store.FOLDER / "status" / f"{number}.json"


def kept_numbers(program: Program) -> set[int]:
    """Return the numbers of all lists in `issued/status/`."""
    names = (path.stem for path in (program.root / store.FOLDER / "status").glob("*.json"))
    return {int(name) for name in names if name.isdecimal() and len(name) < 10}


def read_signed(program: Program, number: int) -> tuple[Signed | None, list[Problem]]:
    """Read a signed list. Return None if there is none, or None and a Problem if it cannot be read."""
    shown = f"{program.shown}/{store.FOLDER}/status/{number}.json"
    try:
        raw = store.data_of(path_of(program, number))
    except FileNotFoundError:
        return None, []
    except OSError as error:
        return None, [problem("issued-unreadable", f"cannot read: {refusal(error)}", file=shown)]
    if marked := store.conflict(raw, shown):
        return None, marked
    signed = list_of(program, number, raw)
    if signed is None:
        return None, [problem("status-list-broken", "not a signed status list", file=shown, hint=RESTORE)]
    exact = signed.raw + b"\n"
    if raw != exact:
        ended = raw.replace(b"\r\n", b"\n") == exact
        hint = f"{RESTORE}; {store.KEEP_ENDS}" if ended else RESTORE
        return None, [respelled(shown, 1, *unlike(raw, exact), hint=hint)]
    return signed, []


def list_of(program: Program, number: int, raw: bytes) -> Signed | None:
    """Parse a file as the list of that number, with the exact bytes a list should have; None if it is not that list."""
    try:
        document = orjson.loads(raw)
        moment(document["validUntil"])
        status.decode(document["credentialSubject"]["encodedList"])
        if document["id"] != status_url(program, number):
            return None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, CredentialError):
        return None
    return Signed(number, orjson.dumps(document), document)


def needs_signing(
    signed: Signed | None, wanted: Wanted, suspended: frozenset[int], program: Program, now: datetime
) -> str:
    """Return why a list must be signed (again): `new`, `changed`, `key` or `lapsing`; empty if it need not be.

    `suspended` are the indexes noted as suspended when it was signed. When a suspension becomes a revocation no bit
    changes, but the list is signed again, and from then on the revocation is permanent.
    """
    if signed is None:
        return "new"
    if signed.document.get("issuer") != wanted.issuer or set_bits(signed) != wanted.revoked:
        return "changed"
    if suspended != wanted.suspended:
        return "changed"
    if not _key_holds(signed, program):
        return "key"
    valid_for = program.settings.policies.status_valid_for
    return "lapsing" if lapses(moment(signed.document["validUntil"]), valid_for, now) else ""


def lapses(until: datetime, valid_for: str, now: datetime) -> bool:
    """Return whether a list that ends at `until` must be signed again: less than a third of its time is left."""
    whole = add_duration(now, valid_for) - now
    return until - now < whole / 3


def sign(program: Program, wanted: Wanted, key: SecretKey, now: datetime) -> Signed:
    """Sign a list at `now`, valid for the programme's `status_valid_for`."""
    bits = bytearray(SIZE // 8)
    for index in wanted.revoked:
        status.set_bit(bits, index)
    unsigned = status.status_list_credential(
        url=status_url(program, wanted.number),
        issuer=wanted.issuer,
        encoded=status.encode(bits),
        valid_from=rfc3339(now),
        valid_until=rfc3339(add_duration(now, program.settings.policies.status_valid_for)),
    )
    document = proof.sign(unsigned, key, verification_method=f"{wanted.issuer}#{key.public}", created=rfc3339(now))
    return Signed(wanted.number, orjson.dumps(document), document)


def _key_holds(signed: Signed, program: Program) -> bool:
    """Return whether the key is still listed as valid for the time of signing; its window ends early after a theft."""
    proofs = signed.document.get("proof")
    one = proofs[0] if isinstance(proofs, list) and proofs else proofs
    method, created = (one.get("verificationMethod"), one.get("created")) if isinstance(one, Mapping) else (None, None)
    key = listed_keys(program).get(str(method))
    try:
        return key is not None and not key.window_problem(moment(created))
    except ValueError:
        return False


def set_bits(signed: Signed) -> frozenset[int]:
    """Return the indexes that the list shows as revoked."""
    bits = status.decode(signed.document["credentialSubject"]["encodedList"])
    return frozenset(
        byte * 8 + bit for byte, value in enumerate(bits) if value for bit in range(8) if value & (0x80 >> bit)
    )
