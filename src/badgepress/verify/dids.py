"""Whose key is it: DID documents, the methods in them, and the time a key may sign in (Controlled Identifiers 1.0).

Resolution asks for the DID's own document and nothing else; a did:key or did:jwk needs no asking. An issuer that is
an https address is its own document there: an Open Badges Profile with keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from badgepress.errors import CredentialError, FetchError, problem
from badgepress.openbadges.did import did_key_document, did_web_url
from badgepress.openbadges.publickey import PublicKey, base64url, from_jwk, from_multikey
from badgepress.openbadges.work import Work
from badgepress.verify.fetch import Fetch, why
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.moments import moment
from badgepress.verify.words import piece

_MULTIBASE_TYPES = frozenset({"Multikey", "Ed25519VerificationKey2020"})
_JWK_TYPES = frozenset({"JsonWebKey", "JsonWebKey2020"})
_LONGEST_DID_JWK = 4096
_PROFILE = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?")
_LOCAL = re.compile(r"https://localhost(?=[:/])")

Made = TypeVar("Made")
WindowTrouble = Literal["issuer-key-revoked", "issuer-key-ended", "issuer-key-not-yet"]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A DID whose document is not at hand: `issuer-unreachable`, `-did-unsupported` or `-bad-document`, and where."""

    code: str
    address: str
    told: str = ""
    """Why the address could not be read, in words."""

    @property
    def reason(self) -> str:
        """Why there is no document, in words."""
        return self.told or piece("reason", "fetch-did" if self.code == "issuer-did-unsupported" else "fetch-other")


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: its key as written, and the time it may sign in (None is no bound)."""

    id: str
    type: str
    controller: str
    public: object
    valid_from: datetime | None
    expires: datetime | None
    revoked: datetime | None

    def key(self) -> PublicKey | None:
        """Its key; None when that is none that can be used, or not of the kind that the type says."""
        try:
            if self.type in _MULTIBASE_TYPES and isinstance(self.public, str):
                key = from_multikey(self.public)
                return key if self.type == "Multikey" or key.kind == "Ed25519" else None
            return from_jwk(self.public) if self.type in _JWK_TYPES and isinstance(self.public, dict) else None
        except CredentialError:
            return None

    def window_trouble(self, signed: datetime) -> tuple[WindowTrouble, datetime] | None:
        """Why the key may not have signed at that moment, and the bound that says so."""
        if self.revoked and signed >= self.revoked:
            return "issuer-key-revoked", self.revoked
        if self.expires and signed >= self.expires:
            return "issuer-key-ended", self.expires
        if self.valid_from and signed < self.valid_from:
            return "issuer-key-not-yet", self.valid_from
        return None


@dataclass(frozen=True, slots=True)
class DidDocument:
    """A DID document as far as it matters here; method entries stay as they were read until one is asked for."""

    did: str
    address: str
    methods: Mapping[str, Mapping[str, Any]]
    listed: frozenset[str]

    def method(self, method_id: str) -> Method | Unresolved | None:
        """The method of that id: None when there is none, `Unresolved` when its dates are not dates."""
        entry = self.methods.get(method_id)
        if entry is None:
            return None
        bounds = {name: entry.get(name) for name in ("validFrom", "expires", "revoked")}
        moments = {name: moment(value) for name, value in bounds.items()}
        if any(bounds[name] is not None and moments[name] is None for name in bounds):
            return Unresolved("issuer-bad-document", self.address)
        return Method(
            id=method_id,
            type=_text(entry.get("type")),
            controller=_text(entry.get("controller")),
            public=entry.get("publicKeyJwk" if _text(entry.get("type")) in _JWK_TYPES else "publicKeyMultibase"),
            valid_from=moments["validFrom"],
            expires=moments["expires"],
            revoked=moments["revoked"],
        )


class Resolver:
    """Finds DID documents; each is asked for once. `work` is what one verification may cost, this and all else."""

    def __init__(self, fetch: Fetch, work: Work | None = None) -> None:
        self._fetch = fetch
        self.work = work or Work()
        self._known: dict[str, DidDocument | Unresolved] = {}
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is made one time for a verification, by a name of its own."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def resolve(self, did: str) -> DidDocument | Unresolved:
        """The document of the DID (without fragment)."""
        if did not in self._known:
            self._known[did] = self._resolve(did)
        return self._known[did]

    def _resolve(self, did: str) -> DidDocument | Unresolved:
        try:
            if did.startswith("did:key:"):
                return _document(did, did, did_key_document(did)) or Unresolved("issuer-did-unsupported", did)
            if did.startswith("did:jwk:"):
                return _document(did, did, did_jwk_document(did)) or Unresolved("issuer-did-unsupported", did)
            address = did if is_address(did) else web_address(did)
        except (CredentialError, JsonTrouble):
            return Unresolved("issuer-did-unsupported", did)
        read = self.read(address)
        if isinstance(read, Unresolved):
            return read
        return _document(did, address, read) or Unresolved("issuer-bad-document", address)

    def read(self, address: str) -> dict[str, Any] | Unresolved:
        """The JSON object at an address."""
        return self.once(f"document {address}", lambda: self._read(address))

    def _read(self, address: str) -> dict[str, Any] | Unresolved:
        try:
            return read_object(self._fetch(address).decode("utf-8-sig"))
        except FetchError as error:
            return Unresolved("issuer-unreachable", address, why(error))
        except (UnicodeDecodeError, JsonTrouble):
            return Unresolved("issuer-bad-document", address)


def is_address(did: str) -> bool:
    """Whether an issuer is named by the plain https address of its profile; one with a query is no such name."""
    return _PROFILE.fullmatch(did) is not None


def did_jwk_document(did: str) -> dict[str, Any]:
    """The document that a did:jwk stands for (did:jwk method specification); CredentialError, `JsonTrouble`."""
    raw = base64url(did.removeprefix("did:jwk:")) if len(did) <= _LONGEST_DID_JWK else None
    if raw is None:
        raise CredentialError(problem("bad-did", "not a did:jwk", got=repr(did[:200])))
    try:
        jwk = read_object(raw.decode())
    except UnicodeDecodeError:
        raise JsonTrouble("parse-bad-json") from None
    from_jwk(jwk)
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#0"]}


def web_address(did: str) -> str:
    """Where a did:web's document is; this machine's own servers speak http. Raises CredentialError."""
    return _LOCAL.sub("http://localhost", did_web_url(did))


def _document(did: str, address: str, read: Mapping[str, Any]) -> DidDocument | None:
    """What matters of a document that was read; None when it is not this DID's.

    A Profile may list its keys as `publicKey`, each with its `owner`: those are for signing badges.
    """
    if read.get("id") != did:
        return None
    assertion = _entries(read.get("assertionMethod"))
    if is_address(did):
        assertion = [*assertion, *(_owned(one) for one in _entries(read.get("publicKey")))]
    methods: dict[str, Mapping[str, Any]] = {}
    for entry in [*_entries(read.get("verificationMethod")), *assertion]:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            methods.setdefault(_absolute(did, entry["id"]), entry)
    listed = [entry.get("id") if isinstance(entry, dict) else entry for entry in assertion]
    return DidDocument(did, address, methods, frozenset(_absolute(did, one) for one in listed if isinstance(one, str)))


def _owned(entry: object) -> object:
    return {"controller": entry["owner"], **entry} if isinstance(entry, dict) and "owner" in entry else entry


def _absolute(did: str, method_id: str) -> str:
    return did + method_id if method_id.startswith("#") else method_id


def _entries(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
