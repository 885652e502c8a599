"""Signing for the vectors, apart from the product: its mistakes must show as a red vector, not repeat themselves here.

Nothing under tests/vectors imports `badgepress`. Canonical forms come from PyLD and rfc8785 as published, signatures
from PyNaCl, and the few rules between them stand below, each with its specification.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import rfc8785
from nacl.signing import SigningKey
from pyld import jsonld
from pyld.canon import URDNA2015

Json = dict[str, Any]

CONTEXTS_FILE = Path(__file__).resolve().parents[2] / "src" / "badgepress" / "_bundle" / "contexts.json"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPES = {"\b": "\\b", "\f": "\\f"}
_ED25519_PUBLIC = b"\xed\x01"
_VALID_FROM = {
    "validFrom": {
        "@id": "https://www.w3.org/2018/credentials#validFrom",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }
}


def to_base58(data: bytes) -> str:
    """Base58 with Bitcoin's alphabet; each leading zero byte is one `1`."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    """The bytes of base58 text."""
    number = 0
    for letter in text:
        number = number * 58 + _ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


class Signer(Protocol):
    """An Ed25519 key that signs."""

    @property
    def public(self) -> str: ...

    @property
    def public_bytes(self) -> bytes: ...

    def sign(self, message: bytes, /) -> bytes: ...


class Key:
    """An Ed25519 key that signs, made from a seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public_bytes = bytes(self._key.verify_key)
        self.public = "z" + to_base58(_ED25519_PUBLIC + self.public_bytes)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature (RFC 8032)."""
        signature: bytes = self._key.sign(message).signature
        return signature


@dataclass(frozen=True)
class KeyWindow:
    """A public key and the time it may sign in; an empty text is no bound."""

    public: str
    valid_from: str = ""
    expires: str = ""
    revoked: str = ""


def issuer_document(did: str, keys: tuple[KeyWindow, ...]) -> Json:
    """A DID document with each key as a Multikey (Controlled Identifiers 1.0 §2.2.2), named `<did>#<public key>`."""
    contexts: list[Any] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    methods = []
    for key in keys:
        window = {"validFrom": key.valid_from, "expires": key.expires, "revoked": key.revoked}
        named = {"id": f"{did}#{key.public}", "type": "Multikey", "controller": did, "publicKeyMultibase": key.public}
        methods.append(named | {name: moment for name, moment in window.items() if moment})
    return {
        "@context": [*contexts, _VALID_FROM] if any(key.valid_from for key in keys) else contexts,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def did_web_url(did: str) -> str:
    """Where a did:web's document lies (did:web method specification §3.2)."""
    host, *path = did.removeprefix("did:web:").split(":")
    host = re.sub("%3a", ":", host, flags=re.IGNORECASE)
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"


def hash_identity(identifier: str, salt: str) -> str:
    """A hashed recipient: SHA-256 of the identifier followed by the salt (Open Badges 3.0 §B.1.11)."""
    return "sha256$" + hashlib.sha256((identifier + salt).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _contexts() -> Json:
    contexts: Json = json.loads(CONTEXTS_FILE.read_text("utf-8"))
    return contexts


def _loader(address: str, _options: Json) -> Json:
    """The published contexts from their file, and none from the network; KeyError for any other."""
    document = _contexts()[address]
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}


class _Rdfc10(URDNA2015):  # type: ignore[misc]
    """PyLD's algorithm with the escapes of its standard, RDFC-1.0 §5, which PyLD does not write for rare controls."""

    def hash_nquads(self, nquads: list[str]) -> str:
        hashed: str = super().hash_nquads(sorted(map(_escaped, nquads)))
        return hashed


def _escaped(line: str) -> str:
    return _CONTROL.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), line)


@cache
def _canonical_rdf(text: str) -> bytes:
    dataset = jsonld.to_rdf(json.loads(text), {"documentLoader": _loader})
    lines: str = _Rdfc10().main(dataset, {"format": "application/n-quads"})
    return "".join(sorted(f"{_escaped(line)}\n" for line in lines.split("\n")[:-1])).encode()


def canonical_rdf(document: Json) -> bytes:
    """The document's statements as canonical N-Quads (RDFC-1.0, once called URDNA2015)."""
    return _canonical_rdf(json.dumps(document))


def hash_data(document: Json, proof: Json, previous: tuple[Json, ...] = ()) -> bytes:
    """What a proof signs: the hash of its own configuration, then the hash of the document without proofs.

    `eddsa-jcs-2022` signs the JSON (vc-di-eddsa §3.3), every other suite the RDF (§3.2, vc-di-ecdsa §3.2). A proof in a
    chain also signs the proofs that it builds on (Data Integrity §4.3).
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if previous:
        unsigned["proof"] = list(previous)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if proof.get("cryptosuite") == "eddsa-jcs-2022":
        unsigned |= {"@context": options["@context"]} if "@context" in options else {}
        forms = [rfc8785.dumps(options), rfc8785.dumps(unsigned)]
    else:
        forms = [canonical_rdf(options | {"@context": document.get("@context")}), canonical_rdf(unsigned)]
    return b"".join(hashlib.sha256(form).digest() for form in forms)


def proof_by(sign: Callable[[bytes], bytes], document: Json, options: Json, previous: tuple[Json, ...] = ()) -> Json:
    """A proof with these options, signed with `sign`."""
    return {**options, "proofValue": "z" + to_base58(sign(hash_data(document, options, previous)))}


def sign(document: Json, key: Signer, *, verification_method: str, created: str) -> Json:
    """The document with an eddsa-rdfc-2022 proof."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": [proof_by(key.sign, document, options)]}
