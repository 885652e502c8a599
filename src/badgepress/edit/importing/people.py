"""Link one person's awards by a secret of the programme, without an address in any file.

Everything here is an HMAC-SHA-256 (RFC 2104) keyed with `BADGEPRESS_PEPPER`. Somebody with the secret and an address
can find that person's awards. The repository alone does not allow that, even with a list of addresses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

import orjson

from badgepress.errors import ReadError, problem
from badgepress.model import Award

ENVIRONMENT = "BADGEPRESS_PEPPER"
SHORTEST = 16

#: No vowels and no look-alikes, so that ids spell no words and can be dictated.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_ID_LENGTH = 12
_DERIVED = re.compile(r"[a-z2-7]{16}\Z")


class Pepper:
    """The secret. Its repr does not show it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def __repr__(self) -> str:
        return "Pepper(…)"

    def earner(self, address: str) -> str:
        """Return the earner slug for an address: 16 letters and digits, the base32 of ten bytes.

        Skips a slug without digits, because it could be somebody's name, and derives the next one.
        """
        slug, parts = "", ["earner", address]
        while not derived(slug):
            slug = base64.b32encode(self._mac(*parts)[:10]).decode().lower()
            parts.append("next")
        return slug

    def award(self, address: str, badge: str, issued: str) -> str:
        """Return the id of an award: always the same for one person, badge and day."""
        return _spelt(self._mac("award", address, badge, issued))

    def salt(self, award: str) -> str:
        """Return the salt for an award's identity, derived from the award's id."""
        return self._mac("salt", award)[:8].hex()

    def made(self, award: Award) -> bool:
        """Return whether the award was imported with this secret and still has the derived earner."""
        who = award.assertion.recipient
        return derived(who.earner) and hmac.compare_digest(who.salt or "", self.salt(award.id))

    def _mac(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, orjson.dumps(parts), hashlib.sha256)


def load_pepper(environment: Mapping[str, str]) -> Pepper | None:
    """Read the secret from the environment; None if it is not set. Raises ReadError `weak-pepper`."""
    text = environment.get(ENVIRONMENT, "").strip()
    if not text:
        return None
    if len(text) < SHORTEST:
        raise ReadError(
            problem(
                "weak-pepper",
                f"{ENVIRONMENT} is too short to be a secret",
                got=f"{len(text)} characters",
                expected=f"at least {SHORTEST}",
                hint="`openssl rand -base64 32` makes a good one; store it where you store the signing key",
            )
        )
    return Pepper(text)


def derived(earner: str | None) -> bool:
    """Return whether the slug looks derived by an import: 16 base32 characters, at least one a digit."""
    return bool(earner and _DERIVED.match(earner) and not earner.isalpha())


def random_id() -> str:
    """Return a random award id, for use without a pepper."""
    return _spelt(secrets.token_bytes(16))


def public_id(*parts: str) -> str:
    """Return an award id derived from public values, such as the address of the original badge."""
    return _spelt(hashlib.sha256(orjson.dumps(parts)).digest())


def _spelt(digest: bytes) -> str:
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(_ID_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)
