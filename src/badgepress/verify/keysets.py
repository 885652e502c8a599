"""Keys at an address of their own: the JWK or JWK Set (RFC 7517 §5) that a token's `kid` points to.

Open Badges 3.0 lets a token's `kid` be such an address. We read it only if the issuer is an https address itself, and
its own document (or the caller) names that address as one of the issuer's. Anything else on the issuer's site may be an
upload, or somebody else's page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from badgepress.openbadges.limits import ISSUER_KEYS
from badgepress.verify.dids import DidDocument, Resolver, Unresolved
from badgepress.verify.profiles import is_address, is_elsewhere, is_key, jwk_method

_ORIGIN = re.compile(r"https://[^/]*")


def keys_elsewhere(
    kid: str, issuer: str, found: DidDocument | Unresolved, resolver: Resolver
) -> DidDocument | Unresolved | None:
    """The keys at the address `kid`, if that address counts; None if the issuer's document decides alone.

    `found` is the issuer's document. Returns `issuer-key-not-named`, without reading the address, if it is on the
    issuer's site but nobody names it.
    """
    if not is_address(issuer) or not is_elsewhere(kid, issuer):
        return None
    if isinstance(found, Unresolved) and found.code != "issuer-bad-document":
        return None
    document = found if isinstance(found, DidDocument) else None
    named = document.named if document else frozenset()
    if not document or not document.methods:
        named = named.union(resolver.keys_of(issuer))
    address = kid.partition("#")[0]
    if kid in named or address in named:
        return None if document and kid in document.methods else _keys_at(kid, issuer, resolver)
    if document and document.methods:
        return None
    return Unresolved("issuer-key-not-named", address) if _origin(address) == _origin(issuer) else None


def _keys_at(kid: str, issuer: str, resolver: Resolver) -> DidDocument | Unresolved:
    """The keys that `kid` points to, as keys of the issuer.

    A fragment, or the whole address, may match the `kid` of a key in a set. If it is clear which key is meant, that one
    is called `kid`; otherwise all keys of the set count. Returns `Unresolved` if the address cannot be read or has no
    key, and a document without methods if the set lacks the named key.
    """
    address, _, fragment = kid.partition("#")
    read = resolver.read(address)
    if isinstance(read, Unresolved):
        return read
    several = "keys" in read
    listed = read["keys"] if several and isinstance(read["keys"], list) else []
    found = [one for one in (listed if several else [read]) if is_key(one)]
    if not found:
        return Unresolved("issuer-bad-document", address)
    if several:
        named = [one for one in found if one.get("kid") in (kid, fragment or kid)]
        found = named if named or fragment else found
    ids = [kid] if len(found) == 1 else [f"{kid}?{at}" for at in range(min(len(found), ISSUER_KEYS))]
    methods: Mapping[str, Mapping[str, Any]] = {
        name: jwk_method(name, issuer, jwk) for name, jwk in zip(ids, found, strict=False)
    }
    return DidDocument(issuer, address, methods, frozenset(methods))


def _origin(address: str) -> str:
    found = _ORIGIN.match(address)
    return found[0].lower() if found else ""
