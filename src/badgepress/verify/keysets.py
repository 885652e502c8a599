"""A key at an address of its own: the JWK, or JWK Set (RFC 7517 §5), that the `kid` of a token points to.

Open Badges 3.0 lets the `kid` of a signed token be such an address. It is read where the issuer is an https address
itself, and its own document, or whoever asks, names that address as one of the issuer's: what else lies on the
issuer's site may be an upload, or somebody else's page.
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
    """The keys at the address that `kid` is, where that counts; None where the issuer's document has the last word.

    `found` is the issuer's document. `issuer-key-not-named` when the address lies on the issuer's site, and nobody
    names it; then it is not read.
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
    """The keys that `kid` points to, as the issuer's: one called `kid` where it is plain which, else all of a set.

    A fragment, or the whole address, names a key of a set by the key's own `kid`. `Unresolved` when the address cannot
    be read or has no key; a set without the key that is named gives a document without methods.
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
