"""Who is who: one person's awards tied together under a secret of the programme, without an address in any file.

Everything here is an HMAC-SHA-256 (RFC 2104) under `BADGEPRESS_PEPPER`. Whoever has the secret and an address can
find that person's awards; whoever has the repository alone cannot, not even with a list of addresses.
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

#: No vowels and no look-alikes: ids that spell nothing and can be read out.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_ID_LENGTH = 12
_DERIVED = re.compile(r"[a-z2-7]{16}\Z")


class Pepper:
    """The secret; it has no printable form."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def __repr__(self) -> str:
        return "Pepper(…)"

    def earner(self, address: str) -> str:
        """The slug of whoever has the address: 16 letters and digits, the base32 of ten bytes.

        One without a digit, which a person's name could be, is passed over for the next.
        """
        slug, parts = "", ["earner", address]
        while not derived(slug):
            slug = base64.b32encode(self._mac(*parts)[:10]).decode().lower()
            parts.append("next")
        return slug

    def award(self, address: str, badge: str, issued: str) -> str:
        """The id of an award: the same for the same person, badge and day."""
        return _spelt(self._mac("award", address, badge, issued))

    def salt(self, award: str) -> str:
        """The salt of an award's identity: its own, and the same whenever it is asked for."""
        return self._mac("salt", award)[:8].hex()

    def made(self, award: Award) -> bool:
        """Whether the award was imported under this secret, and its earner is still the derived one."""
        who = award.assertion.recipient
        return derived(who.earner) and hmac.compare_digest(who.salt or "", self.salt(award.id))

    def _mac(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, orjson.dumps(parts), hashlib.sha256)


def load_pepper(environment: Mapping[str, str]) -> Pepper | None:
    """The secret of the environment, None where there is none. Raises ReadError `weak-pepper`."""
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
                hint="`openssl rand -base64 32` makes a good one; keep it where the signing key is kept",
            )
        )
    return Pepper(text)


def derived(earner: str | None) -> bool:
    """Whether the slug looks like one that an import made: no name has 16 letters and digits of base32."""
    return bool(earner and _DERIVED.match(earner) and not earner.isalpha())


def random_id() -> str:
    """An id for an award whose person is tied to nothing."""
    return _spelt(secrets.token_bytes(16))


def public_id(*parts: str) -> str:
    """An id derived from what is public already, such as the address of the badge an award takes over."""
    return _spelt(hashlib.sha256(orjson.dumps(parts)).digest())


def _spelt(digest: bytes) -> str:
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(_ID_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)
