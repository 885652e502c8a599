"""Has it been revoked: the entry in the credential, the list it points to, what stands there for this badge.

Signed lists of bits (Bitstring Status List 1.0, and StatusList2021 before it) are believed when the signature is that
of the issuer whom they name. A set bit counts then, whoever that is and whatever the list calls itself: the badge named
the address, and a revocation that is known is said. A bit that is not set counts only in a list of the badge's own
issuer that bears its own address, or in one that the issuer's document, or whoever asks, names. 1EdTech's list of
revoked credentials carries no signature and counts when it is read over https, bears its address and names the badge's
issuer. A bit that is not set counts only while its list is in date. A list that is not believed says nothing: the
answer is unknown, never “revoked” and never “fine”.
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


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list that was read: whose it says it is, and the reason not to believe that ("" for none)."""

    document: dict[str, Any]
    whose: str
    reason: str


def status_of(credential: Mapping[str, Any], issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> Finding:
    """The worst of all entries; each list is fetched once."""
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
    """The lists of one issuer, read at one moment."""

    def __init__(self, issuer: str, now: datetime, fetch: Fetch, resolver: Resolver) -> None:
        self._issuer, self._now, self._fetch, self._resolver = issuer, now, fetch, resolver

    def entry(self, entry: object, about: str) -> Finding:
        """What one entry of the credential called `about` leads to."""
        types = types_of(entry)
        if isinstance(entry, dict) and _REVOCATION_LIST in types:
            return self._revocation_list(id_of(entry), about)
        # The order of types is not signed.
        kind = next((kind for name, kind in _KINDS.items() if name in types), None)
        if not isinstance(entry, dict) or kind is None:
            return _unsupported(tuple(sorted(set(types))) or Text("kind", "no-entry"))
        place = _place(entry, kind)
        if isinstance(place, Finding):
            return place
        # Many badges share a list, and a record holds many of them.
        listed = self._resolver.once(f"list as signed {place.address}", lambda: self._list(place.address))
        if isinstance(listed, Finding):
            return listed
        if listed.reason:
            return _invalid(self._foreign(listed.whose) or listed.reason, place.address)
        return self._judged(self._bits(listed.document, place, entry), listed, place)

    def _object(self, address: str) -> tuple[dict[str, Any], Token | None] | Finding:
        """The JSON object at the address, with the signed token it came in, if any: read once, whoever asks."""
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
        """The list at the address, with its issuer's name, once its signature is known to be that issuer's."""
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
        """What the bits say, as far as this list may say it; with the name of its issuer where that is another."""
        if finding.outcome == "unknown":
            return finding
        if finding.outcome != "failed" and (strange := self._strange(listed, place.address)):
            return _invalid(strange, place.address)
        if listed.whose == self._issuer:
            return finding
        return Finding(finding.outcome, finding.code, {**finding.values, "whose": issuer_address(listed.whose)})

    def _strange(self, listed: _Listed, address: str) -> str:
        """Why the list may not say that all is well; "" when it may."""
        name, foreign = listed.document.get("id", address), self._foreign(listed.whose)
        if name == address and not foreign:
            return ""
        own = self._resolver.resolve(self._issuer)
        known = {*(lists_named(own.said) if isinstance(own, DidDocument) else ()), *self._resolver.trusted}
        # Two lists that are both named are two lists, and one does not answer for the other.
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
        # A revocation that is known is said, whatever the list's period: clocks differ, and revoked is for good.
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
    """The place that an entry of the credential names, or what keeps it from being one."""
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
    """What the issuer says that the value means (Bitstring Status List 1.0 §2.1, `statusMessage`)."""
    found = set()
    for one in entries(entry.get("statusMessage")):
        said = text_at(one, "status").lower()
        if said.startswith("0x") and said[2:].lstrip("0") == f"{value:x}":
            found.add(text_at(one, "message") or said)
    return " / ".join(sorted(found)) or f"0x{value:x}"


def _invalid(reason: str, address: object) -> Finding:
    return Finding("unknown", "status-list-invalid", {"address": address, "reason": Text("reason", reason)})


def _unsupported(kind: object) -> Finding:
    return Finding("unknown", "status-unsupported", {"kind": kind})
