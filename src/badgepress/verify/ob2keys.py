"""Whose key signed an Open Badges 2.0 badge: the one that its issuer's profile names (`publicKey`), and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from badgepress.errors import CredentialError
from badgepress.openbadges.keys.publickey import from_multikey, from_pem
from badgepress.verify.facts import entries, id_of, text_at
from badgepress.verify.ob2form import host_of
from badgepress.verify.report import Finding, Text


def belongs(key: Mapping[str, Any], profile: Mapping[str, Any], known: Collection[str]) -> Finding:
    """Whether the key is the issuer's: it says so itself, and the issuer's profile names it.

    Where the profile lists no key, one that is `known` to whoever asks counts: an address of a key, or a multikey.
    """
    owner, name, listed = text_at(key, "owner"), id_of(key), entries(profile.get("publicKey"))
    if owner != id_of(profile):
        return Finding("failed", "issuer-mismatch", {"got": owner or Text("kind", "nobody")})
    # Where the profile has the key itself, a key of the same name elsewhere is another one.
    if any(id_of(one) == name and text_at(one, "publicKeyPem") in ("", text_at(key, "publicKeyPem")) for one in listed):
        return Finding("passed", "issuer-key")
    if not listed and _is_vouched(key, known):
        return Finding("passed", "issuer-key")
    if not listed and host_of(name.partition("#")[0]) == host_of(id_of(profile)):
        return Finding("unknown", "issuer-key-not-named", {"address": name})
    return Finding("failed", "issuer-key-not-listed")


def _is_vouched(key: Mapping[str, Any], known: Collection[str]) -> bool:
    """Whether whoever asks knows the key, by its address or by itself."""
    name = id_of(key)
    if name in known or name.partition("#")[0] in known:
        return True
    try:
        public = from_pem(text_at(key, "publicKeyPem"))
        return any(from_multikey(one) == public for one in known if ":" not in one)
    except CredentialError:
        return False
