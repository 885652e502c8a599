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
# The name of a hash function and what it made. An address may look like one, so only what says that it is hashed is.
_OTHER_HASH: Final = re.compile(r"(?!sha256\$)[A-Za-z0-9-]{2,20}\$")
_DOT: Final = re.compile("[.\u3002\uff0e\uff61]")
_MAIL_TYPES: Final = ("email", "emailAddress")
# What browsers trim (ECMA-262, WhiteSpace and LineTerminator); `strip` by itself takes other signs away.
_SPACE: Final = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def hash_identity(identifier: str, salt: str) -> str:
    """`sha256$` and the hexadecimal SHA-256 of the identifier followed by the salt, both as UTF-8."""
    return "sha256$" + hashlib.sha256((identifier + salt).encode("utf-8", "surrogatepass")).hexdigest()


def trimmed(address: str) -> str:
    """The address without white space around it, the same signs as in the browser."""
    return address.strip(_SPACE)


def mail_form(address: str) -> str:
    """The one form in which an e-mail address is hashed: lower case, a Unicode domain as its ASCII form.

    `Rosa@Bücher.example` is `rosa@xn--bcher-kva.example` (IDNA 2008 as browsers apply it, UTS 46), so that it is the
    same address however it is typed. Raises ValueError for a domain that cannot be one: its labels are of letters,
    marks, ASCII digits and single hyphens between them, since readers differ in what else they let pass.
    """
    local, at, domain = trimmed(address).lower().rpartition("@")
    if not domain.isascii():
        if len(domain) > _LONGEST_DOMAIN or not all(map(_is_label, _DOT.split(domain))):
            raise ValueError("no domain is like that")
        import idna

        domain = idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    return unicodedata.normalize("NFC", local) + at + domain


def _is_label(label: str) -> bool:
    return all(
        part and all(sign in "0123456789" or unicodedata.category(sign)[0] in "LM" for sign in part)
        for part in label.split("-")
    )


def is_mail(identity: Mapping[str, Any]) -> bool:
    """Whether an IdentityObject (OB 3.0) or IdentityObject (OB 2.0, `type`) has an e-mail address to compare with."""
    return _names_mail(identity) and not is_hidden(identity)


def is_hidden(identity: Mapping[str, Any]) -> bool:
    """Whether it is of an e-mail address that nobody can compare here, so that it may be anybody's.

    That is one hashed by another function than SHA-256: browsers do not know MD5, and it is too weak to tell people
    apart.
    """
    said = _said(identity)
    if not isinstance(said, str) or not _names_mail(identity):
        return False
    return said.startswith("md5$") or (identity.get("hashed") is True and _OTHER_HASH.match(said) is not None)


def _names_mail(identity: Mapping[str, Any]) -> bool:
    return identity.get("identityType", identity.get("type")) in _MAIL_TYPES


def matches(identity: Mapping[str, Any], email: str) -> bool:
    """Whether an IdentityObject is the given e-mail's; OB 3.0 (`identityHash`) and OB 2.0 (`identity`).

    Issuers hash the address as they got it, so it is tried as typed, in lower case, and as `mail_form` writes it.
    Anything malformed is no match.
    """
    said = _said(identity)
    if not isinstance(said, str):
        return False
    salt = identity.get("salt")
    salt = salt if isinstance(salt, str) else ""
    typed = trimmed(email)
    tries = {typed, typed.lower()}
    if not typed.isascii():
        with suppress(ValueError):
            tries.add(mail_form(typed))
    if identity.get("hashed") is True or said.startswith(_HASHED):
        return any(_hash_matches(said, one, salt) for one in tries)
    return trimmed(said).lower() == typed.lower()


def _said(identity: Mapping[str, Any]) -> object:
    return identity.get("identityHash", identity.get("identity"))


def _hash_matches(said: str, identifier: str, salt: str) -> bool:
    name, dollar, digest = said.partition("$")
    made = hash_identity(identifier, salt).encode()
    return hmac.compare_digest(made, f"{name}{dollar}{digest.lower()}".encode("utf-8", "surrogatepass"))
