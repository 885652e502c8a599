"""Ed25519 keys as Multikey (Controlled Identifiers 1.0 §2.2.2) and their signatures (RFC 8032).

Edge cases follow libsodium's strict rules. These are false: a signature whose S is not below the group's order, a point
that is not canonical or has small order, and any wrong length.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.keys import base58
from badgepress.openbadges.limits import MULTIKEY_CHARACTERS

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

# Multicodec varints: ed25519-pub 0xed, ed25519-priv 0x1300.
_PUBLIC: Final = b"\xed\x01"
_SECRET: Final = b"\x80\x26"


# Checking a point costs as much as checking a signature, and badge after badge uses the same few keys.
_MOST_KEYS: Final = 1024


@lru_cache(maxsize=_MOST_KEYS)
def _is_valid_point(raw: bytes) -> bool:
    return bool(crypto_core_ed25519_is_valid_point(raw))


def encode_public(raw: bytes) -> str:
    """A 32-byte public key as `z6Mk…`. Raises CredentialError `bad-key` for another length."""
    return "z" + base58.encode(_PUBLIC + _of_length(raw, "public key"))


@lru_cache(maxsize=_MOST_KEYS)
def decode_public(text: str) -> bytes:
    """The 32-byte public key in `z6Mk…`.

    Raises CredentialError `bad-key` for anything else, and for a point outside the prime-order group.
    """
    raw = _multibase(text, _PUBLIC, "an Ed25519 public key (z6Mk…)")
    if len(raw) != KEY_BYTES:
        raise _bad_key("public key has a wrong length", got=f"{len(raw)} bytes", expected=f"{KEY_BYTES}")
    if not _is_valid_point(raw):
        raise _bad_key("public key is not a point of the Ed25519 group")
    return raw


def encode_secret(seed: bytes) -> str:
    """A 32-byte seed as `z…` (Multikey secretKeyMultibase)."""
    return "z" + base58.encode(_SECRET + _of_length(seed, "secret key"))


def decode_secret(text: str) -> bytes:
    """The 32-byte seed in a secretKeyMultibase. Also takes the older form, where the public key follows the seed.

    Raises CredentialError `bad-key`; its text never repeats the key.
    """
    raw = _multibase(text, _SECRET, "an Ed25519 secret key (z3u2…)", shown=False)
    if len(raw) == 2 * KEY_BYTES:
        seed, public = raw[:KEY_BYTES], raw[KEY_BYTES:]
        if bytes(SigningKey(seed).verify_key) != public:
            raise _bad_key("the two halves of the secret key do not belong together")
        return seed
    return _of_length(raw, "secret key")


class SecretKey:
    """A signing key. Neither `repr` nor `str` shows its secret."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(_of_length(seed, "secret key"))
        self.public: Final[str] = encode_public(bytes(self._key.verify_key))

    @classmethod
    def from_seed(cls, seed: bytes) -> SecretKey:
        """The key for a 32-byte seed. Raises CredentialError `bad-key` for another length."""
        return cls(seed)

    @classmethod
    def from_multibase(cls, text: str) -> SecretKey:
        """The key in a secretKeyMultibase. Raises CredentialError `bad-key`."""
        return cls(decode_secret(text.strip()))

    @classmethod
    def generate(cls) -> SecretKey:
        """A new key from the system's randomness."""
        return cls(bytes(SigningKey.generate()))

    @property
    def public_bytes(self) -> bytes:
        """The 32-byte public key."""
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`. The same message always gives the same signature."""
        return self._key.sign(message).signature

    def to_multibase(self) -> str:
        """The secret itself. Only the code that writes key files may call this."""
        return encode_secret(bytes(self._key))

    def __repr__(self) -> str:
        return f"SecretKey(public={self.public!r})"


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` was made with the key `public`. Never raises; false for malformed input."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    if not _is_valid_point(public):
        return False
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def _multibase(text: str, prefix: bytes, expected: str, *, shown: bool = True) -> bytes:
    """The bytes after `prefix` in base58 multibase `text`. Raises CredentialError `bad-key`."""
    got = text[:12] + "…" if shown and len(text) > 12 else text if shown else ""
    if not text.startswith("z") or len(text) > MULTIKEY_CHARACTERS:
        raise _bad_key("not a base58 multibase key", got=got, expected=expected)
    try:
        raw = base58.decode(text[1:])
    except ValueError:
        raise _bad_key("not a base58 multibase key", got=got, expected=expected) from None
    if not raw.startswith(prefix):
        raise _bad_key("key of another kind", got=got, expected=expected)
    return raw[len(prefix) :]


def _of_length(raw: bytes, what: str) -> bytes:
    if len(raw) != KEY_BYTES:
        raise _bad_key(f"{what} has a wrong length", got=f"{len(raw)} bytes", expected=f"{KEY_BYTES}")
    return raw


def _bad_key(message: str, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem("bad-key", message, got=got, expected=expected))
