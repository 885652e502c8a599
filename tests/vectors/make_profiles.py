"""Scenarios of issuers that are the https address of an Open Badges Profile with keys in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import token
from tests.vectors.scene import Codes, Scene, good, keyless, stopped
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


def profiles() -> Iterator[Scene]:
    """Issuers by address."""
    unsigned = {name: value for name, value in status_list().items() if name != "proof"} | {"issuer": ISSUER}
    listed = signed(unsigned, method=METHOD, created="2026-11-01T00:00:00Z")

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
            f"issuer-profile-{name}",
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
    text = token(badge(ISSUER), kid="https://badges.example.org/keys/1")
    yield Scene(
        "issuer-profile-token-no-key",
        "a token whose key is published elsewhere, and a profile without keys: unknown, not wrong",
        {"text": text},
        keyless("issuer-bad-document"),
        "unverified",
        (ISSUER,),
        {ISSUER: {"json": keyless_profile}},
        trusted=(ISSUER,),
    )
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
