"""DID documents, the verification methods in them, and when a key may sign (Controlled Identifiers 1.0).

Resolving reads the DID's own document and nothing else. A did:key or did:jwk needs no reading. If the issuer is an
https address, its document is the Open Badges Profile there, which names its keys (`profiles`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from badgepress.errors import CredentialError, FetchError, problem
from badgepress.openbadges.keys.did import did_key_document, did_web_url
from badgepress.openbadges.keys.publickey import PublicKey, base64url, from_jwk, from_multikey
from badgepress.openbadges.limits import DID_JWK_CHARACTERS, ISSUER_KEYS
from badgepress.openbadges.moments import moment
from badgepress.openbadges.work import Work
from badgepress.values import Value
from badgepress.verify.fetch import Fetch, why
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.profiles import controlled
from badgepress.verify.profiles import is_address as is_address
from badgepress.verify.report import Text

_MULTIBASE_TYPES = frozenset({"Multikey", "Ed25519VerificationKey2020"})
_JWK_TYPES = frozenset({"JsonWebKey", "JsonWebKey2020"})
_LOCAL = re.compile(r"https://localhost(?=[:/])")

Made = TypeVar("Made")
WindowTrouble = Literal["issuer-key-revoked", "issuer-key-ended", "issuer-key-not-yet"]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """We could not get a key.

    The code is `issuer-unreachable`, `-did-unsupported`, `-bad-document` or `-key-not-named`.
    """

    code: str
    address: str
    cause: Text | None = None
    """Why we could not read the address."""

    @property
    def reason(self) -> Text:
        """Why there is no document."""
        return self.cause or Text("reason", "fetch-did" if self.code == "issuer-did-unsupported" else "fetch-other")


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: its key as written, and when it may sign (None is no bound)."""

    id: str
    type: str
    controller: str
    public: object
    valid_from: datetime | None
    expires: datetime | None
    revoked: datetime | None

    def key(self) -> PublicKey | None:
        """Its key; None if we cannot use it or it is not of the kind its type says."""
        try:
            if self.type in _MULTIBASE_TYPES and isinstance(self.public, str):
                key = from_multikey(self.public)
                return key if self.type == "Multikey" or key.kind == "Ed25519" else None
            return from_jwk(self.public) if self.type in _JWK_TYPES and isinstance(self.public, dict) else None
        except CredentialError:
            return None

    def window_trouble(self, signed: datetime) -> tuple[WindowTrouble, datetime] | None:
        """Why the key may not sign at that time, and the bound that forbids it; None if it may."""
        if self.revoked and signed >= self.revoked:
            return "issuer-key-revoked", self.revoked
        if self.expires and signed >= self.expires:
            return "issuer-key-ended", self.expires
        if self.valid_from and signed < self.valid_from:
            return "issuer-key-not-yet", self.valid_from
        return None


@dataclass(frozen=True, slots=True)
class DidDocument:
    """The parts of a DID document that we need. Method entries stay unparsed until one is used."""

    did: str
    address: str
    methods: Mapping[str, Mapping[str, Any]]
    listed: frozenset[str]
    named: frozenset[str] = frozenset()
    """Other addresses that the document names for its keys."""
    vouched: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Keys the caller knows to be the issuer's, if the issuer's document lists none."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The document as read."""

    def method(self, method_id: str) -> Method | Unresolved | None:
        """The method with this id; None if there is none, `Unresolved` if its dates are not valid."""
        entry = self.methods.get(method_id) or self.vouched.get(method_id)
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
    """Finds DID documents and reads each only once. `work` is the limit for the whole verification.

    `keys` maps issuers' addresses to keys the caller knows to be theirs: multikeys, or https addresses of keys. They
    count only if the issuer's own document lists none. `trusted` are issuers and status lists the caller trusts.
    """

    def __init__(
        self,
        fetch: Fetch,
        keys: Mapping[str, Collection[str]] | None = None,
        work: Work | None = None,
        trusted: Collection[str] = (),
    ) -> None:
        self.trusted = trusted
        self._fetch, self._keys = fetch, keys or {}
        self.work = work or Work()
        self._known: dict[str, DidDocument | Unresolved] = {}
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """The result of `make`, cached under `name` for this verification."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def resolve(self, did: str) -> DidDocument | Unresolved:
        """The document of a DID (without fragment)."""
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
        found = _document(did, address, read) if address != did else self._profile(did, read)
        return found or Unresolved("issuer-bad-document", address)

    def _profile(self, issuer: str, read: Mapping[str, Any]) -> DidDocument | None:
        """The keys in the profile of an issuer that is an address; None if the document there is not its profile."""
        profile = controlled(issuer, read)
        found = _document(issuer, issuer, profile[0]) if profile else None
        if profile is None or found is None:
            return None
        known = self.vouched(issuer) if not found.methods else None
        listed = found.listed | (known.listed if known else frozenset())
        vouched = known.methods if known else {}
        return replace(found, named=profile[1], listed=listed, vouched=vouched, raw=read)

    def keys_of(self, issuer: str) -> Collection[str]:
        """The keys, and addresses of keys, that the caller knows to be this issuer's."""
        return self._keys.get(issuer, ())

    def vouched(self, issuer: str) -> DidDocument | None:
        """The keys among those as a document; None if there are none."""
        multikeys = [one for one in self.keys_of(issuer) if ":" not in one][:ISSUER_KEYS]
        kind = {"type": "Multikey", "controller": issuer}
        methods = {f"{issuer}#{one}": {**kind, "publicKeyMultibase": one} for one in multikeys}
        return DidDocument(issuer, issuer, methods, frozenset(methods)) if methods else None

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


def did_jwk_document(did: str) -> dict[str, Any]:
    """The document of a did:jwk (did:jwk method specification). Raises CredentialError or `JsonTrouble`."""
    raw = base64url(did.removeprefix("did:jwk:")) if len(did) <= DID_JWK_CHARACTERS else None
    if raw is None:
        raise CredentialError(problem("bad-did", "not a did:jwk", got=Value(did)))
    try:
        jwk = read_object(raw.decode())
    except UnicodeDecodeError:
        raise JsonTrouble("parse-bad-json") from None
    from_jwk(jwk)
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#0"]}


def web_address(did: str) -> str:
    """The address of a did:web's document; http for localhost. Raises CredentialError."""
    return _LOCAL.sub("http://localhost", did_web_url(did))


def _document(did: str, address: str, read: Mapping[str, Any]) -> DidDocument | None:
    """The parts of a document that we need; None if it is not this DID's."""
    if read.get("id") != did:
        return None
    assertion = _entries(read.get("assertionMethod"))
    methods: dict[str, Mapping[str, Any]] = {}
    for entry in [*_entries(read.get("verificationMethod")), *assertion]:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            methods.setdefault(_absolute(did, entry["id"]), entry)
    listed = [entry.get("id") if isinstance(entry, dict) else entry for entry in assertion]
    names = frozenset(_absolute(did, one) for one in listed if isinstance(one, str))
    return DidDocument(did, address, methods, names, raw=read)


def _absolute(did: str, method_id: str) -> str:
    return did + method_id if method_id.startswith("#") else method_id


def _entries(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
