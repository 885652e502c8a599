"""An independent rule for whose key or place it is: decides when a case from `naming` may be `valid`.

It decides from the case's ingredients by rules of its own, and uses nothing from the verifier.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.vectors import old_world as old
from tests.vectors.foreign import ed25519_jwk
from tests.vectors.scenes.ob2_signed import pem
from tests.vectors.world import Json
from tests.verify.naming import MINE, Case


def may_hold(case: Case) -> bool:
    """Whether the issuer's own document, or `trusted.yml`, names the badge's key or place as the issuer's."""
    given, document = case.vector["input"], case.document
    if "json" in given:
        return _says_place(case.issuer, case.kid or "", document)
    if _at(case).keys() & {"status", "error"}:
        return False
    vouched = list(case.known.get(case.issuer, []))
    if MINE.public in vouched or _points(case.kid, vouched):
        return not _is_older(case) or _is_profile(case.issuer, document)
    if not _is_profile(case.issuer, document) or not isinstance(document, dict):
        return False
    return _names_key(case.issuer, document) or _names_address(case.kid, document)


def may_be_read(case: Case) -> set[str]:
    """The addresses that an Open Badges 3.0 token may make a verifier read: the issuer's, and those of named keys."""
    named = {*case.known.get(case.issuer, [])}
    if isinstance(case.document, dict):
        named |= set(_strings(case.document))
    return {case.issuer, *(one.partition("#")[0] for one in named)}


def _at(case: Case) -> Json:
    answer: Json = case.vector["documents"][case.issuer]
    return answer


def _is_older(case: Case) -> bool:
    return old.CLASS in case.vector["documents"]


def _is_profile(issuer: str, document: object) -> bool:
    if not isinstance(document, dict) or document.get("id") != issuer:
        return False
    kinds = document.get(
        "type", "Profile" if set(document) & {"verificationMethod", "assertionMethod", "publicKey"} else ""
    )
    return any(kind in ("Profile", "Issuer") for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(document: Mapping[str, Any]) -> Iterator[str]:
    """The texts in the members that count, and the ids of objects without a key in them."""
    for name in ("assertionMethod", "publicKey", "jwks_uri"):
        for one in _many(document.get(name)):
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict) and name != "jwks_uri" and "publicKey" not in json.dumps(list(one)):
                yield str(one.get("id"))


def _points(kid: str | None, named: list[str]) -> bool:
    """Whether the key's address, or the key there, is among those named."""
    return kid is not None and kid.startswith("https://") and (kid in named or kid.split("#")[0] in named)


def _names_address(kid: str | None, document: Mapping[str, Any]) -> bool:
    return _points(kid, list(_strings(document)))


def _names_key(issuer: str, document: Mapping[str, Any]) -> bool:
    """Whether the document contains the signing key itself as the issuer's, and it may sign."""
    jwks = document.get("jwks")
    if isinstance(jwks, dict) and any(_is_mine(one) for one in _many(jwks.get("keys"))):
        return True
    whole = [*_many(document.get("assertionMethod")), *_many(document.get("publicKey"))]
    referred = {_full(issuer, one) for one in whole if isinstance(one, str)}
    referred |= {_full(issuer, one["id"]) for one in whole if isinstance(one, dict) and isinstance(one.get("id"), str)}
    for one in [*whole, *_many(document.get("verificationMethod"))]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        theirs = one.get("controller", one.get("owner"))
        is_mine = one.get("publicKeyMultibase") == MINE.public or _is_mine(one.get("publicKeyJwk"))
        is_mine = is_mine or one.get("publicKeyPem") == pem(MINE)
        if is_mine and theirs == issuer and _full(issuer, one["id"]) in referred:
            return True
    return False


def _full(issuer: str, name: str) -> str:
    return issuer + name if name.startswith("#") else name


def _is_mine(jwk: object) -> bool:
    return isinstance(jwk, dict) and jwk.get("x") == ed25519_jwk(MINE)["x"]


def _says_place(issuer: str, place: str, document: Any) -> bool:
    """Open Badges 2.0: whether a hosted badge is where its issuer says, or in the issuer's own folder on the host."""
    scope = document.get("verification", {})
    starts, origins = _many(scope.get("startsWith", [])), _many(scope.get("allowedOrigins", []))
    here, home = urlsplit(place), urlsplit(issuer)
    hosts = [urlsplit(one).netloc if "//" in one else one for one in origins]
    if hosts and here.netloc not in hosts:
        return False
    leaves = "/.." in place.lower().replace("%2e", ".")
    if starts:
        return any(_begins(one, place) for one in starts) and not leaves
    if hosts:
        return True
    within = _folder(home.path) in ("", _folder(here.path))
    return here.netloc == home.netloc and within and not (leaves and _folder(home.path))


def _begins(start: str, place: str) -> bool:
    """Whether a `startsWith` matches whole folders of the place, possibly plus the start of its last segment."""
    wanted, there = start.split("/"), place.split("/")
    if start.endswith("/"):
        return there[: len(wanted) - 1] == wanted[:-1] and len(there) >= len(wanted)
    same = there[: len(wanted)] == wanted
    begun = len(there) == len(wanted) and there[:-1] == wanted[:-1] and there[-1].startswith(wanted[-1])
    return len(wanted) > 2 and (same or (begun and len(wanted) > 3))


def _folder(path: str) -> str:
    first, *rest = path.lstrip("/").split("/")
    return first if rest or "." not in first else ""
