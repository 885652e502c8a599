"""Data Integrity proofs: the suites we support, how to check a proof, and how to sign.

    eddsa-rdfc-2022       Ed25519 over RDFC-1.0      vc-di-eddsa §3.2; we sign with this one
    eddsa-jcs-2022        Ed25519 over JCS           vc-di-eddsa §3.3
    eddsa-2022            an early draft's name for eddsa-rdfc-2022 (vc-di-eddsa of 2023-07-14, §3.2)
    Ed25519Signature2020  Ed25519 over RDFC-1.0      vc-di-eddsa §3.4, the older form without a `cryptosuite`
    ecdsa-rdfc-2019       P-256 over RDFC-1.0        vc-di-ecdsa §3.2

The signature covers 64 bytes: the hash of the proof's own configuration, then the hash of the document. A proof in a
chain signs the document together with the proofs it builds on (Data Integrity §4.3 Verify Proof Sets and Chains).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from badgepress.errors import CredentialError, problem
from badgepress.openbadges import jcs
from badgepress.openbadges.jsonld import canonical
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.ed25519 import SIGNATURE_BYTES, SecretKey, verify_signature
from badgepress.openbadges.limits import PROOF_VALUE_CHARACTERS
from badgepress.openbadges.moments import moment
from badgepress.openbadges.work import Work, measure
from badgepress.values import Value

if TYPE_CHECKING:
    from badgepress.openbadges.keys.publickey import Kind, PublicKey

PURPOSE: Final = "assertionMethod"


@dataclass(frozen=True, slots=True)
class Suite:
    """One way to sign: its names in a proof, the kind of key it takes, and the canonical form it signs."""

    type: str
    cryptosuite: str | None
    kind: Kind
    form: Literal["rdfc", "jcs"]
    today: str = ""
    """The suite's current name, if `cryptosuite` is a draft's name for it."""


OURS: Final = Suite("DataIntegrityProof", "eddsa-rdfc-2022", "Ed25519", "rdfc")
SUITES: Final = (
    OURS,
    Suite("DataIntegrityProof", "eddsa-jcs-2022", "Ed25519", "jcs"),
    Suite("DataIntegrityProof", "eddsa-2022", "Ed25519", "rdfc", today="eddsa-rdfc-2022"),
    Suite("DataIntegrityProof", "ecdsa-rdfc-2019", "P-256", "rdfc"),
    Suite("Ed25519Signature2020", None, "Ed25519", "rdfc"),
)


def suite_of(proof: object) -> Suite | None:
    """The suite of a proof; None if we do not know it."""
    if not isinstance(proof, Mapping):
        return None
    named = proof.get("type"), proof.get("cryptosuite")
    return next((one for one in SUITES if (one.type, one.cryptosuite) == named), None)


def draft_of(proof: object) -> tuple[str, str] | None:
    """If the proof uses a draft's name for its suite: that name and the current one. Otherwise None."""
    suite = suite_of(proof)
    return (suite.cryptosuite or suite.type, suite.today) if suite and suite.today else None


def signature_in(proof: Mapping[str, Any]) -> bytes | None:
    """The 64 bytes of a `proofValue` in base58 multibase; None if it is anything else."""
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z") or len(value) > PROOF_VALUE_CHARACTERS:
        return None
    try:
        signature = base58.decode(value[1:])
    except ValueError:
        return None
    return signature if len(signature) == SIGNATURE_BYTES else None


def sign(document: Mapping[str, Any], key: SecretKey, *, verification_method: str, created: str) -> dict[str, Any]:
    """The document with an eddsa-rdfc-2022 proof, in an array of one (vc-di-eddsa §3.2.1 Create Proof).

    `created` is RFC 3339 with a zone. Raises CredentialError `already-signed` or `bad-proof`, or what `canonical`
    raises.
    """
    if "proof" in document:
        raise CredentialError(problem("already-signed", "the document has a proof already", path="proof"))
    if moment(created) is None:
        raise _bad("proof.created is not a date with time and zone", "created", got=Value(created))
    proof = {
        "type": OURS.type,
        "cryptosuite": OURS.cryptosuite,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    signature = key.sign(hash_data(_all_signed(document), proof))
    return {**document, "proof": [{**proof, "proofValue": proof_value(signature)}]}


def proof_value(signature: bytes) -> str:
    """The `proofValue` of a signature: base58 multibase."""
    return "z" + base58.encode(signature)


def check(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes) -> None:
    """Raises unless `sign` made this proof with this Ed25519 key over the document without its proofs.

    This is stricter than `holds`: only our own suite passes, and every member must be signed. Raises CredentialError
    `unsupported-proof`, `proof-purpose`, `bad-proof` or `signature-mismatch`, or what `canonical` raises.
    """
    _ours(proof)
    created, method, signature = proof.get("created"), proof.get("verificationMethod"), signature_in(proof)
    if signature is None:
        expected = f"z… of {SIGNATURE_BYTES} bytes"
        raise _bad("proof.proofValue is not a signature in base58 multibase", "proofValue", expected=expected)
    if created is not None and moment(created) is None:
        raise _bad("proof.created is not a date with time and zone", "created", got=Value(created))
    if not isinstance(method, str):
        raise _bad("the proof names no key", "verificationMethod", got=Value(method))
    if not verify_signature(public, hash_data(_all_signed(document), proof), signature):
        raise CredentialError(
            problem("signature-mismatch", "the signature is not this key's over this document", path="proof.proofValue")
        )


def holds(
    document: Document,
    proof: Mapping[str, Any],
    key: PublicKey,
    previous: Sequence[Mapping[str, Any]] = (),
    work: Work | None = None,
) -> bool:
    """Whether `key` signed the document, without its proofs except for `previous`, with this proof.

    Says nothing about whose key it is. False for a kind of key that the suite does not take. Raises CredentialError if
    the document or the proof has no canonical form, and `bad-context` if the proof names other contexts.
    """
    suite, signature = suite_of(proof), signature_in(proof)
    if suite is None or signature is None or suite.kind != key.kind:
        return False
    work = work or Work()
    work.signature()
    return key.verifies(hash_data(document, proof, previous, work), signature)


def hash_data(
    document: Document,
    proof: Mapping[str, Any],
    previous: Sequence[Mapping[str, Any]] = (),
    work: Work | None = None,
) -> bytes:
    """SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document: 64 bytes.

    The configuration is the proof without its value. In RDF suites it has the document's contexts (vc-di-eddsa §3.2.5).
    """
    suite, work = suite_of(proof), work or Work()
    if suite is None:
        raise CredentialError(problem("unsupported-proof", "a kind of proof that is not supported", path="proof"))
    contexts = document.given.get("@context")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite.form == "rdfc":
        built = {**document.source, "proof": list(previous)} if previous else None
        try:
            form = sha256(canonical.canonicalize(configuration(proof, contexts), work))
        except CredentialError:
            # Charge for both even if one is faulty: the browser charges before it starts.
            work.document(measure(built or document.source))
            raise
        return form + sha256(canonical.canonicalize(built, work) if built else document.canonical(work))
    work.document(measure(options))
    if not previous and options.get("@context", contexts) == contexts:
        work.document(document.measure)
        return sha256(jcs.canonicalize(options)) + sha256(document.canonical_json)
    unsigned = {**document.unsigned, **({"proof": list(previous)} if previous else {})}
    work.document(measure(unsigned))
    if "@context" in options:
        unsigned["@context"] = _contexts(contexts, options["@context"])
    return sha256(jcs.canonicalize(options)) + sha256(jcs.canonicalize(unsigned))


def _ours(proof: Mapping[str, Any]) -> None:
    """Raises unless the proof uses our suite, is not part of a chain, and has the purpose badges need."""
    if suite_of(proof) is not OURS:
        kind = proof.get("cryptosuite") if proof.get("type") == OURS.type else proof.get("type")
        message = "a kind of proof that is not supported"
        raise CredentialError(
            problem("unsupported-proof", message, path="proof", got=Value(kind), expected=Value(OURS.cryptosuite))
        )
    if "previousProof" in proof:
        chain = "a chain of proofs is not supported"
        raise CredentialError(problem("unsupported-proof", chain, path="proof.previousProof"))
    purpose = proof.get("proofPurpose")
    if purpose != PURPOSE:
        another = "the proof was made for another purpose"
        place, expected = "proof.proofPurpose", Value(PURPOSE)
        raise CredentialError(problem("proof-purpose", another, path=place, got=Value(purpose), expected=expected))


def _all_signed(given: Mapping[str, Any]) -> Document:
    """The document. Raises `undefined-term` for attached tokens: other issuers' badges may have them, ours may not."""
    document = Document(given)
    if document.hidden:
        path, message = next(iter(document.hidden)), "endorsements that are tokens stand beside what is signed"
        raise CredentialError(problem("undefined-term", message, path=path))
    return document


def _contexts(contexts: object, signed: object) -> object:
    """The contexts that were signed; the document's contexts must begin with them (vc-di-eddsa §3.3.2, step 4)."""
    named, given = _listed(signed), _listed(contexts)
    if given[: len(named)] != named:
        message = "the document does not begin with the contexts of its proof"
        raise CredentialError(problem("bad-context", message, path="proof.@context"))
    return signed


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def configuration(proof: Mapping[str, Any], contexts: object) -> dict[str, Any]:
    """What suites over RDF sign of a proof: all but its value, in the document's contexts (vc-di-eddsa §3.2.5)."""
    return {**{name: value for name, value in proof.items() if name != "proofValue"}, "@context": contexts}


def sha256(text: str) -> bytes:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).digest()


def _bad(message: str, member: str, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem("bad-proof", message, path=f"proof.{member}", got=got, expected=expected))
