"""Has it been revoked: the entry in the credential, the list it points to, what stands there for this badge.

Signed lists of bits (Bitstring Status List 1.0, and StatusList2021 before it) are believed only when signed by the
credential's own issuer; 1EdTech's list of revoked credentials carries no signature and counts when it is read over
https and names that issuer. A list must be the one that was asked for, and in date. A list that is not believed says
nothing: the answer is unknown, never “revoked” and never “fine”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badgepress.errors import CredentialError, FetchError
from badgepress.openbadges import status
from badgepress.openbadges.jwt import Token
from badgepress.verify.dids import Resolver
from badgepress.verify.facts import entries, id_of, text_at, types_of
from badgepress.verify.fetch import Fetch, why
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.moments import moment
from badgepress.verify.proofs import check_signature, key_trouble
from badgepress.verify.report import Finding
from badgepress.verify.tokens import check_token, credential_in, split
from badgepress.verify.trees import distinct, is_index
from badgepress.verify.words import day, piece, plainly

MOST_LIST_BYTES = 4 * 1024 * 1024
MOST_ENTRIES = 8
MOST_STATUS_BITS = 8
_PURPOSES = {"revocation": "status-revoked", "suspension": "status-suspended", "message": "status-message"}
_TOKEN = re.compile(r"ey[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*[ \t\n\r]*")
_REVOCATION_LIST = "1EdTechRevocationList"
_WORST_FIRST = (
    "status-revoked",
    "status-suspended",
    "status-list-invalid",
    "status-unreachable",
    "status-list-stale",
    "status-unsupported",
    "status-message",
    "status-ok",
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of bit list: the types of the list and of its subject, and whether its text is marked as base64url."""

    credential: str
    subject: str
    multibase: bool


_KINDS = {
    "BitstringStatusListEntry": _Kind("BitstringStatusListCredential", "BitstringStatusList", True),
    "StatusList2021Entry": _Kind("StatusList2021Credential", "StatusList2021", False),
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the badge stands in a list: `width` bits, the `index`-th of that width."""

    kind: _Kind
    address: str
    purpose: str
    index: int
    width: int


def status_of(credential: Mapping[str, Any], issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> Finding:
    """The worst of all entries; each list is fetched once."""
    found = distinct(entries(credential.get("credentialStatus")), MOST_ENTRIES)
    if not found:
        return Finding("skipped", "status-none")
    reader = _Lists(issuer, now, fetch, resolver)
    about = id_of(credential)
    findings = [reader.entry(entry, about) for entry in found[:MOST_ENTRIES]]
    if len(found) > MOST_ENTRIES:
        findings.append(_unsupported(piece("kind", "entries", count=len(found))))
    return min(findings, key=lambda finding: _WORST_FIRST.index(finding.code))


class _Lists:
    """The lists of one issuer, read at one moment."""

    def __init__(self, issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> None:
        self._issuer, self._now, self._fetch, self._resolver = issuer, now, fetch, resolver
        self._read: dict[str, dict[str, Any] | Finding] = {}

    def entry(self, entry: object, about: str) -> Finding:
        """What one entry of the credential called `about` leads to."""
        types = types_of(entry)
        if isinstance(entry, dict) and _REVOCATION_LIST in types:
            return self._revocation_list(id_of(entry), about)
        # The order of types is not signed.
        kind = next((kind for name, kind in _KINDS.items() if name in types), None)
        if not isinstance(entry, dict) or kind is None:
            return _unsupported(", ".join(sorted(set(types))) if types else piece("kind", "no-entry"))
        place = _place(entry, kind)
        if isinstance(place, Finding):
            return place
        if place.address not in self._read:
            self._read[place.address] = self._list(place)
        listed = self._read[place.address]
        return listed if isinstance(listed, Finding) else self._bits(listed, place, entry)

    def _object(self, address: str) -> tuple[dict[str, Any], Token | None] | Finding:
        """The JSON object at the address, with the signed token it came in, if any."""
        try:
            text = self._fetch(address).decode("utf-8-sig")
            if not _TOKEN.fullmatch(text):
                return read_object(text), None
            token = split(text.strip())
            return credential_in(token.payload)[0], token
        except FetchError as error:
            return Finding("unknown", "status-unreachable", {"address": address, "reason": why(error)})
        except (UnicodeDecodeError, JsonTrouble):
            return _invalid("list-type", address)

    def _list(self, place: _Place) -> dict[str, Any] | Finding:
        """The list at the address, once its signature and its issuer are known to be right."""
        address = place.address
        found = self._object(address)
        if isinstance(found, Finding):
            return found
        listed, token = found
        if not any(kind.credential in types_of(listed) for kind in _KINDS.values()):
            return _invalid("list-type", address)
        if listed.get("id", address) != address:
            return _invalid("list-address", address)
        if id_of(listed.get("issuer")) != self._issuer:
            return _invalid("list-issuer", address)
        if token:
            signature = check_token(token, listed, self._resolver, by=self._issuer)
        else:
            signature = check_signature(listed, self._resolver, self._now, by=self._issuer)
        if signature.finding.outcome != "passed":
            return _invalid("list-signature", address)
        if key_trouble(signature, self._issuer, self._now):
            return _invalid("list-issuer", address)
        return listed

    def _bits(self, listed: Mapping[str, Any], place: _Place, entry: Mapping[str, Any]) -> Finding:
        address, subject = place.address, listed.get("credentialSubject")
        if place.kind.credential not in types_of(listed) or place.kind.subject not in types_of(subject):
            return _invalid("list-type", address)
        if not isinstance(subject, dict) or place.purpose not in entries(subject.get("statusPurpose")):
            return _invalid("list-purpose", address)
        period = {name: listed.get(name) for name in ("validFrom", "issuanceDate", "validUntil", "expirationDate")}
        moments = {name: moment(value) for name, value in period.items()}
        if any(period[name] is not None and moments[name] is None for name in period):
            return _invalid("list-encoding", address)
        begins, ends = (
            moments["validFrom"] or moments["issuanceDate"],
            moments["validUntil"] or moments["expirationDate"],
        )
        if begins and self._now < begins:
            return _invalid("list-early", address)
        encoded = subject.get("encodedList")
        try:
            text = encoded if isinstance(encoded, str) else ""
            bits = status.decode(text, cap=MOST_LIST_BYTES, multibase=place.kind.multibase)
        except CredentialError:
            return _invalid("list-encoding", address)
        if status.size(bits) < status.MIN_BITS:
            return _invalid("list-encoding", address)
        if (place.index + 1) * place.width > status.size(bits):
            return _invalid("list-index", address)
        value = 0
        for at in range(place.index * place.width, (place.index + 1) * place.width):
            value = value << 1 | status.get(bits, at)
        if value and place.purpose == "message":
            return Finding("warning", "status-message", {"message": _message(entry, value)})
        if value:
            return Finding("failed", _PURPOSES[place.purpose])
        if ends and self._now > ends:
            return Finding("unknown", "status-list-stale", {"address": address, "date": day(ends)})
        return Finding("passed", "status-ok")

    def _revocation_list(self, address: str, about: str) -> Finding:
        """1EdTech Revocation List: an object that names what was revoked, by the issuer it names."""
        if not address.startswith("https://"):
            return _invalid("list-address", address)
        found = self._object(address)
        if isinstance(found, Finding):
            return found
        listed, token = found
        if token:
            return _invalid("list-type", address)
        if listed.get("id", address) != address:
            return _invalid("list-address", address)
        if id_of(listed.get("issuer")) != self._issuer:
            return _invalid("list-issuer", address)
        if listed.get("revokedCredential") is None:
            return _invalid("list-type", address)
        named = listed["revokedCredential"]
        revoked = named if isinstance(named, list) else [named]
        if not all(map(id_of, revoked)):
            return _invalid("list-encoding", address)
        for one in revoked:
            if id_of(one) == about and not (isinstance(one, dict) and one.get("revoked") is False):
                return Finding("failed", "status-revoked", {"because": text_at(one, "revocationReason")})
        return Finding("passed", "status-ok")


def _place(entry: Mapping[str, Any], kind: _Kind) -> _Place | Finding:
    """The place that an entry of the credential names, or what keeps it from being one."""
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in _PURPOSES:
        return _unsupported(plainly(purpose))
    width = 1 if entry.get("statusSize") is None else entry["statusSize"]
    widest = MOST_STATUS_BITS if purpose == "message" else 1
    if not is_index(width) or not 1 <= width <= widest:
        return _unsupported(f"statusSize {plainly(width)}")
    index, address = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        return _invalid("list-address", plainly(address))
    if is_index(index):
        index = str(int(index))
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 12:
        return _invalid("list-index", address)
    return _Place(kind, address, purpose, int(index), int(width))


def _message(entry: Mapping[str, Any], value: int) -> str:
    """What the issuer says that the value means (Bitstring Status List 1.0 §2.1, `statusMessage`)."""
    found = set()
    for one in entries(entry.get("statusMessage")):
        said = text_at(one, "status").lower()
        if said.startswith("0x") and said[2:].lstrip("0") == f"{value:x}":
            found.add(text_at(one, "message") or said)
    return " / ".join(sorted(found)) or f"0x{value:x}"


def _invalid(reason: str, address: str) -> Finding:
    return Finding("unknown", "status-list-invalid", {"address": address, "reason": piece("reason", reason)})


def _unsupported(kind: str) -> Finding:
    return Finding("unknown", "status-unsupported", {"kind": kind})
