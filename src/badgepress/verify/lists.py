"""Has it been revoked? Reads the status entry in the credential, the list it points to, and the badge's bit there.

We trust a signed bit list (Bitstring Status List 1.0, or StatusList2021 before it) if the issuer it names has signed
it. A set bit then counts, whoever that issuer is and whatever the list's id: the badge named the address, and a known
revocation must be reported. A clear bit counts only in a list of the badge's own issuer with its own address as id, or
in a list that the issuer's document or the caller names, and only while the list is in date.

1EdTech's list of revoked credentials has no signature. It counts if it was read over https, has its own address as id
and names the badge's issuer.

If we do not trust a list, the answer is unknown, never “revoked” and never “fine”.
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
from badgepress.openbadges.limits import (
    FETCHED_STATUS_LIST_BYTES,
    LEAST_STATUS_LIST_BITS,
    STATUS_ENTRIES,
    STATUS_MESSAGE_BITS,
)
from badgepress.openbadges.moments import moment
from badgepress.verify.credential import Credential
from badgepress.verify.dids import DidDocument, Resolver
from badgepress.verify.facts import entries, id_of, issuer_address, text_at, types_of
from badgepress.verify.fetch import Fetch, why
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.profiles import lists_named
from badgepress.verify.proofs import check_signature, key_trouble
from badgepress.verify.report import Finding, Text
from badgepress.verify.tokens import check_token, credential_in, split
from badgepress.verify.trees import distinct, is_index

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
    """A kind of bit list: the types of the list and of its subject, and whether its text has the multibase prefix."""

    credential: str
    subject: str
    multibase: bool


_KINDS = {
    "BitstringStatusListEntry": _Kind("BitstringStatusListCredential", "BitstringStatusList", True),
    "StatusList2021Entry": _Kind("StatusList2021Credential", "StatusList2021", False),
}


@dataclass(frozen=True, slots=True)
class _Place:
    """The badge's place in a list: `width` bits, as the `index`-th group of that width."""

    kind: _Kind
    address: str
    purpose: str
    index: int
    width: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list we read: the issuer it names, and the reason not to trust it ("" for none)."""

    document: dict[str, Any]
    whose: str
    reason: str


def status_of(credential: Mapping[str, Any], issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> Finding:
    """The worst result of all status entries. Reads each list once."""
    found = distinct(entries(credential.get("credentialStatus")), STATUS_ENTRIES)
    if not found:
        return Finding("skipped", "status-none")
    reader = _Lists(issuer, now, fetch, resolver)
    about = id_of(credential)
    findings = [reader.entry(entry, about) for entry in found[:STATUS_ENTRIES]]
    if len(found) > STATUS_ENTRIES:
        findings.append(_unsupported(Text("kind", "entries", {"count": len(found)})))
    return min(findings, key=lambda finding: _WORST_FIRST.index(finding.code))


class _Lists:
    """Reads status lists for one issuer's badges."""

    def __init__(self, issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> None:
        self._issuer, self._now, self._fetch, self._resolver = issuer, now, fetch, resolver

    def entry(self, entry: object, about: str) -> Finding:
        """The result for one status entry of the credential with the id `about`."""
        types = types_of(entry)
        if isinstance(entry, dict) and _REVOCATION_LIST in types:
            return self._revocation_list(id_of(entry), about)
        # Do not depend on the order of types: it is not signed.
        kind = next((kind for name, kind in _KINDS.items() if name in types), None)
        if not isinstance(entry, dict) or kind is None:
            return _unsupported(tuple(sorted(set(types))) or Text("kind", "no-entry"))
        place = _place(entry, kind)
        if isinstance(place, Finding):
            return place
        # Cached: badges in a learner record often share a list.
        listed = self._resolver.once(f"list as signed {place.address}", lambda: self._list(place.address))
        if isinstance(listed, Finding):
            return listed
        if listed.reason:
            return _invalid(self._foreign(listed.whose) or listed.reason, place.address)
        return self._judged(self._bits(listed.document, place, entry), listed, place)

    def _object(self, address: str) -> tuple[dict[str, Any], Token | None] | Finding:
        """The JSON object at the address, and the signed token around it, if any. Read once per verification."""
        return self._resolver.once(f"list {address}", lambda: self._read_object(address))

    def _read_object(self, address: str) -> tuple[dict[str, Any], Token | None] | Finding:
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

    def _list(self, address: str) -> _Listed | Finding:
        """The list at the address, after its signature is checked against the issuer it names."""
        found = self._object(address)
        if isinstance(found, Finding):
            return found
        listed, token = found
        whose = id_of(listed.get("issuer"))
        if not any(kind.credential in types_of(listed) for kind in _KINDS.values()):
            return _invalid("list-type", address)
        if not whose:
            return _Listed(listed, whose, "list-issuer")
        if token:
            signature = check_token(token, listed, self._resolver, by=whose)
        else:
            signature = check_signature(Credential(listed), self._resolver, self._now, by=whose)
        if signature.finding.outcome != "passed":
            return _Listed(listed, whose, "list-signature")
        return _Listed(listed, whose, "list-issuer" if key_trouble(signature, whose, self._now) else "")

    def _foreign(self, whose: str) -> str:
        return "" if whose == self._issuer else "list-issuer"

    def _judged(self, finding: Finding, listed: _Listed, place: _Place) -> Finding:
        """The result from the bits, if we trust this list for it. Adds the list's issuer if that is somebody else."""
        if finding.outcome == "unknown":
            return finding
        if finding.outcome != "failed" and (strange := self._strange(listed, place.address)):
            return _invalid(strange, place.address)
        if listed.whose == self._issuer:
            return finding
        return Finding(finding.outcome, finding.code, {**finding.values, "whose": issuer_address(listed.whose)})

    def _strange(self, listed: _Listed, address: str) -> str:
        """Why a clear bit in this list does not count; "" if it does."""
        name, foreign = listed.document.get("id", address), self._foreign(listed.whose)
        if name == address and not foreign:
            return ""
        own = self._resolver.resolve(self._issuer)
        known = {*(lists_named(own.raw) if isinstance(own, DidDocument) else ()), *self._resolver.trusted}
        # If both addresses are named, they are two lists, and one must not stand in for the other.
        if name != address and (not isinstance(name, str) or (address in known) == (name in known)):
            return "list-address"
        return "" if not foreign or address in known or listed.whose in known else foreign

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
        encoded = subject.get("encodedList")
        try:
            text = encoded if isinstance(encoded, str) else ""
            bits = status.decode(text, cap=FETCHED_STATUS_LIST_BYTES, multibase=place.kind.multibase)
            self._resolver.work.unpacked(len(bits))
        except CredentialError:
            return _invalid("list-encoding", address)
        if status.size(bits) < LEAST_STATUS_LIST_BITS:
            return _invalid("list-encoding", address)
        if (place.index + 1) * place.width > status.size(bits):
            return _invalid("list-index", address)
        value = 0
        for at in range(place.index * place.width, (place.index + 1) * place.width):
            value = value << 1 | status.get(bits, at)
        # Report a known revocation whatever the list's period: clocks differ, and revocation is final.
        if value and place.purpose != "message":
            return Finding("failed", _PURPOSES[place.purpose])
        if begins and self._now < begins:
            return _invalid("list-early", address)
        if value:
            return Finding("warning", "status-message", {"message": _message(entry, value)})
        if ends and self._now > ends:
            return Finding("unknown", "status-list-stale", {"address": address, "date": ends})
        return Finding("passed", "status-ok")

    def _revocation_list(self, address: str, about: str) -> Finding:
        """Checks a 1EdTech Revocation List: an unsigned object that names its issuer and the revoked credentials."""
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
        try:
            self._resolver.work.searched(len(revoked))
        except CredentialError:
            return _invalid("list-encoding", address)
        if not all(map(id_of, revoked)):
            return _invalid("list-encoding", address)
        for one in revoked:
            if id_of(one) == about and not (isinstance(one, dict) and one.get("revoked") is False):
                return Finding("failed", "status-revoked", {"because": text_at(one, "revocationReason")})
        return Finding("passed", "status-ok")


def _place(entry: Mapping[str, Any], kind: _Kind) -> _Place | Finding:
    """The place that a status entry names, or the finding if it names none."""
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in _PURPOSES:
        return _unsupported(purpose)
    width = 1 if entry.get("statusSize") is None else entry["statusSize"]
    widest = STATUS_MESSAGE_BITS if purpose == "message" else 1
    if not is_index(width) or not 1 <= width <= widest:
        return _unsupported(Text("kind", "member", {"field": "statusSize", "got": width}))
    index, address = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        return _invalid("list-address", address)
    if is_index(index):
        index = str(int(index))
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 12:
        return _invalid("list-index", address)
    return _Place(kind, address, purpose, int(index), int(width))


def _message(entry: Mapping[str, Any], value: int) -> str:
    """The issuer's message for the value (Bitstring Status List 1.0 §2.1, `statusMessage`)."""
    found = set()
    for one in entries(entry.get("statusMessage")):
        number = text_at(one, "status").lower()
        if number.startswith("0x") and number[2:].lstrip("0") == f"{value:x}":
            found.add(text_at(one, "message") or number)
    return " / ".join(sorted(found)) or f"0x{value:x}"


def _invalid(reason: str, address: object) -> Finding:
    return Finding("unknown", "status-list-invalid", {"address": address, "reason": Text("reason", reason)})


def _unsupported(kind: object) -> Finding:
    return Finding("unknown", "status-unsupported", {"kind": kind})
