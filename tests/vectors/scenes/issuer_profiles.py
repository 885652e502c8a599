"""Issuers whose id is the address of an Open Badges Profile with keys in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import ed25519_jwk, token
from tests.vectors.scene import Codes, Scene, good, keyless, stopped
from tests.vectors.signing import Signer
from tests.vectors.world import LIST, ORG_KEY, STRANGER_KEY, Json, credential, put, signed, status_list

ISSUER = "https://badges.example.org/issuers/data-skills/profile.json"
METHOD = f"{ISSUER}#key-1"


def profile(**more: Any) -> Json:
    """The issuer's own profile; `more` replaces members, None leaves one out."""
    key = {"id": METHOD, "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": ORG_KEY.public}
    made = {
        "id": ISSUER,
        "type": "Profile",
        "name": "Example Data Skills",
        "verificationMethod": [key],
        "assertionMethod": [METHOD],
    } | more
    return {name: value for name, value in made.items() if value is not None}


def badge(issuer: str = ISSUER) -> Json:
    """The badge in this issuer's name."""
    return put(credential(), issuer, "issuer", "id")


def world() -> dict[str, Json]:
    """What the world answers when all is well: the profile, and the status list in its name."""
    unsigned = {name: value for name, value in status_list().items() if name != "proof"} | {"issuer": ISSUER}
    listed = signed(unsigned, method=METHOD, created="2026-11-01T00:00:00Z")
    return {LIST: {"json": listed}, ISSUER: {"json": profile()}}


def scenes() -> Iterator[Scene]:
    """Issuers by address."""
    listed = world()[LIST]["json"]

    def given(
        name: str,
        description: str,
        answer: Json | None,
        codes: Codes,
        verdict: str,
        fetched: tuple[str, ...] = (ISSUER,),
        document: Json | None = None,
    ) -> Scene:
        world = {LIST: {"json": listed}} | ({ISSUER: {"json": answer}} if answer else {})
        return Scene(
            f"issuer/profile-{name}",
            description,
            {"json": document or signed(badge(), method=METHOD)},
            codes,
            verdict,
            fetched,
            world,
            trusted=(ISSUER,),
        )

    both = (ISSUER, LIST)
    yield given("ok", "an issuer that is an address, with its key there", profile(), good(), "valid", both)
    old = {"id": METHOD, "type": "Multikey", "owner": ISSUER, "publicKeyMultibase": ORG_KEY.public}
    named = profile(verificationMethod=None, assertionMethod=None, publicKey=old)
    yield given("public-key", "a profile that calls its key publicKey", named, good(), "valid", both)
    unlisted = profile(assertionMethod=None)
    yield given("unlisted", "a key that may not sign", unlisted, stopped("issuer-key-not-listed"), "invalid")
    other = put(profile(), STRANGER_KEY.public, "verificationMethod", 0, "publicKeyMultibase")
    yield given("other-key", "a profile with another key", other, stopped("signature-mismatch"), "invalid")
    keyless_profile = profile(verificationMethod=None, assertionMethod=None)
    missing = stopped("signature-key-missing")
    yield given("no-key", "a profile without keys", keyless_profile, missing, "invalid")
    yield from _keys_elsewhere(keyless_profile, listed)
    yield given("unreachable", "nobody answers", None, keyless("issuer-unreachable"), "unverified")
    strange = profile(id="https://badges.example.org/issuers/other/profile.json")
    yield given("other", "another issuer's profile", strange, keyless("issuer-bad-document"), "unverified")
    elsewhere = signed(badge("https://badges.example.org/issuers/other/profile.json"), method=METHOD)
    unsupported = keyless("issuer-did-unsupported")
    yield given(
        "foreign", "a key at another address than the issuer's", profile(), unsupported, "unverified", (), elsewhere
    )
    query = signed(badge(f"{ISSUER}?x=1"), method=f"{ISSUER}?x=1#key-1")
    yield given("query", "an address with a query", profile(), unsupported, "unverified", (), query)


def _keys_elsewhere(profile_: Json, listed: Json) -> Iterator[Scene]:
    """Tokens that point to a key at an address of its own, by an issuer whose profile has none but names that one."""
    key = "https://badges.example.org/keys/1"
    profile_ = profile_ | {"publicKey": key}
    mine, other = ed25519_jwk(ORG_KEY), ed25519_jwk(STRANGER_KEY)
    badge_ = badge() | {"credentialStatus": None}

    def pointed(
        name: str,
        description: str,
        answer: Json | None,
        codes: Codes,
        verdict: str,
        kid: str = key,
        by: Signer = ORG_KEY,
        fetched: tuple[str, ...] = (ISSUER, key),
        about: Json = profile_,
    ) -> Scene:
        world: dict[str, Json] = {ISSUER: {"json": about}, LIST: {"json": listed}}
        return Scene(
            f"issuer/kid-{name}",
            description,
            {"text": token(badge_, by, kid=kid)},
            codes,
            verdict,
            fetched,
            world | ({kid.partition("#")[0]: answer} if answer else {}),
            trusted=(ISSUER,),
        )

    fine = good("status-none")
    yield pointed("jwk", "a key at an address of the issuer's", {"json": mine}, fine, "valid")
    yield pointed("fragment", "the same with a fragment", {"json": mine}, fine, "valid", f"{key}#1")
    both = {"json": {"keys": [other | {"kid": "2"}, mine | {"kid": "1"}]}}
    yield pointed("set", "a set of keys, none of which is named", both, fine, "valid")
    yield pointed("set-fragment", "a set in which the fragment names the key", both, fine, "valid", f"{key}#1")
    whole = {"json": {"keys": [other | {"kid": "2"}, mine | {"kid": key}]}}
    yield pointed("set-whole", "a set in which the whole address names the key", whole, fine, "valid")
    mismatch, missing = stopped("signature-mismatch"), stopped("signature-key-missing")
    yield pointed("set-other", "the fragment names another key", both, mismatch, "invalid", f"{key}#2")
    yield pointed("set-unnamed", "the fragment names none", both, missing, "invalid", f"{key}#3")
    sealed = {"json": {"keys": [mine | {"kid": "1", "use": "enc"}]}}
    unusable = stopped("signature-key-malformed")
    yield pointed("set-encryption", "a key that is not for signatures", sealed, unusable, "invalid", f"{key}#1")
    yield pointed("forged", "a stranger's token pointing there", {"json": mine}, mismatch, "invalid", by=STRANGER_KEY)
    nobody, nothing = keyless("issuer-unreachable", "status-not-checked"), keyless("issuer-bad-document")
    yield pointed("unreachable", "nobody answers there", None, nobody, "unverified")
    yield pointed("no-key", "what is there is no key", {"json": {"name": "key"}}, nothing, "unverified")
    yield pointed("unnamed", "nothing names a key", None, nothing, "unverified", "", fetched=(ISSUER,))
    yield pointed("empty-set", "a set of no keys", {"json": {"keys": []}}, nothing, "unverified")
    away = "https://stranger.example.net/keys/1"
    yield pointed(
        "other-origin", "a key at somebody else's address", {"json": other}, nothing, "unverified", away, STRANGER_KEY,
        (ISSUER,),
    )  # fmt: skip
    port = "https://badges.example.org:8443/keys/1"
    yield pointed("other-port", "a key on another port", {"json": mine}, nothing, "unverified", port, fetched=(ISSUER,))
    yield pointed(
        "profile-other",
        "a profile that has keys, and not this one: what else is there is not looked at",
        {"json": mine},
        missing,
        "invalid",
        fetched=(ISSUER,),
        about=profile(),
    )
