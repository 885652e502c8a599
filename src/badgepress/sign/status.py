"""Status lists: one signed credential per list in `issued/status/<n>.json`, signed again when needed.

Every issuer has lists of its own (verifiers expect a list by the issuer of the credential);
numbers are shared by all. A bit is set for an award that is revoked, suspended, superseded or erased.
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

SIZE = LEAST_STATUS_LIST_BITS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list must say: whose it is and which indexes are set; those in `suspended` may be cleared again."""

    number: int
    issuer: str
    revoked: frozenset[int]
    suspended: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Signed:
    """A list as it is published: its exact bytes, and until when it may be trusted."""

    number: int
    raw: bytes
    document: Mapping[str, Any]


class Allocator:
    """Gives every new award the next free place of its issuer's lists; a place is never given twice.

    Made from all places ever given, erased and lost ones included.
    """

    def __init__(self, given: Collection[tuple[str, int, int]], free: Mapping[int, int] | None = None) -> None:
        """`given`: (issuer DID, list number, index) of every line; the DID may be empty when erased.

        `free` is the next free place of each list as it was noted when places were last given.
        """
        self._next: dict[int, int] = dict(free or {})
        self._current: dict[str, int] = {}
        for issuer, number, index in given:
            self._next[number] = max(self._next.get(number, 0), index + 1)
            if issuer:
                self._current[issuer] = max(self._current.get(issuer, 0), number)

    def next(self, issuer: str) -> StatusEntry:
        """The next place for an award of this issuer."""
        number = self._current.get(issuer, 0)
        if not number or self._next[number] >= SIZE:
            number = self._current[issuer] = max(self._next, default=0) + 1
        index = self._next.get(number, 0)
        self._next[number] = index + 1
        return StatusEntry(number, index)


def path_of(program: Program, number: int) -> Path:
    """Where a signed list is kept."""
    return program.root / store.FOLDER / "status" / f"{number}.json"


def kept_numbers(program: Program) -> set[int]:
    """The numbers of all lists that were ever signed and kept."""
    names = (path.stem for path in (program.root / store.FOLDER / "status").glob("*.json"))
    return {int(name) for name in names if name.isdecimal() and len(name) < 10}


def read_signed(program: Program, number: int) -> tuple[Signed | None, list[Problem]]:
    """The list as last signed, None when there is none (or none that can be read, with a Problem)."""
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
        return None, [problem("status-list-broken", "not a signed status list", file=shown, hint=store.RESTORE)]
    exact = signed.raw + b"\n"
    if raw != exact:
        ended = raw.replace(b"\r\n", b"\n") == exact
        hint = f"{store.RESTORE}; {store.KEEP_ENDS}" if ended else store.RESTORE
        return None, [store.respelled(shown, 1, *store.unlike(raw, exact), hint=hint)]
    return signed, []


def list_of(program: Program, number: int, raw: bytes) -> Signed | None:
    """What a file says as a list of that number, spelled as lists are written; None where it is none."""
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
    """Why a list must be signed (again): `new`, `changed`, `key`, `lapsing`; empty when it is good as it is.

    `suspended` are the places noted as suspended when it was signed. A suspension that became a revocation
    changes no bit, but from the next signing on it is for good.
    """
    if signed is None:
        return "new"
    if signed.document.get("issuer") != wanted.issuer or set_bits(signed) != wanted.revoked:
        return "changed"
    if suspended != wanted.suspended:
        return "changed"
    if not _key_holds(signed, program):
        return "key"
    until = moment(signed.document["validUntil"])
    whole = add_duration(now, program.settings.policies.status_valid_for) - now
    return "lapsing" if until - now < whole / 3 else ""


def sign(program: Program, wanted: Wanted, key: SecretKey, now: datetime) -> Signed:
    """The list, signed at `now` and valid for the programme's `status_valid_for`."""
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
    """Whether the key that signed the list is still listed, for the moment of signing: a theft may be known by now."""
    proofs = signed.document.get("proof")
    one = proofs[0] if isinstance(proofs, list) and proofs else proofs
    method, created = (one.get("verificationMethod"), one.get("created")) if isinstance(one, Mapping) else (None, None)
    key = listed_keys(program).get(str(method))
    try:
        return key is not None and not key.window_problem(moment(created))
    except ValueError:
        return False


def set_bits(signed: Signed) -> frozenset[int]:
    """The places that the list shows as revoked."""
    bits = status.decode(signed.document["credentialSubject"]["encodedList"])
    return frozenset(
        byte * 8 + bit for byte, value in enumerate(bits) if value for bit in range(8) if value & (0x80 >> bit)
    )
