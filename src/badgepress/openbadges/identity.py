"""Hashed identities (Open Badges 3.0 §B.1.11 IdentityHash, Open Badges 2.0 §Identity)."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

_HASHED: Final = ("sha256$", "md5$")
_LONGEST_DOMAIN: Final = 253
# The name of a hash function, then `$`. An address may look like that too, so this counts only with `hashed: true`.
_OTHER_HASH: Final = re.compile(r"(?!sha256\$)[A-Za-z0-9-]{2,20}\$")
_DOT: Final = re.compile("[.\u3002\uff0e\uff61]")
_MAIL_TYPES: Final = ("email", "emailAddress")
# What browsers trim (ECMA-262, WhiteSpace and LineTerminator). Plain `strip` removes other characters.
_SPACE: Final = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def hash_identity(identifier: str, salt: str) -> str:
    """`sha256$`, then the hexadecimal SHA-256 of identifier plus salt, as UTF-8 (OB 3.0 §B.1.11)."""
    return "sha256$" + hashlib.sha256((identifier + salt).encode("utf-8", "surrogatepass")).hexdigest()


def trimmed(address: str) -> str:
    """The address without surrounding white space; trims the same characters as the browser."""
    return address.strip(_SPACE)


def mail_form(address: str) -> str:
    """The form in which we hash an e-mail address: lower case, with a Unicode domain in ASCII.

    `Rosa@Bücher.example` becomes `rosa@xn--bcher-kva.example` (IDNA 2008 as browsers apply it, UTS 46), so it is the
    same address however it is typed. Raises ValueError for an impossible domain. Labels may have letters, marks, ASCII
    digits and single hyphens between them; readers differ in what else they allow.
    """
    local, at, domain = trimmed(address).lower().rpartition("@")
    if not domain.isascii():
        if len(domain) > _LONGEST_DOMAIN or not all(map(_is_label, _DOT.split(domain))):
            raise ValueError("not a possible domain")
        import idna

        domain = idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    return unicodedata.normalize("NFC", local) + at + domain


def _is_label(label: str) -> bool:
    return all(
        part and all(sign in "0123456789" or unicodedata.category(sign)[0] in "LM" for sign in part)
        for part in label.split("-")
    )


def is_mail(identity: Mapping[str, Any]) -> bool:
    """Whether an IdentityObject (OB 3.0, or OB 2.0 with `type`) holds an e-mail address we can compare."""
    return _names_mail(identity) and not is_hidden(identity)


def is_hidden(identity: Mapping[str, Any]) -> bool:
    """Whether the e-mail address is hashed with something other than SHA-256, so we cannot tell whose it is.

    Browsers have no MD5, and MD5 is too weak to tell people apart.
    """
    value = _identity_value(identity)
    if not isinstance(value, str) or not _names_mail(identity):
        return False
    return value.startswith("md5$") or (identity.get("hashed") is True and _OTHER_HASH.match(value) is not None)


def _names_mail(identity: Mapping[str, Any]) -> bool:
    return identity.get("identityType", identity.get("type")) in _MAIL_TYPES


def matches(identity: Mapping[str, Any], email: str) -> bool:
    """Whether an IdentityObject belongs to this e-mail address; OB 3.0 (`identityHash`) and OB 2.0 (`identity`).

    Issuers hash the address as they got it, so we try it as typed, in lower case, and in `mail_form`.
    A malformed identity never matches.
    """
    value = _identity_value(identity)
    if not isinstance(value, str):
        return False
    salt = identity.get("salt")
    salt = salt if isinstance(salt, str) else ""
    typed = trimmed(email)
    tries = {typed, typed.lower()}
    if not typed.isascii():
        with suppress(ValueError):
            tries.add(mail_form(typed))
    if identity.get("hashed") is True or value.startswith(_HASHED):
        return any(_hash_matches(value, one, salt) for one in tries)
    return trimmed(value).lower() == typed.lower()


def _identity_value(identity: Mapping[str, Any]) -> object:
    """The hash or the plain address: `identityHash` in OB 3.0, `identity` in OB 2.0."""
    return identity.get("identityHash", identity.get("identity"))


def _hash_matches(hashed: str, identifier: str, salt: str) -> bool:
    name, dollar, digest = hashed.partition("$")
    expected = hash_identity(identifier, salt).encode()
    return hmac.compare_digest(expected, f"{name}{dollar}{digest.lower()}".encode("utf-8", "surrogatepass"))
