"""JSON Web Signatures in compact form (RFC 7515 §3.1), as VC-JOSE-COSE uses them to secure credentials.

Supports EdDSA, ES256 and RS256, each only with the matching kind of key. The key decides, never the header.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.keys.publickey import PublicKey
from badgepress.openbadges.limits import KIND_CHARACTERS

ALGORITHMS: Final = frozenset({"EdDSA", "ES256", "RS256"})


@dataclass(frozen=True, slots=True)
class Token:
    """A parsed token: its header and payload, the bytes that were signed, and the signature.

    `signature` is None if it is not base64url.
    """

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes | None

    @property
    def algorithm(self) -> str:
        """The header's `alg`, or "" if it has none."""
        named = self.header.get("alg")
        return named if isinstance(named, str) else ""


def supported(token: Token) -> None:
    """Raises CredentialError `unsupported-token` for an algorithm or a critical extension we do not support.

    We understand nothing in `crit` (RFC 7515 §4.1.11), and the payload must be base64url (no RFC 7797 `b64`).
    """
    if "crit" in token.header or "b64" in token.header:
        raise _unsupported("crit" if "crit" in token.header else "b64")
    if token.algorithm not in ALGORITHMS:
        raise _unsupported(token.algorithm or "alg")


def holds(token: Token, key: PublicKey) -> bool:
    """Whether `key` signed the token; false if the token names another algorithm than the key's.

    Raises CredentialError `unsupported-token`, as `supported` does.
    """
    supported(token)
    if token.signature is None or token.algorithm != key.algorithm:
        return False
    return key.verifies(token.signed, token.signature)


def _unsupported(what: str) -> CredentialError:
    got = what[:KIND_CHARACTERS]
    return CredentialError(problem("unsupported-token", "a kind of token that is not supported", got=got))
