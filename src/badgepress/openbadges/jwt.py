"""JSON Web Signatures in their compact form (RFC 7515 §3.1), as credentials are secured with them (VC-JOSE-COSE).

Only EdDSA, ES256 and RS256, and each only with a key of its own kind: the key decides, never the header.
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
    """A token taken apart: header and payload as read, the bytes that are signed, and the signature.

    `signature` is None when it is not base64url.
    """

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes | None

    @property
    def algorithm(self) -> str:
        """What the header names as `alg`, "" for nothing."""
        named = self.header.get("alg")
        return named if isinstance(named, str) else ""


def supported(token: Token) -> None:
    """Raises CredentialError `unsupported-token` for another algorithm and for extensions that must be understood.

    Nothing in `crit` is understood here (RFC 7515 §4.1.11), and the payload is always base64url (RFC 7797).
    """
    if "crit" in token.header or "b64" in token.header:
        raise _unsupported("crit" if "crit" in token.header else "b64")
    if token.algorithm not in ALGORITHMS:
        raise _unsupported(token.algorithm or "alg")


def holds(token: Token, key: PublicKey) -> bool:
    """Whether the token is signed by `key`; false when its algorithm is not that key's.

    CredentialError `unsupported-token` as in `supported`.
    """
    supported(token)
    if token.signature is None or token.algorithm != key.algorithm:
        return False
    return key.verifies(token.signed, token.signature)


def _unsupported(what: str) -> CredentialError:
    got = what[:KIND_CHARACTERS]
    return CredentialError(problem("unsupported-token", "a kind of token that is not supported", got=got))
