"""The Data Integrity suites that foreign badges are signed with, and how each is checked.

    eddsa-rdfc-2022       Ed25519 over RDFC-1.0      vc-di-eddsa §3.2
    eddsa-jcs-2022        Ed25519 over JCS           vc-di-eddsa §3.3
    eddsa-2022            the first of these, as a draft called it (vc-di-eddsa of 2023-07-14, §3.2)
    Ed25519Signature2020  Ed25519 over RDFC-1.0      vc-di-eddsa §3.4, its older form without a `cryptosuite`
    ecdsa-rdfc-2019       P-256 over RDFC-1.0        vc-di-ecdsa §3.2

What is signed is the hash of the proof's own configuration and the hash of the document, 64 bytes in all. A proof of
a chain signs the document together with the proofs it builds on (Data Integrity §4.3 Verify Proof Sets and Chains).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from badgepress.errors import CredentialError, problem
from badgepress.openbadges import base58, canonical, jcs
from badgepress.openbadges.attached import unattached
from badgepress.openbadges.publickey import Kind, PublicKey
from badgepress.openbadges.work import Work, measure

SIGNATURE_BYTES: Final = 64
# 64 bytes are at most 88 signs in base58; longer text is not worth the arithmetic.
_LONGEST_VALUE: Final = 90


@dataclass(frozen=True, slots=True)
class Suite:
    """One way to sign: the kind of key, and the canonical form."""

    name: str
    kind: Kind
    form: Literal["rdfc", "jcs"]


_SUITES: Final[Mapping[tuple[str, str | None], Suite]] = {
    ("DataIntegrityProof", "eddsa-rdfc-2022"): Suite("eddsa-rdfc-2022", "Ed25519", "rdfc"),
    ("DataIntegrityProof", "eddsa-jcs-2022"): Suite("eddsa-jcs-2022", "Ed25519", "jcs"),
    ("DataIntegrityProof", "eddsa-2022"): Suite("eddsa-rdfc-2022", "Ed25519", "rdfc"),
    ("DataIntegrityProof", "ecdsa-rdfc-2019"): Suite("ecdsa-rdfc-2019", "P-256", "rdfc"),
    ("Ed25519Signature2020", None): Suite("Ed25519Signature2020", "Ed25519", "rdfc"),
}


def suite_of(proof: object) -> Suite | None:
    """The suite of a proof, None for one that is not known here."""
    if not isinstance(proof, dict) or not isinstance(proof.get("type"), str):
        return None
    named = proof.get("cryptosuite")
    return _SUITES.get((proof["type"], named)) if named is None or isinstance(named, str) else None


def draft_of(proof: object) -> tuple[str, str] | None:
    """The name that a draft gave to a proof's suite, and the suite's own; None for one that has its own name."""
    suite = suite_of(proof)
    named = proof.get("cryptosuite") if isinstance(proof, dict) else None
    return (named, suite.name) if suite and named is not None and named != suite.name else None


def signature_in(proof: Mapping[str, Any]) -> bytes | None:
    """The 64 bytes of a `proofValue` in base58 multibase; None when it is not that."""
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z") or len(value) > _LONGEST_VALUE:
        return None
    try:
        signature = base58.decode(value[1:])
    except ValueError:
        return None
    return signature if len(signature) == SIGNATURE_BYTES else None


def holds(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    key: PublicKey,
    previous: Sequence[Mapping[str, Any]] = (),
    work: Work | None = None,
) -> bool:
    """Whether the proof is the key's over the document without its proofs but for `previous`.

    Says nothing about whose key that is. False for a key of another kind than the suite's. CredentialError for a
    document or proof that has no canonical form, `bad-context` for a proof in the light of other contexts.
    """
    suite, signature = suite_of(proof), signature_in(proof)
    if suite is None or signature is None or suite.kind != key.kind:
        return False
    work = work or Work()
    work.signature()
    return key.verifies(hash_data(document, proof, previous, work), signature)


def hash_data(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    previous: Sequence[Mapping[str, Any]] = (),
    work: Work | None = None,
) -> bytes:
    """SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document."""
    suite, work = suite_of(proof), work or Work()
    if suite is None:
        raise CredentialError(problem("unsupported-proof", "a kind of proof that is not supported", path="proof"))
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if previous:
        unsigned["proof"] = list(previous)
    if suite.form == "rdfc":
        options["@context"] = document.get("@context")
        form = _sha256(canonical.canonicalize(options, work))
        return form + _sha256(canonical.canonicalize(unattached(unsigned), work))
    work.document(measure(options))
    work.document(measure(unsigned))
    if "@context" in options:
        unsigned["@context"] = _contexts(document, options["@context"])
    return _sha256(jcs.canonicalize(options)) + _sha256(jcs.canonicalize(unsigned))


def _contexts(document: Mapping[str, Any], signed: object) -> object:
    """The contexts that were signed: the document's begin with them (vc-di-eddsa §3.3.2, step 4)."""
    named, given = _listed(signed), _listed(document.get("@context"))
    if given[: len(named)] != named:
        message = "the document does not begin with the contexts of its proof"
        raise CredentialError(problem("bad-context", message, path="proof.@context"))
    return signed


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
