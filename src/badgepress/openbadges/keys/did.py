"""Decentralized identifiers: did:web addresses and documents, and did:key documents (Controlled Identifiers 1.0)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.jsonld.contexts import DID1, MULTIKEY1
from badgepress.openbadges.keys.ed25519 import decode_public
from badgepress.openbadges.keys.publickey import from_multikey
from badgepress.openbadges.limits import DID_CHARACTERS
from badgepress.values import Value

_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
# Neither the DID nor the Multikey context defines `validFrom`, so we take the term from Verifiable Credentials 2.0.
_VALID_FROM: Final = {
    "validFrom": {
        "@id": "https://www.w3.org/2018/credentials#validFrom",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }
}


@dataclass(frozen=True, slots=True)
class KeyWindow:
    """A public key (`z6Mk…`) and when it may sign. Times are RFC 3339 with a zone; "" means no bound."""

    public: str
    valid_from: str = ""
    expires: str = ""
    revoked: str = ""


@lru_cache(maxsize=1024)
def did_web(base_url: str, slug: str) -> str:
    """The did:web of the issuer `slug` on the site at `base_url`: `did:web:<host>[%3Aport][:path]:issuers:<slug>`.

    Raises CredentialError `bad-did` if no did:web can express that address.
    """
    parts = urlsplit(base_url)
    try:
        port = parts.port
    except ValueError:
        raise _bad(base_url, "the address's port is not a number") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise _bad(base_url, "not a web address", expected="https://…")
    if parts.query or parts.fragment or parts.username is not None or parts.password is not None:
        raise _bad(base_url, "the address of a did:web has neither user, query nor fragment")
    host = parts.hostname + (f"%3A{port}" if port else "")
    path = [quote(segment, safe="%") for segment in parts.path.split("/") if segment]
    did = ":".join(["did:web", host, *path, "issuers", slug])
    did_web_url(did)
    return did


@lru_cache(maxsize=1024)
def did_web_url(did: str) -> str:
    """The https address of a did:web's document (did:web method specification §3.2).

    Takes the DID alone, without fragment or query. Raises CredentialError `bad-did` for another method, an IP address,
    a path that could leave its folder, or unusual spelling.
    """
    if len(did) > DID_CHARACTERS or not did.startswith("did:web:"):
        raise _bad(did, "not a did:web", expected="did:web:…")
    host, *path = did.removeprefix("did:web:").split(":")
    name, colon, port = re.sub("%3a", ":", host, count=1, flags=re.IGNORECASE).partition(":")
    name = name.lower()
    if not _HOST.fullmatch(name) or _is_address(name):
        raise _bad(did, "the host of the did:web is not a domain name", got=name)
    if colon and not (_PORT.fullmatch(port) and int(port) < 65_536):
        raise _bad(did, "the port of the did:web is not a number", got=port)
    for segment in path:
        plain = unquote(segment)
        if not _SEGMENT.fullmatch(segment) or plain in (".", "..") or set(plain) & set("/\\\0"):
            raise _bad(did, "the path of the did:web has a segment that is not plain", got=Value(segment))
    tail = "/".join(path) if path else ".well-known"
    return f"https://{name}{colon}{port}/{tail}/did.json"


def issuer_document(did: str, keys: Sequence[KeyWindow], *, also_known_as: Sequence[str] = ()) -> dict[str, Any]:
    """The DID document of an issuer. Each key is a Multikey with its validity period, named `<did>#<public>`.

    Expired and revoked keys stay in the document: `expires` or `revoked` says until when to trust their proofs.
    """
    context: list[Any] = [DID1, MULTIKEY1]
    if any(key.valid_from for key in keys):
        context.append(_VALID_FROM)
    document: dict[str, Any] = {"@context": context, "id": did}
    if also_known_as:
        document["alsoKnownAs"] = list(also_known_as)
    for key in keys:
        decode_public(key.public)
    document["verificationMethod"] = [_method(did, key) for key in keys]
    document["assertionMethod"] = [f"{did}#{key.public}" for key in keys]
    return document


def did_key_document(did: str) -> dict[str, Any]:
    """The document of a did:key with an Ed25519 or P-256 key. Raises CredentialError `bad-did` or `bad-key`."""
    if not did.startswith("did:key:"):
        raise _bad(did, "not a did:key", expected="did:key:z6Mk…")
    public = did.removeprefix("did:key:")
    from_multikey(public)
    method = _method(did, KeyWindow(public))
    return {
        "@context": [DID1, MULTIKEY1],
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }


def _method(did: str, key: KeyWindow) -> dict[str, str]:
    method = {"id": f"{did}#{key.public}", "type": "Multikey", "controller": did, "publicKeyMultibase": key.public}
    window = {"validFrom": key.valid_from, "expires": key.expires, "revoked": key.revoked}
    return method | {name: moment for name, moment in window.items() if moment}


def _is_address(name: str) -> bool:
    """Whether resolvers would take the name for an IP address, in any spelling (127.1, 0x7f000001)."""
    last = name.rsplit(".", 1)[-1]
    if last.isdigit() or re.fullmatch("0x[0-9a-f]*", last):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _bad(did: str, message: str, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem("bad-did", message, got=got or Value(did), expected=expected))
