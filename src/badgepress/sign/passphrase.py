"""Lock secret keys with a passphrase: Argon2id (RFC 9106) derives the key of an XSalsa20-Poly1305 box, both by PyNaCl.

A locked secret is one word, `locked$argon2id$<operations>$<bytes of memory>$<salt>$<box>`, the last two in base64url.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from badgepress.errors import SignError, problem

START: Final = "locked$"
#: The most work a key file may demand: four times libsodium's "sensitive" operations, and its "sensitive" memory.
_MOST_OPERATIONS: Final = 16
_MOST_MEMORY: Final = 1 << 30


def lock(secret: str, passphrase: str, *, operations: int | None = None, memory: int | None = None) -> str:
    """Lock a secret. By default the work is libsodium's "moderate", about half a second."""
    operations = operations or argon2id.OPSLIMIT_MODERATE
    memory = memory or argon2id.MEMLIMIT_MODERATE
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_key(passphrase, salt, operations, memory)).encrypt(secret.encode())
    return f"{START}argon2id${operations}${memory}${_text(salt)}${_text(bytes(box))}"


def unlock(word: str, passphrase: str, source: str) -> str:
    """Return the secret in a locked word. Raises SignError `bad-key` or `wrong-passphrase`, without the secret."""
    try:
        _, kind, operations, memory, salt, box = word.split("$")
        work, room = int(operations), int(memory)
        if kind != "argon2id" or not (0 < work <= _MOST_OPERATIONS and 0 < room <= _MOST_MEMORY):
            raise ValueError(kind)
        key = _key(passphrase, _bytes(salt), work, room)
        sealed = _bytes(box)
    except (ValueError, TypeError, CryptoError, binascii.Error):
        raise SignError(problem("bad-key", f"{source} holds a locked key that cannot be read")) from None
    try:
        return SecretBox(key).decrypt(sealed).decode()
    except (CryptoError, UnicodeDecodeError, ValueError):
        raise SignError(
            problem("wrong-passphrase", f"wrong passphrase for the key in {source}", hint="nothing was signed")
        ) from None


def _key(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    return argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=operations, memlimit=memory)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
