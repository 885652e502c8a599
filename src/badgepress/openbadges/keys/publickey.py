"""Public keys of badges issued elsewhere: Ed25519, P-256 and RSA, as Multikey, JWK (RFC 7517) or PEM.

Each kind of key has one signature algorithm: EdDSA, ECDSA with SHA-256 (r and s of 32 bytes each), or
RSASSA-PKCS1-v1_5 with SHA-256. This module, not a library, decides which keys are valid, so that the browser verifier
can decide the same.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.ed25519 import decode_public, verify_signature
from badgepress.openbadges.limits import (
    JWK_NUMBER_CHARACTERS,
    LEAST_RSA_BITS,
    MOST_RSA_BITS,
    MULTIKEY_CHARACTERS,
    PEM_CHARACTERS,
)

Kind = Literal["Ed25519", "P-256", "RSA"]

_P256_MULTICODEC: Final = b"\x80\x24"
_COORDINATE: Final = 32
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")
_KIND_ALGORITHMS: Final[Mapping[Kind, str]] = {"Ed25519": "EdDSA", "P-256": "ES256", "RSA": "RS256"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A checked key: its kind and its numbers. Equal keys compare equal."""

    kind: Kind
    raw: bytes
    exponent: int = 0

    @property
    def algorithm(self) -> str:
        """The one JOSE algorithm (RFC 7518, RFC 8037) this key signs with."""
        return _KIND_ALGORITHMS[self.kind]

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` over `message` was made with this key. Never raises."""
        if self.kind == "Ed25519":
            return verify_signature(self.raw, message, signature)
        try:
            if self.kind == "P-256":
                return self._ecdsa(message, signature)
            numbers = rsa.RSAPublicNumbers(self.exponent, int.from_bytes(self.raw, "big"))
            numbers.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            return False
        return True

    def _ecdsa(self, message: bytes, signature: bytes) -> bool:
        if len(signature) != 2 * _COORDINATE:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:_COORDINATE], signature[_COORDINATE:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.raw)
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        return True


def from_multikey(text: str) -> PublicKey:
    """The key in a publicKeyMultibase: `z6Mk…` (Ed25519) or `zDn…` (compressed P-256).

    Raises CredentialError `bad-key`.
    """
    if not text.startswith("zDn"):
        return PublicKey("Ed25519", decode_public(text))
    if len(text) > MULTIKEY_CHARACTERS:
        raise _bad("not a base58 multibase key")
    try:
        raw = base58.decode(text[1:])
    except ValueError:
        raise _bad("not a base58 multibase key") from None
    if not raw.startswith(_P256_MULTICODEC) or len(raw) != 3 + _COORDINATE or raw[2] not in (2, 3):
        raise _bad("not a compressed P-256 key")
    return _p256(raw[2:])


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The key in a JWK (RFC 7517) of type OKP with Ed25519, EC with P-256, or RSA of 2048 to 8192 bits.

    Raises CredentialError `bad-key` for another kind of key, a key with its secret, a key that is not for signatures,
    and a key for another algorithm than its kind's.
    """
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if any(name in jwk for name in ("d", "k", "p", "q")):
        raise _bad("a published key with its secret in it")
    if kind == "OKP" and curve == "Ed25519":
        key = _ed25519(_coordinate(jwk, "x"))
    elif kind == "EC" and curve == "P-256":
        key = _p256(b"\x04" + _coordinate(jwk, "x") + _coordinate(jwk, "y"))
    elif kind == "RSA":
        key = _rsa(int.from_bytes(_number(jwk, "n"), "big"), int.from_bytes(_number(jwk, "e"), "big"))
    else:
        raise _bad("a kind of key that is not supported")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise _bad("a key that is not for signatures")
    if jwk.get("alg", key.algorithm) != key.algorithm:
        raise _bad("a key for another algorithm than its kind's")
    return key


def from_pem(text: str) -> PublicKey:
    """The key in a PEM `PUBLIC KEY` (RFC 7468 §13). Raises CredentialError `bad-key`."""
    if len(text) > PEM_CHARACTERS or "-----BEGIN PUBLIC KEY-----" not in text:
        raise _bad("not a public key in PEM form")
    try:
        key = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise _bad("not a public key in PEM form") from None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return _ed25519(key.public_bytes_raw())
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return _p256(key.public_bytes(encoding, form))
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return _rsa(numbers.n, numbers.e)
    raise _bad("a kind of key that is not supported")


def base64url(text: str) -> bytes | None:
    """Decodes base64url without padding (RFC 7515 §2); None for any other spelling of the same bytes."""
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        return None
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text else None


def _ed25519(raw: bytes) -> PublicKey:
    return from_multikey("z" + base58.encode(b"\xed\x01" + raw))


def _p256(point: bytes) -> PublicKey:
    """The P-256 key of a point, compressed or not."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise _bad("not a point of the curve P-256") from None
    encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return PublicKey("P-256", key.public_bytes(encoding, form))


def _rsa(modulus: int, exponent: int) -> PublicKey:
    if not LEAST_RSA_BITS <= modulus.bit_length() <= MOST_RSA_BITS or modulus % 2 == 0:
        raise _bad("an RSA key that is too short, too long or not odd", got=f"{modulus.bit_length()} bits")
    if not 3 <= exponent < 1 << 32 or exponent % 2 == 0:
        raise _bad("an RSA key with an unsafe exponent")
    return PublicKey("RSA", modulus.to_bytes((modulus.bit_length() + 7) // 8, "big"), exponent)


def _coordinate(jwk: Mapping[str, Any], name: str) -> bytes:
    raw = _number(jwk, name)
    if len(raw) != _COORDINATE:
        raise _bad(f"the member {name} of the key has a wrong length", got=f"{len(raw)} bytes")
    return raw


def _number(jwk: Mapping[str, Any], name: str) -> bytes:
    text = jwk.get(name)
    raw = base64url(text) if isinstance(text, str) and len(text) <= JWK_NUMBER_CHARACTERS else None
    if not raw:
        raise _bad(f"the member {name} of the key is not base64url")
    return raw


def _bad(message: str, *, got: str = "") -> CredentialError:
    return CredentialError(problem("bad-key", message, got=got))
