"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (W3C vc-di-eddsa §3.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from badgepress.errors import CredentialError, problem
from badgepress.openbadges import base58
from badgepress.openbadges.canonical import canonicalize
from badgepress.openbadges.keys import SIGNATURE_BYTES, SecretKey, verify_signature
from badgepress.openbadges.moments import moment

TYPE: Final = "DataIntegrityProof"
CRYPTOSUITE: Final = "eddsa-rdfc-2022"
PURPOSE: Final = "assertionMethod"

_LONGEST_VALUE: Final = 100


def sign(document: Mapping[str, Any], key: SecretKey, *, verification_method: str, created: str) -> dict[str, Any]:
    """The document with its proof, in an array of one (§3.2.1 Create Proof).

    `created` is RFC 3339 with a zone. CredentialError `already-signed`, `bad-proof`, or as in `canonical`.
    """
    if "proof" in document:
        raise CredentialError(problem("already-signed", "the document has a proof already", path="proof"))
    if moment(created) is None:
        raise _bad("proof.created is not a date with time and zone", "created", got=repr(created))
    proof = {
        "type": TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    signature = key.sign(hash_data(document, proof))
    return {**document, "proof": [{**proof, "proofValue": "z" + base58.encode(signature)}]}


def check(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes, *, purpose: str = PURPOSE) -> None:
    """Whether `proof` is `public`'s over the document without its proofs (§3.2.2 Verify Proof); returns or raises.

    Says nothing about whose key that is. CredentialError `unsupported-proof`, `proof-purpose`, `bad-proof`,
    `signature-mismatch`, or as in `canonical`.
    """
    supported(proof)
    if proof.get("proofPurpose") != purpose:
        raise CredentialError(
            problem(
                "proof-purpose",
                "the proof was made for another purpose",
                path="proof.proofPurpose",
                got=repr(proof.get("proofPurpose")),
                expected=repr(purpose),
            )
        )
    signature = _signature(proof)
    created = proof.get("created")
    if created is not None and moment(created) is None:
        raise _bad("proof.created is not a date with time and zone", "created", got=repr(created))
    if not isinstance(proof.get("verificationMethod"), str):
        raise _bad("the proof names no key", "verificationMethod", got=repr(proof.get("verificationMethod")))
    if not verify_signature(public, hash_data(document, proof), signature):
        raise CredentialError(
            problem("signature-mismatch", "the signature is not this key's over this document", path="proof.proofValue")
        )


def supported(proof: Mapping[str, Any]) -> None:
    """Raises CredentialError `unsupported-proof` for a proof of another type or suite, or one of a chain."""
    if proof.get("type") != TYPE or proof.get("cryptosuite") != CRYPTOSUITE:
        kind = proof.get("cryptosuite") if proof.get("type") == TYPE else proof.get("type")
        message = "a kind of proof that is not supported"
        raise CredentialError(
            problem("unsupported-proof", message, path="proof", got=repr(kind), expected=repr(CRYPTOSUITE))
        )
    if "previousProof" in proof:
        message = "a chain of proofs is not supported"
        raise CredentialError(problem("unsupported-proof", message, path="proof.previousProof"))


def hash_data(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document: 64 bytes (§3.2.4).

    The configuration (§3.2.5) is the proof without its value and with the document's @context; the document is
    taken without its proofs.
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    options["@context"] = document.get("@context")
    return _sha256(canonicalize(options)) + _sha256(canonicalize(unsigned))


def _signature(proof: Mapping[str, Any]) -> bytes:
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z") or len(value) > _LONGEST_VALUE:
        raise _bad("proof.proofValue is not base58 multibase", "proofValue", expected="z…")
    try:
        signature = base58.decode(value[1:])
    except ValueError:
        raise _bad("proof.proofValue is not base58 multibase", "proofValue", expected="z…") from None
    if len(signature) != SIGNATURE_BYTES:
        raise _bad(
            "proof.proofValue has a wrong length",
            "proofValue",
            got=f"{len(signature)} bytes",
            expected=f"{SIGNATURE_BYTES}",
        )
    return signature


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _bad(message: str, member: str, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem("bad-proof", message, path=f"proof.{member}", got=got, expected=expected))
