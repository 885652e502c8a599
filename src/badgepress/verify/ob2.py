"""Checks where an Open Badges 2.0 badge comes from: the issuer hosts the original, or has signed the badge.

A hosted badge is genuine if its issuer publishes it, now, at the address that is its id. So we read that address, and
the copy we were given must not claim anything else. A signed badge is a token. We read the key it names first, and
nothing else it names until the signature holds. In both cases the BadgeClass names the issuer, and the issuer's own
profile names its addresses, its keys and its revocations. Everything is read over https. A key the profile does not
name does not count, even if it is on the same site.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from badgepress.errors import CredentialError, FetchError
from badgepress.openbadges import jwt
from badgepress.openbadges.jwt import Token
from badgepress.openbadges.keys.publickey import PublicKey, from_pem
from badgepress.openbadges.limits import OB2_KEYS
from badgepress.verify import ob2form as form
from badgepress.verify.facts import entries, id_of, text_at
from badgepress.verify.fetch import Fetch, Gone, why
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.ob2keys import belongs
from badgepress.verify.profiles import is_profile
from badgepress.verify.report import Finding, Text


@dataclass(frozen=True, slots=True)
class Origin:
    """The result: three findings (None if we did not get there), and the documents we found."""

    assertion: Mapping[str, Any]
    signature: Finding
    issuer: Finding | None = None
    status: Finding | None = None
    badge: object = None
    profile: object = None


@dataclass(frozen=True, slots=True)
class Unread:
    """An address we could not use: we did not reach it, or it has the wrong content."""

    address: str
    reached: bool
    left: dict[str, Any] | None = None
    """What the issuer still publishes there about a revoked badge."""
    cause: Text | None = None
    """Why we did not reach it."""

    @property
    def values(self) -> dict[str, object]:
        """Values for a sentence: the address, and why we could not use it."""
        return {"address": self.address, "reason": self.cause or Text("reason", "fetch-other")}


class Reader:
    """Reads the linked documents of Open Badges 2.0 over https, each once.

    `keys` are keys the caller knows to be an issuer's (`dids.Resolver`).
    """

    def __init__(self, fetch: Fetch, keys: Mapping[str, Collection[str]] | None = None) -> None:
        self._fetch, self._keys = fetch, keys or {}
        self._known: dict[str, dict[str, Any] | Unread] = {}

    def read(self, address: str) -> dict[str, Any] | Unread:
        """The object at the address, whatever its id."""
        if not form.host_of(address):
            return Unread(address, True)
        if address not in self._known:
            self._known[address] = self._read(address)
        return self._known[address]

    def _read(self, address: str) -> dict[str, Any] | Unread:
        try:
            return read_object(self._fetch(address).decode("utf-8-sig"))
        except FetchError as error:
            return Unread(address, False, _left(error), why(error))
        except (UnicodeDecodeError, JsonTrouble):
            return Unread(address, True)

    def named(self, address: str) -> dict[str, Any] | Unread:
        """The object at the address, if its id is that address."""
        found = self.read(address)
        return found if isinstance(found, Unread) or id_of(found) == address else Unread(address, True)

    def pointed(self, pointer: Mapping[str, Any]) -> dict[str, Any]:
        """The badge at the address in a pointer; the pointer itself if there is none."""
        found = self.read(id_of(pointer))
        # Badges of version 1 have no id.
        if isinstance(found, dict) and (id_of(found) == id_of(pointer) or form.generation(found) == 1):
            return found
        return dict(pointer)

    def badge_class(self, value: object) -> dict[str, Any] | Unread:
        """The BadgeClass in the assertion, or at the address given there."""
        return value if isinstance(value, dict) and "issuer" in value else self.named(id_of(value))

    def profile(self, badge: Mapping[str, Any]) -> dict[str, Any] | Unread:
        """The issuer's own profile, from its own address. What others say about the issuer does not count."""
        if "issuer" not in badge:
            return Unread(id_of(badge), True)
        address = id_of(badge["issuer"])
        found = self.named(address)
        return found if isinstance(found, Unread) or is_profile(found) else Unread(address, True)

    def keys_of(self, profile: Mapping[str, Any]) -> Collection[str]:
        """The keys, and addresses of keys, that the caller knows to be this issuer's."""
        return self._keys.get(id_of(profile), ())


def _left(error: FetchError) -> dict[str, Any] | None:
    """The body of a 410 answer if it says that the badge is revoked. Nothing else from there counts."""
    if not isinstance(error, Gone):
        return None
    try:
        left = read_object(error.body.decode("utf-8-sig"))
    except (UnicodeDecodeError, JsonTrouble):
        return None
    return left if left.get("revoked") is True else None


def hosted(copy: Mapping[str, Any], reader: Reader) -> Origin:
    """The origin of a badge without a signature."""
    address = id_of(copy)
    if form.is_signed(copy):
        return Origin(copy, Finding("failed", "signature-missing"))
    if other := form.other_verification(copy):
        return Origin(copy, Finding("unknown", "signature-unsupported", {"suite": other}))
    if not form.host_of(address):
        return Origin(copy, Finding("failed", "signature-hosted-address", {"address": address}))
    original = reader.read(address)
    if isinstance(original, Unread) and original.left:
        original = original.left
    if isinstance(original, Unread):
        unknown = Finding("unknown", "signature-hosted-unreachable", original.values)
        return Origin(copy, unknown, Finding("unknown", "issuer-profile-unreachable", original.values))
    differs = form.differing(copy, original)
    if differs:
        values = {"address": address, "field": differs}
        return Origin(copy, Finding("failed", "signature-hosted-other", values))
    revoked = form.is_revoked(original)
    assertion = _remembered(copy, original) if revoked else original
    signature = Finding("passed", "signature-hosted", {"address": address})
    badge = reader.badge_class(assertion.get("badge"))
    profile = badge if isinstance(badge, Unread) else reader.profile(badge)
    if isinstance(badge, Unread) or isinstance(profile, Unread):
        return _profileless(assertion, signature, badge, profile)
    scope = form.scope_of(address, profile)
    if scope == "outside":
        issuer = Finding("failed", "issuer-scope", {"address": address})
        return Origin(assertion, signature, issuer, None, badge, profile)
    if scope == "unsaid":
        issuer = Finding("unknown", "issuer-scope-unsaid", {"address": address})
        return Origin(assertion, signature, issuer, None, badge, profile)
    reason = text_at(original, "revocationReason")
    status = Finding("failed", "status-revoked", {"because": reason}) if revoked else Finding("passed", "status-ok")
    return Origin(assertion, signature, Finding("passed", "issuer-hosted"), status, badge, profile)


def _remembered(copy: Mapping[str, Any], original: Mapping[str, Any]) -> dict[str, Any]:
    """A revoked badge.

    Fills up what the issuer still publishes with just enough of our copy to tell which badge it was.
    """
    from_copy = {"badge": id_of(copy.get("badge")), **{name: copy.get(name) for name in ("recipient", "issuedOn")}}
    return {**from_copy, **original}


def signed(assertion: Mapping[str, Any], token: Token, reader: Reader) -> Origin:
    """The origin of a badge in a token."""
    creator = text_at(assertion, "verification", "creator")
    keys = [_key(creator, reader)] if creator else _issuers_keys(assertion, reader)
    unread = next((key for key in keys if isinstance(key, Unread)), None)
    if unread:
        signature = Finding("unknown", "signature-key-unreachable", unread.values)
        code = "issuer-bad-document" if unread.reached else "issuer-unreachable"
        return Origin(assertion, signature, Finding("unknown", code, unread.values))
    signature, key = _held(token, [key for key in keys if isinstance(key, dict)])
    if key is None:
        return Origin(assertion, signature)
    badge = reader.badge_class(assertion.get("badge"))
    profile = badge if isinstance(badge, Unread) else reader.profile(badge)
    if isinstance(badge, Unread) or isinstance(profile, Unread):
        return _profileless(assertion, signature, badge, profile)
    issuer = belongs(key, profile, reader.keys_of(profile))
    status = _revocation(assertion, profile, reader) if issuer.outcome == "passed" else None
    return Origin(assertion, signature, issuer, status, badge, profile)


def _held(token: Token, keys: list[dict[str, Any]]) -> tuple[Finding, dict[str, Any] | None]:
    """The finding for the signature, and the key that made it."""
    usable: list[tuple[PublicKey, dict[str, Any]]] = []
    for key in keys:
        try:
            usable.append((from_pem(text_at(key, "publicKeyPem")), key))
        except CredentialError:
            continue
    try:
        jwt.supported(token)
        signer = next((written for key, written in usable if jwt.holds(token, key)), None)
    except CredentialError as error:
        return Finding("unknown", "signature-unsupported", {"suite": error.problems[0].got}), None
    if signer:
        return Finding("passed", "signature-ok"), signer
    if not keys:
        return Finding("failed", "signature-key-missing"), None
    if not usable:
        return Finding("failed", "signature-key-malformed", {"address": id_of(keys[0])}), None
    return Finding("failed", "signature-mismatch"), None


def _key(key_id: str, reader: Reader) -> dict[str, Any] | Unread:
    """The CryptographicKey with this id: at its address, or among the keys of the profile there."""
    address = key_id.partition("#")[0]
    found = reader.read(address)
    if isinstance(found, Unread) or id_of(found) == key_id:
        return found
    matches = (one for one in entries(found.get("publicKey")) if isinstance(one, dict) and id_of(one) == key_id)
    return next(matches, Unread(address, True))


def _issuers_keys(assertion: Mapping[str, Any], reader: Reader) -> list[dict[str, Any] | Unread]:
    """The issuer's keys, for a badge that does not name the key that signed it."""
    badge = reader.badge_class(assertion.get("badge"))
    profile = badge if isinstance(badge, Unread) else reader.profile(badge)
    if isinstance(profile, Unread):
        return [profile]
    listed = entries(profile.get("publicKey")) or [one for one in reader.keys_of(profile) if ":" in one]
    listed = listed[:OB2_KEYS]
    return [one if isinstance(one, dict) and "publicKeyPem" in one else _key(id_of(one), reader) for one in listed]


def _revocation(assertion: Mapping[str, Any], profile: Mapping[str, Any], reader: Reader) -> Finding:
    """Checks the issuer's RevocationList. It has no signature, so we rely on https."""
    address = id_of(profile.get("revocationList"))
    if not address:
        return Finding("skipped", "status-none")
    listed = reader.read(address)
    if isinstance(listed, Unread):
        if not listed.reached:
            return Finding("unknown", "status-unreachable", listed.values)
        return _no_list("list-type", address)
    if listed.get("id", address) != address:
        return _no_list("list-address", address)
    if "issuer" in listed and id_of(listed["issuer"]) != id_of(profile):
        return _no_list("list-issuer", address)
    if "revokedAssertions" not in listed:
        return _no_list("list-type", address)
    mine = {id_of(assertion), text_at(assertion, "uid")} - {""}
    for one in entries(listed["revokedAssertions"]):
        if {id_of(one), text_at(one, "uid")} & mine:
            return Finding("failed", "status-revoked", {"because": text_at(one, "revocationReason")})
    return Finding("passed", "status-ok")


def _no_list(reason: str, address: str) -> Finding:
    return Finding("unknown", "status-list-invalid", {"address": address, "reason": Text("reason", reason)})


def _profileless(assertion: Mapping[str, Any], signature: Finding, badge: object, profile: object) -> Origin:
    """The origin if we cannot get the BadgeClass or the issuer's profile."""
    unread = next(one for one in (badge, profile) if isinstance(one, Unread))
    code = "issuer-profile-other" if unread.reached else "issuer-profile-unreachable"
    known = None if isinstance(badge, Unread) else badge
    return Origin(assertion, signature, Finding("unknown", code, unread.values), None, known)
