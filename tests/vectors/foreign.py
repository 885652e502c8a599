"""Other kinds of keys and signatures than the programme's own: P-256, RSA, other proof suites, signed tokens.

The keys are thrown away: everyone can read them here. Signatures come out the same on every run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from tests.vectors.signing import Signer, from_base58, proof_by, to_base58
from tests.vectors.world import ORG, ORG_KEY, Json, credential

RSA_PRIMES = {
    2048: (
        "fbb407552f1b2c309e74d96b7449f879599ded53afb8d948ca18aa1559a7aa186f5dc922e7d16f7205798acfb1736707a4af"
        "0d8b2de62b5bb9d460c5d543e41fb8043ab886667f526040511c207fa9a13af1faa7adb808c2aa45e36d151b6d5ab47c5770"
        "253f6d0ee39b275c6170e7939786a7dc89d3941383ecd145bbf690e1",
        "d15a1bad7f04308456b131d6d12059aa3788a5b1adda14540b622f3ad755ca03dcbe91d009c99d4236bd05cd6a232971019a"
        "77fd01d749e464ea84be66e732bf7f216e452054633300ff002f4a1c3a33e7109a7f34cc850b8be8165c7fc55856da01ddac"
        "437e1aa180851060a238a5b2a386e96ce12ada5aaef4e0e3fbe44881",
    ),
    1024: (
        "fc1887e2607144aa532e576a6d99c95dabc982844c4d5385ffc334bb01173889aeab091d51c008e9f698eacafe1ca7bec3be"
        "72cac45bebe6a295de5a381c1bf1",
        "e599d480931d54075996431d96cf7f49b891ac6672f2e7d88c1d8735ae0cfb1611ec387f9d8e90edf36f17cc84e78c4fed41"
        "e9babf0a13ea6efd42bbda77a71f",
    ),
}
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Pair:
    """A secret P-256 or RSA key."""

    secret: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    def sign(self, message: bytes) -> bytes:
        """ES256 (r and s behind each other) or RS256."""
        if isinstance(self.secret, rsa.RSAPrivateKey):
            return self.secret.sign(message, padding.PKCS1v15(), hashes.SHA256())
        der = self.secret.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(number.to_bytes(32, "big") for number in utils.decode_dss_signature(der))

    @property
    def jwk(self) -> Json:
        """The public key."""
        public = self.secret.public_key().public_numbers()
        if isinstance(public, rsa.RSAPublicNumbers):
            return {"kty": "RSA", "n": number_text(public.n), "e": number_text(public.e)}
        return {"kty": "EC", "crv": "P-256", "x": number_text(public.x, 32), "y": number_text(public.y, 32)}

    @property
    def multikey(self) -> str:
        """The public P-256 key as `zDn…`."""
        encoding, form = serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        return "z" + to_base58(b"\x80\x24" + self.secret.public_key().public_bytes(encoding, form))


def p256(name: str) -> Pair:
    """The throw-away P-256 key of that name."""
    seed = hashlib.sha256(f"badgepress test vectors, P-256 key of {name}".encode()).digest()
    return Pair(ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1()))


def rsa_key(bits: int) -> Pair:
    """The throw-away RSA key of that size."""
    p, q = (int(text, 16) for text in RSA_PRIMES[bits])
    d = pow(65537, -1, (p - 1) * (q - 1))
    parts = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q))
    return Pair(parts.private_key())


ORG_P256 = p256("the organisation")
ORG_RSA = rsa_key(2048)
WEAK_RSA = rsa_key(1024)


def ed25519_jwk(key: Signer) -> Json:
    """The public key as a JWK."""
    return {"kty": "OKP", "crv": "Ed25519", "x": text_of(key.public_bytes)}


def jwk_method(name: str, jwk: Json, *, kind: str = "JsonWebKey", who: str = ORG) -> Json:
    """A verification method `<who>#<name>` with this key."""
    return {"id": f"{who}#{name}", "type": kind, "controller": who, "publicKeyJwk": jwk}


def proven(
    document: Json, by: Signer | Pair, suite: str, method: str, previous: tuple[Json, ...] = (), **more: Any
) -> Json:
    """A proof of the suite over the document and `previous`; `more` replaces members, None leaves one out."""
    kind = {"type": suite} if suite == "Ed25519Signature2020" else {"type": "DataIntegrityProof", "cryptosuite": suite}
    options = {
        **kind,
        "created": "2026-09-14T08:30:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        **more,
    }
    kept = {name: value for name, value in options.items() if value is not None}
    return proof_by(by.sign, document, kept, previous)


def twin(proof_value: str) -> str:
    """The other ECDSA signature that holds for the same text: (r, n - s)."""
    raw = from_base58(proof_value[1:])
    other = _ORDER - int.from_bytes(raw[32:], "big")
    return "z" + to_base58(raw[:32] + other.to_bytes(32, "big"))


def token(payload: Json | str, by: Signer | Pair = ORG_KEY, **header: Any) -> str:
    """A signed token; `alg` is that of the key unless told, and a header that is None is left out."""
    algorithm = "EdDSA" if not isinstance(by, Pair) else "RS256" if by.jwk["kty"] == "RSA" else "ES256"
    members = {name: value for name, value in {"alg": algorithm, "typ": "JWT", **header}.items() if value is not None}
    said = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    signed = ".".join(text_of(part.encode()) for part in (json.dumps(members), said))
    return f"{signed}.{text_of(by.sign(signed.encode()))}"


def claims(document: Json | None = None, **more: Any) -> Json:
    """The badge as a payload with its registered claims; `more` replaces members, None leaves one out."""
    badge = document or holder()
    made = {
        **badge,
        "iss": badge["issuer"]["id"],
        "jti": badge["id"],
        "nbf": 1789344000,
        "exp": 1852502400,
        "sub": badge["credentialSubject"]["id"],
        **more,
    }
    return {name: value for name, value in made.items() if value is not None}


def holder() -> Json:
    """The badge with an id of its holder."""
    badge = credential()
    badge["credentialSubject"]["id"] = "did:example:sofia"
    return badge


def text_of(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number_text(number: int, length: int = 0) -> str:
    """A number as a JWK writes it."""
    return text_of(number.to_bytes(length or (number.bit_length() + 7) // 8, "big"))
