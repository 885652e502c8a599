"""A key at an address of its own: the JWK, or JWK Set (RFC 7517 §5), that the `kid` of a token points to.

Open Badges 3.0 lets the `kid` of a signed token be such an address. It is read where the issuer is an https address
itself and lists no key in its own profile, and only on that address's own origin: a key elsewhere could be anybody's.
"""

from __future__ import annotations

import re
from typing import Any

from badgepress.verify.dids import DidDocument, Resolver, Unresolved, is_address

MOST_KEYS = 10
_ORIGIN = re.compile(r"https://[^/]*")


def is_own(kid: str, issuer: str) -> bool:
    """Whether `kid` is another address on the origin of an issuer that is an address."""
    address = kid.partition("#")[0]
    if address == issuer or not is_address(address) or not is_address(issuer):
        return False
    return _origin(address) == _origin(issuer)


def keys_at(kid: str, issuer: str, resolver: Resolver) -> DidDocument | Unresolved:
    """The keys that `kid` points to, as the issuer's: one called `kid` where it is plain which, else all of a set.

    A fragment, or the whole address, names a key of a set by the key's own `kid`. `Unresolved` when the address cannot
    be read or has no key; a set without the key that is named gives a document without methods.
    """
    address, _, fragment = kid.partition("#")
    read = resolver.read(address)
    if isinstance(read, Unresolved):
        return read
    several = "keys" in read
    found = [one for one in _listed(read["keys"]) if _is_key(one)] if several else [read] if _is_key(read) else []
    if not found:
        return Unresolved("issuer-bad-document", address)
    if several:
        named = [one for one in found if one.get("kid") in (kid, fragment or kid)]
        found = named if named or fragment else found
    ids = [kid] if len(found) == 1 else [f"{kid}?{at}" for at in range(min(len(found), MOST_KEYS))]
    methods = {
        name: {"type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk}
        for name, jwk in zip(ids, found, strict=False)
    }
    return DidDocument(issuer, address, methods, frozenset(methods))


def _origin(address: str) -> str:
    found = _ORIGIN.match(address)
    return found[0].lower() if found else ""


def _is_key(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("kty"), str)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
