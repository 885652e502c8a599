"""Which members of an issuer's own document name its keys, if the issuer is an https address.

A key is an issuer's if the issuer says so at its own address: in an Open Badges Profile (3.0 or 2.0), or in a
controlled identifier document (Controlled Identifiers 1.0 §2). Only these members count:

- `assertionMethod`: a key in it, the id of one under `verificationMethod`, or the address of a key;
- `publicKey`: a key in it, or the address of one;
- `jwks`: a set of keys (RFC 7517 §5); `jwks_uri`: the address of one (RFC 7591 §2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from badgepress.openbadges.limits import ISSUER_KEYS
from badgepress.verify.facts import entries, id_of, types_of

_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?")
#: A path with `.` or `..` segments: browsers read another address than the one written.
LEAVING = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_PROFILES = frozenset({"Profile", "Issuer"})
_LIST_SERVICES = frozenset(
    {"BitstringStatusListCredential", "StatusList2021Credential", "BitstringStatusList", "StatusList2021"}
)
_UNTYPED = ("verificationMethod", "assertionMethod", "publicKey")


def is_address(name: str) -> bool:
    """Whether it is a plain https address without a query, which all readers parse alike."""
    return _ADDRESS.fullmatch(name) is not None and not LEAVING.search(name)


def is_profile(document: Mapping[str, Any]) -> bool:
    """Whether it is a profile, by its type.

    A controlled identifier document has no type, so we recognise it by its keys.
    """
    if "type" in document:
        return bool(_PROFILES & set(types_of(document)))
    return any(name in document for name in _UNTYPED)


def controlled(issuer: str, document: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]] | None:
    """The document in the form of a DID document, and the addresses of keys it names (with their fragments).

    None if it is not this issuer's or not a profile.
    """
    if document.get("id") != issuer or not is_profile(document):
        return None
    keys = [*entries(document.get("assertionMethod")), *map(_owned, entries(document.get("publicKey")))]
    # An object without a key in it only names a key by its id.
    keys = [id_of(one) if isinstance(one, dict) and not _has_key(one) else one for one in keys]
    named = [one for one in (*keys, document.get("jwks_uri")) if isinstance(one, str)]
    elsewhere = frozenset(one for one in named if is_elsewhere(one, issuer))
    listed = [*keys, *_set(issuer, document.get("jwks"))]
    return {
        "id": issuer,
        "verificationMethod": document.get("verificationMethod"),
        "assertionMethod": listed,
    }, elsewhere


def lists_named(document: Mapping[str, Any]) -> frozenset[str]:
    """The status lists, and issuers of status lists, that an issuer's own document names for its badges.

    It names lists by address: in a `serviceEndpoint` of a `service` with the type of a status list (DID Core §5.4), or
    in `revocationList` (Open Badges 2.0 Profile). It names issuers in `alsoKnownAs`, as another name of itself (DID
    Core §5.1.3).
    """
    services = [one for one in entries(document.get("service")) if set(types_of(one)) & _LIST_SERVICES]
    endpoints = [end for one in services for end in entries(one.get("serviceEndpoint"))]
    named = [*endpoints, *entries(document.get("revocationList")), *entries(document.get("alsoKnownAs"))]
    return frozenset(map(id_of, named)) - {""}


def is_elsewhere(key: str, issuer: str) -> bool:
    """Whether the key's name is a plain address other than the issuer's own."""
    address = key.partition("#")[0]
    return address != issuer and is_address(address)


def is_key(value: object) -> bool:
    """Whether the value is a JWK."""
    return isinstance(value, dict) and isinstance(value.get("kty"), str)


def jwk_method(name: str, issuer: str, jwk: Mapping[str, Any]) -> dict[str, Any]:
    """A JWK as a verification method of the issuer."""
    return {"id": name, "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk}


def _set(issuer: str, jwks: object) -> list[dict[str, Any]]:
    """The keys of a JWK Set as verification methods, each named by its `kid`."""
    keys = entries(jwks.get("keys")) if isinstance(jwks, dict) else []
    found = [one for one in keys if is_key(one)][:ISSUER_KEYS]
    kids = [str(at) if not isinstance(one.get("kid"), str) else one["kid"] for at, one in enumerate(found)]
    names = [kid if ":" in kid else f"{issuer}#{kid.removeprefix('#')}" for kid in kids]
    return [jwk_method(name, issuer, one) for name, one in zip(names, found, strict=True)]


def _has_key(entry: Mapping[str, Any]) -> bool:
    return any(name.startswith("publicKey") for name in entry)


def _owned(entry: object) -> object:
    return {"controller": entry["owner"], **entry} if isinstance(entry, dict) and "owner" in entry else entry
