"""Checks whether the keys that `trusted.yml` names for issuers elsewhere can be used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from badgepress.errors import CredentialError, Problem
from badgepress.model import Trusted
from badgepress.openbadges.keys.publickey import from_multikey
from badgepress.read.quoting import shown_text
from badgepress.read.yaml import Document

#: An address that a badge can name as its issuer: plain, without . or .. in its path (see _LEAVING).
_PROFILE = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?")
_LEAVING = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


def known_keys(one: Trusted, document: Document, base: str) -> Iterator[Problem]:
    """Report problems with the keys of the entry at `base`. Codes: missing-key, bad-address, bad-public-key."""
    if one.keys and not one.url:
        hint = "the https address of the issuer's profile; a DID's document lists its own keys"
        yield Problem(document.place(base), "missing-key", "the key 'url' is missing beside 'keys'", hint=hint)
    if one.keys and one.url and not _is_plain(one.url):
        message = "an issuer with `keys` needs a plain https address"
        expected = "https://, without a query or fragment, as its badges name it"
        yield Problem(document.place(f"{base}.url"), "bad-address", message, shown_text(one.url), expected)
    for index, key in enumerate(one.keys):
        place = document.place(f"{base}.keys[{index}]")
        if ":" in key:
            if not _is_plain(key.partition("#")[0]):
                message, expected = "the address of a key is not plain", "an https address without . or .. in its path"
                yield Problem(place, "bad-address", message, shown_text(key), expected)
            continue
        try:
            from_multikey(key)
        except CredentialError:
            hint = "copy it again from the issuer"
            yield Problem(place, "bad-public-key", "not a public key", shown_text(key), hint=hint)


def _is_plain(address: str) -> bool:
    return _PROFILE.fullmatch(address) is not None and not _LEAVING.search(address)
