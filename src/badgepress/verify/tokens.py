"""Credentials in a signed token (VC-JWT; VC-JOSE-COSE §3.1): parses the token, extracts the credential, checks it.

The token's claims and its credential must agree. Claims fill in missing members (VC Data Model 1.1 §6.3.1); a
contradiction is an error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from badgepress.errors import CredentialError
from badgepress.openbadges import jwt
from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.jwt import Token
from badgepress.openbadges.keys.publickey import PublicKey, base64url, from_jwk
from badgepress.openbadges.limits import ISSUER_KEYS, KIND_CHARACTERS, LAST_SECOND
from badgepress.openbadges.moments import moment, stamp
from badgepress.verify.dids import DidDocument, Method, Resolver, Unresolved
from badgepress.verify.facts import VC1, entries, id_of, is_vc1, types_of
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.keysets import keys_elsewhere
from badgepress.verify.proofs import Chosen, Signature, without_key
from badgepress.verify.report import Finding

_REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
_TYPES = frozenset({"jwt", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt"})


def split(text: str) -> Token:
    """Parses a compact token. Raises `JsonTrouble` if header or payload are not valid JSON."""
    header, _, rest = text.partition(".")
    payload, _, signature = rest.partition(".")
    return Token(_object(header), _object(payload), f"{header}.{payload}".encode(), base64url(signature))


def credential_in(payload: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The credential that a payload is or contains, and the first claim that contradicts it ("" for none).

    Returns a payload that is not a Verifiable Credential unchanged.
    """
    inner = payload.get("vc")
    if isinstance(inner, dict):
        credential = dict(inner)
    elif _is_credential(payload):
        credential = {name: value for name, value in payload.items() if name not in _REGISTERED}
    else:
        return dict(payload), ""
    is_1_1 = is_vc1(credential)
    troubles = [
        _identifier(credential, "id", payload, "jti"),
        _holder(credential, "issuer", payload, "iss"),
        _holder(credential, "credentialSubject", payload, "sub"),
        _date(credential, "issuanceDate" if is_1_1 else "validFrom", payload, "nbf"),
        _date(credential, "expirationDate" if is_1_1 else "validUntil", payload, "exp"),
    ]
    return credential, next((claim for claim in troubles if claim), "")


def _is_credential(payload: Mapping[str, Any]) -> bool:
    """Whether a payload is a credential, by context or type: a list or an endorsement may lack a context."""
    contexts = entries(payload.get("@context"))
    return any(one in (VC1, VC2) for one in contexts) or any(one.endswith("Credential") for one in types_of(payload))


def check_token(token: Token, credential: Mapping[str, Any], resolver: Resolver, by: str = "") -> Signature:
    """Finds the key that the token names in its issuer's document, and checks the token with it.

    The key comes from the issuer's document even if the token contains one (`jwk`), which must then be among them. An
    issuer that is an address may name another address that has the key. If its document lists no key, the caller may
    know one (`Resolver`). With `by`, a DID, no other keys are read.
    """
    trouble = _trouble(token)
    created = _issued(token, credential)
    if trouble or created is None:
        return Signature(trouble or _malformed("iat"))
    signer, method_id = _named(token.header.get("kid"), id_of(credential.get("issuer")))
    chosen = Chosen(token.header, method_id or f"{signer}#", created)
    if by and signer != by:
        return Signature(Finding("failed", "signature-key-missing"), chosen)
    found = resolver.resolve(signer)
    if vouched := resolver.vouched(signer) if _is_silent(found) else None:
        known = _by_document(token, chosen, vouched, "")
        if known.finding.outcome == "passed":
            return known
    elsewhere = keys_elsewhere(method_id, signer, found, resolver)
    if elsewhere:
        found = elsewhere
        if isinstance(found, DidDocument) and method_id not in found.methods:
            method_id = ""
    elif isinstance(found, DidDocument) and not found.methods:
        # An issuer may publish its keys elsewhere, so a document without keys does not count against the badge.
        found = Unresolved("issuer-bad-document", found.address)
    if isinstance(found, Unresolved):
        return _keyless(chosen, found)
    try:
        resolver.work.searched(len(found.listed))
        resolver.work.signature()
    except CredentialError:
        return Signature(Finding("failed", "signature-too-complex"), chosen)
    return _by_document(token, chosen, found, method_id)


def _is_silent(found: DidDocument | Unresolved) -> bool:
    """Whether we read the signer's document and it lists no key."""
    return not found.methods if isinstance(found, DidDocument) else found.code == "issuer-bad-document"


def _keyless(chosen: Chosen, found: Unresolved) -> Signature:
    """The result without a key: we could not get one, or nobody names it as the issuer's."""
    if found.code != "issuer-key-not-named":
        return without_key(chosen, found)
    unknown = Finding("unknown", "signature-key-not-named", {"address": found.address})
    return Signature(unknown, chosen, unresolved=found)


def _by_document(token: Token, chosen: Chosen, found: DidDocument, method_id: str) -> Signature:
    """The result from the first of the document's keys that fits the token's header and signed the token."""
    unusable = Signature(Finding("failed", "signature-key-malformed", {"address": found.address}), chosen)
    brought = _brought(token.header)
    if isinstance(brought, Finding):
        return Signature(brought, chosen)
    candidates = [method_id] if method_id else sorted(one for one in found.methods if one in found.listed)[:ISSUER_KEYS]
    ended = Signature(Finding("failed", "signature-key-missing"), chosen)
    for name in candidates:
        method = found.method(name)
        if method is None:
            continue
        if isinstance(method, Unresolved):
            return without_key(chosen, method)
        key = method.key()
        if key is None:
            ended = unusable if method_id else ended
        elif brought and key != brought:
            ended = Signature(_malformed("jwk"), chosen) if method_id else ended
        elif key.algorithm != token.algorithm:
            ended = Signature(_malformed("alg"), chosen) if method_id or brought else ended
        elif jwt.holds(token, key):
            return _held(chosen, method, found)
        else:
            ended = Signature(Finding("failed", "signature-mismatch"), chosen)
    return ended


def _held(chosen: Chosen, method: Method, found: DidDocument) -> Signature:
    return Signature(Finding("passed", "signature-ok"), chosen, method, found, held=1)


def _trouble(token: Token) -> Finding | None:
    """Why we cannot check the token, whoever signed it; None if we can."""
    if token.algorithm.lower() == "none":
        return Finding("failed", "signature-missing")
    try:
        jwt.supported(token)
    except CredentialError as error:
        return Finding("unknown", "signature-unsupported", {"suite": error.problems[0].got})
    kind = token.header.get("typ", "JWT")
    if not isinstance(kind, str):
        return _malformed("typ")
    if kind.lower().removeprefix("application/") not in _TYPES:
        return Finding("unknown", "signature-unsupported", {"suite": kind[:KIND_CHARACTERS]})
    if not isinstance(token.header.get("kid", ""), str):
        return _malformed("kid")
    if not token.signature:
        return _malformed("signature")
    claim = credential_in(token.payload)[1]
    return Finding("failed", "signature-claims", {"field": claim}) if claim else None


def _named(kid: Any, issuer: str) -> tuple[str, str]:
    """Whose document has the key, and the id of the method ("" for any)."""
    if not kid:
        return issuer, ""
    if kid.startswith("did:"):
        return kid.partition("#")[0], kid if "#" in kid else ""
    return issuer, kid if ":" in kid else f"{issuer}#{kid.removeprefix('#')}"


def _brought(header: Mapping[str, Any]) -> PublicKey | Finding | None:
    """The key that the token contains, None if it has none."""
    if "jwk" not in header:
        return None
    try:
        return from_jwk(header["jwk"]) if isinstance(header["jwk"], dict) else _malformed("jwk")
    except CredentialError:
        return _malformed("jwk")


def _issued(token: Token, credential: Mapping[str, Any]) -> datetime | None:
    """When the token was signed: `iat`, or else the credential's start. None if `iat` is not a date."""
    if "iat" in token.payload:
        return _moment(token.payload["iat"])
    begins = credential.get("issuanceDate") if is_vc1(credential) else credential.get("validFrom")
    return moment(begins)


def _object(part: str) -> dict[str, Any]:
    raw = base64url(part)
    if raw is None:
        raise JsonTrouble("parse-bad-json")
    try:
        return read_object(raw.decode())
    except UnicodeDecodeError:
        raise JsonTrouble("parse-bad-json") from None


def _identifier(credential: dict[str, Any], name: str, payload: Mapping[str, Any], claim: str) -> str:
    """Fills in an identifier from its claim. Returns the claim's name if the two differ."""
    claimed = payload.get(claim)
    if claimed is None:
        return ""
    return "" if _filled(credential, name, claimed) == claimed and isinstance(claimed, str) else claim


def _holder(credential: dict[str, Any], name: str, payload: Mapping[str, Any], claim: str) -> str:
    """The same for the id of an object that may be just its id."""
    holder = credential.get(name)
    if not isinstance(holder, dict):
        # The format check refuses a list of subjects.
        return "" if isinstance(holder, list) else _identifier(credential, name, payload, claim)
    credential[name] = inner = dict(holder)
    return _identifier(inner, "id", payload, claim)


def _date(credential: dict[str, Any], name: str, payload: Mapping[str, Any], claim: str) -> str:
    """The same for a date, to the second."""
    claimed = payload.get(claim)
    if claimed is None:
        return ""
    when = _moment(claimed)
    if when is None:
        return claim
    given = moment(_filled(credential, name, stamp(when)))
    # The format check refuses anything that is not a date.
    return claim if given and given.replace(microsecond=0) != when else ""


def _filled(credential: dict[str, Any], name: str, claimed: object) -> object:
    """The member, filled in if it is missing or null."""
    if credential.get(name) is None:
        credential[name] = claimed
    return credential[name]


def _moment(seconds: object) -> datetime | None:
    """A NumericDate (RFC 7519 §2), cut to the second."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= LAST_SECOND:
        return None
    return datetime.fromtimestamp(math.floor(seconds), UTC)


def _malformed(field: str) -> Finding:
    return Finding("failed", "signature-malformed", {"field": field})
