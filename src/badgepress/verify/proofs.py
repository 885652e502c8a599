"""Checks the proofs of a document: finds their keys, checks them, and checks each key's right to sign.

Every proof of a known suite must hold (Data Integrity §4.3), so that we never show anything as signed by somebody who
did not sign it. Proofs of unknown suites, and other people's proofs whose keys we cannot get, stay unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from badgepress.errors import CredentialError
from badgepress.openbadges.limits import ALL_PROOFS, KNOWN_PROOFS
from badgepress.openbadges.moments import moment
from badgepress.openbadges.proof import PURPOSE, holds, signature_in, suite_of
from badgepress.verify.credential import Credential
from badgepress.verify.dids import DidDocument, Method, Resolver, Unresolved, is_address
from badgepress.verify.facts import entries, id_of
from badgepress.verify.names import odd_names
from badgepress.verify.report import Finding, Text


@dataclass(frozen=True, slots=True)
class Chosen:
    """A well-formed proof with its parsed parts. `previous` are the proofs it builds on."""

    entry: Mapping[str, Any]
    method_id: str
    created: datetime | None
    expires: datetime | None = None
    previous: tuple[Mapping[str, Any], ...] = ()

    @property
    def signer(self) -> str:
        """The DID or address whose document has the key."""
        return self.method_id.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Signature:
    """The result for the signature. `method` and `document` are set if it holds, `unresolved` if we could not get the
    key.

    `proofs` is the number of proofs in the document, `held` the number that hold.
    """

    finding: Finding
    chosen: Chosen | None = None
    method: Method | None = None
    document: DidDocument | None = None
    unresolved: Unresolved | None = None
    proofs: int = 1
    held: int = 0


def check_signature(read: Credential, resolver: Resolver, now: datetime, by: str = "") -> Signature:
    """Finds the keys that the proofs name and checks each proof over the document.

    Returns the issuer's own proof, if there is one. With `by`, a DID, no other proofs count, and no other keys are
    read.
    """
    document = read.given
    proofs = entries(document.get("proof"))
    chosen = choose(proofs)
    if isinstance(chosen, Finding):
        return Signature(chosen)
    odd = read.spelling.odd or next((found for one in chosen if (found := odd_names(one.entry))), None)
    if odd:
        return Signature(_malformed(odd.key), chosen[0])
    issuer = by or id_of(document.get("issuer"))
    own = [one for one in chosen if one.signer == issuer]
    if by and not own:
        return Signature(Finding("failed", "signature-key-missing"), chosen[0])
    ended: list[Signature] = []

    def failing(some: Sequence[Chosen]) -> Signature | None:
        """The first of these that fails. Adds those that do not fail to `ended`."""
        for one in some:
            found = _check(read, one, resolver, now)
            if found.finding.outcome == "failed":
                return found
            ended.append(found)
        return None

    if failed := failing(own or chosen[:1]):
        return failed
    main = next((one for one in ended if one.method), ended[0])
    # Read nobody else's document until the issuer's own proof is known to hold.
    ours = own and not by and main.method and not key_trouble(main, issuer, now)
    if ours and (failed := failing([one for one in chosen if one not in own])):
        return failed
    for other in ended:
        if other is not main and other.method and other.document and key_trouble(other, other.document.did, now):
            return Signature(Finding("failed", "signature-other-key", {"issuer": other.document.did}), other.chosen)
    return replace(main, proofs=len(proofs), held=sum(1 for one in ended if one.method))


def choose(proofs: Sequence[object]) -> list[Chosen] | Finding:
    """All well-formed proofs of known suites, or a finding if one of them, or all together, are faulty."""
    if not proofs:
        return Finding("failed", "signature-missing")
    known = [one for one in proofs if isinstance(one, dict) and suite_of(one)]
    if len(known) > KNOWN_PROOFS or len(proofs) > ALL_PROOFS:
        return Finding("failed", "signature-too-complex")
    found: list[Chosen] = []
    unsupported: Finding | None = None
    for entry in known:
        one = _well_formed(entry, proofs)
        if isinstance(one, Chosen):
            found.append(one)
        elif one.code == "signature-unsupported":
            unsupported = one
        else:
            return one
    return found or unsupported or _unknown(proofs[0])


def _unknown(entry: object) -> Finding:
    if not isinstance(entry, dict):
        return _malformed("proof")
    if not isinstance(entry.get("type"), str):
        return _malformed("type")
    suite = entry.get("cryptosuite")
    return Finding("unknown", "signature-unsupported", {"suite": suite if isinstance(suite, str) else entry["type"]})


def _well_formed(entry: Mapping[str, Any], proofs: Sequence[object]) -> Chosen | Finding:
    if entry.get("proofPurpose") != PURPOSE:
        return Finding("failed", "signature-purpose", {"got": entry.get("proofPurpose", "")})
    method_id = entry.get("verificationMethod")
    if not isinstance(method_id, str):
        return _malformed("verificationMethod")
    if "#" not in method_id:
        return Finding("unknown", "signature-unsupported", {"suite": "verificationMethod"})
    moments = {name: moment(entry.get(name)) for name in ("created", "expires")}
    for name, read in moments.items():
        if name in entry and read is None:
            return _malformed(name)
    if signature_in(entry) is None:
        return _malformed("proofValue")
    previous = _previous(entry, proofs)
    if previous is None:
        return _malformed("previousProof")
    return Chosen(entry, method_id, moments["created"], moments["expires"], previous)


def _previous(entry: Mapping[str, Any], proofs: Sequence[object]) -> tuple[Mapping[str, Any], ...] | None:
    """The proofs that this one builds on; None unless each is there exactly once."""
    if "previousProof" not in entry:
        return ()
    named = entries(entry["previousProof"])
    found = [[one for one in proofs if isinstance(one, dict) and one.get("id") == name] for name in named]
    if not named or not all(isinstance(name, str) for name in named) or any(len(same) != 1 for same in found):
        return None
    return tuple(same[0] for same in found)


def _check(read: Credential, chosen: Chosen, resolver: Resolver, now: datetime) -> Signature:
    """Finds the key of one proof and checks the proof with it."""
    # Read a key from an https address only if that is the issuer: a key elsewhere on the web could be anybody's.
    foreign = is_address(chosen.signer) and chosen.signer != id_of(read.given.get("issuer"))
    found = Unresolved("issuer-did-unsupported", chosen.signer) if foreign else resolver.resolve(chosen.signer)
    if isinstance(found, Unresolved):
        return without_key(chosen, found)
    method = found.method(chosen.method_id)
    if isinstance(method, Unresolved):
        return without_key(chosen, method)
    if method is None:
        return Signature(Finding("failed", "signature-key-missing"), chosen)
    key, suite = method.key(), suite_of(chosen.entry)
    if key is None or suite is None or key.kind != suite.kind:
        return Signature(Finding("failed", "signature-key-malformed", {"address": found.address}), chosen)
    try:
        if not holds(read, chosen.entry, key, chosen.previous, resolver.work):
            return Signature(Finding("failed", "signature-mismatch"), chosen)
    except CredentialError as error:
        return Signature(_refused(error), chosen)
    if chosen.expires and now > chosen.expires:
        return Signature(Finding("failed", "signature-expired", {"date": chosen.expires}), chosen)
    return Signature(Finding("passed", "signature-ok"), chosen, method, found, held=1)


def key_trouble(signature: Signature, issuer: str, now: datetime) -> Finding | None:
    """Why a valid signature is not this issuer's; None if it is. Reads no addresses."""
    method, document, chosen = signature.method, signature.document, signature.chosen
    if method is None or document is None or chosen is None:
        raise ValueError("the signature did not hold")
    if document.did != issuer or method.controller != issuer:
        other = document.did if document.did != issuer else method.controller
        return Finding("failed", "issuer-mismatch", {"got": other or Text("kind", "nobody")})
    if method.id not in document.listed:
        return Finding("failed", "issuer-key-not-listed")
    outside = method.window_trouble(chosen.created or now)
    if outside:
        return Finding("failed", outside[0], {"date": outside[1]})
    return None


def without_key(chosen: Chosen, unresolved: Unresolved) -> Signature:
    """The result if we could not get the key: unknown, not failed."""
    values = {"address": unresolved.address, "reason": unresolved.reason}
    finding = Finding("unknown", "signature-key-unreachable", values)
    return Signature(finding, chosen, unresolved=unresolved)


def _refused(error: CredentialError) -> Finding:
    """The finding for a CredentialError from checking the proof."""
    if error.code in ("too-complex", "too-large"):
        return Finding("failed", "signature-too-complex")
    return _malformed(error.problems[0].place.path or "proof")


def _malformed(field: str) -> Finding:
    return Finding("failed", "signature-malformed", {"field": field})
