"""Checks that the issuer's profile names the key (`publicKey`) that signed an Open Badges 2.0 badge."""

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

    If the profile lists no key, keys `known` to the caller count: addresses of keys, or multikeys.
    """
    owner, name, listed = text_at(key, "owner"), id_of(key), entries(profile.get("publicKey"))
    if owner != id_of(profile):
        return Finding("failed", "issuer-mismatch", {"got": owner or Text("kind", "nobody")})
    # If the profile contains the key itself, a key with the same id elsewhere does not count.
    if any(id_of(one) == name and text_at(one, "publicKeyPem") in ("", text_at(key, "publicKeyPem")) for one in listed):
        return Finding("passed", "issuer-key")
    if not listed and _is_vouched(key, known):
        return Finding("passed", "issuer-key")
    if not listed and host_of(name.partition("#")[0]) == host_of(id_of(profile)):
        return Finding("unknown", "issuer-key-not-named", {"address": name})
    return Finding("failed", "issuer-key-not-listed")


def _is_vouched(key: Mapping[str, Any], known: Collection[str]) -> bool:
    """Whether the caller knows the key, by address or by value."""
    name = id_of(key)
    if name in known or name.partition("#")[0] in known:
        return True
    try:
        public = from_pem(text_at(key, "publicKeyPem"))
        return any(from_multikey(one) == public for one in known if ":" not in one)
    except CredentialError:
        return False
