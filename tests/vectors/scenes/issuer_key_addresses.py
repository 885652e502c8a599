"""Keys on an issuer's site, by who says that they are the issuer's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import claims, ed25519_jwk, jwk_method, token
from tests.vectors.scene import Codes, Scene, bad, good, keyless, stopped, unnamed
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    BASE,
    LIST,
    OLD_KEY,
    ORG,
    ORG_KEY,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    did_document,
    key,
    put,
    signed,
    unsigned_list,
)

SHARED = "https://shared.example/"
ALICE, BOB = f"{SHARED}alice/", f"{SHARED}bob/"
ALICE_KEY = key("alice, who shares a host")
PLACE = f"{ALICE}keys/1"
_JWK = ed25519_jwk(ALICE_KEY)


def scenes() -> Iterator[Scene]:
    """Keys that are named, that are not, and that whoever asks knows."""
    yield from _unnamed()
    yield from _in_profile()
    yield from _known()
    yield from _dids()


def profile(issuer: str = ALICE, **more: Any) -> Json:
    """An issuer's profile without a key; `more` adds and replaces members, None leaves one out."""
    made = {"id": issuer, "type": "Profile", "name": "Alice", **more}
    return {name: value for name, value in made.items() if value is not None}


def world() -> dict[str, Json]:
    """Alice's key and her profile, which does not name it."""
    return {PLACE: {"json": _JWK}, ALICE: {"json": profile()}}


def badge(issuer: str = ALICE) -> Json:
    """The badge in this issuer's name, which cannot be revoked."""
    return put(credential() | {"credentialStatus": None}, issuer, "issuer", "id")


def _scene(
    name: str,
    description: str,
    answer: Json,
    codes: Codes,
    verdict: str,
    *,
    kid: str | None = PLACE,
    fetched: tuple[str, ...] | None = None,
    more: dict[str, Json] | None = None,
    **options: Any,
) -> Scene:
    """A token of Alice's key; `answer` is what lies at Alice's address, and her key lies where `kid` says."""
    issuer: str = options.pop("issuer", ALICE)
    place = (kid or "").partition("#")[0]
    world: dict[str, Json] = ({place: {"json": _JWK}} if place.startswith("https") else {}) | {issuer: answer}
    asked = (issuer,) if verdict != "valid" else (issuer, place)
    return Scene(
        f"issuer/{name}",
        description,
        {"text": token(badge(issuer), ALICE_KEY, kid=kid)},
        codes,
        verdict,
        asked if fetched is None else fetched,
        world | (more or {}),
        trusted=(issuer,),
        **options,
    )


def _unnamed() -> Iterator[Scene]:
    def given(name: str, description: str, answer: Json, kid: str = PLACE, **more: Any) -> Scene:
        codes = more.pop("codes", unnamed())
        return _scene(f"kid-not-named-{name}", description, answer, codes, "unverified", kid=kid, **more)

    yield given("no-key", "a profile that names no key at all", {"json": profile()})
    univ = "https://www.univ.example/"
    other = {"json": {"id": "https://other.example/"}}
    upload = f"{univ}uploads/u4711/photo.json"
    yield given("upload", "an upload on the site of an issuer with another's document", other, upload, issuer=univ)
    page = {"text": "<!doctype html><title>The University</title>"}
    yield given("page", "an issuer that is a web page", page, upload, issuer=univ)
    bare = {"json": _JWK | {"id": ALICE, "publicKey": PLACE, "type": "JsonWebKey"}}
    yield given("bare-key", "a bare key in the profile's place", bare)
    thing = {"json": profile(type="Achievement", publicKey=PLACE)}
    yield given("type", "a document of another type, though it names the key", thing)
    untyped = {"json": profile(type=None, jwks_uri=PLACE)}
    yield given("untyped", "a document of no type and without a member that makes it one of keys", untyped)
    mine = {"json": profile(publicKey=PLACE)}
    yield given("sibling", "another tenant's key on a host that is shared by path", mine, f"{BOB}keys/1")
    yield given("below", "a key in a folder below the one that is named", mine, f"{PLACE}/2")
    part = {"json": profile(publicKey=f"{PLACE}#1")}
    yield given("fragment", "another fragment than the one that is named", part, f"{PLACE}#2")
    yield given("no-fragment", "the whole set, where one key of it is named", part)
    dots = {"codes": keyless("issuer-bad-document")}
    yield given("dots", "an address that leaves its folder again", mine, f"{ALICE}../bob/keys/1", **dots)
    yield given("query", "an address with a query", mine, f"{PLACE}?x=1", **dots)
    leaving = f"{ALICE}%2E%2e/bob/"
    strange = {"json": profile(leaving, publicKey=f"{BOB}keys/1")}
    yield given(
        "issuer-dots",
        "an issuer's address that leaves its folder again is nobody's",
        strange,
        f"{BOB}keys/1",
        issuer=leaving,
        codes=keyless("issuer-did-unsupported"),
        fetched=(),
    )
    yield _status_list()


def _status_list() -> Scene:
    """A status list as a token, by a key that nobody names."""
    listed = unsigned_list() | {"issuer": ALICE}
    method = f"{ALICE}#key"
    own = {"id": method, "type": "Multikey", "controller": ALICE, "publicKeyMultibase": ALICE_KEY.public}
    held = put(credential(), ALICE, "issuer", "id")
    world: dict[str, Json] = {
        ALICE: {"json": profile(assertionMethod=own)},
        LIST: {"text": token(listed, STRANGER_KEY, kid=f"{ALICE}upload.json")},
        f"{ALICE}upload.json": {"json": ed25519_jwk(STRANGER_KEY)},
    }
    return Scene(
        "status/token-not-named",
        "a status list signed with a key that lies on the issuer's site, and that its profile does not name",
        {"json": signed(held, ALICE_KEY, method=method)},
        good("status-list-invalid"),
        "unverified",
        (ALICE, LIST),
        world,
        trusted=(ALICE,),
    )


def _in_profile() -> Iterator[Scene]:
    fine = good("status-none")

    def given(name: str, description: str, document: Json, **more: Any) -> Scene:
        codes, verdict = more.pop("codes", fine), more.pop("verdict", "valid")
        return _scene(f"kid-named-{name}", description, {"json": document}, codes, verdict, **more)

    yield given("assertion-method", "the address among those that may sign", profile(assertionMethod=[PLACE]))
    reference = {"id": PLACE, "type": "CryptographicKey"}
    yield given("object", "an object that is no more than the address", profile(publicKey=[reference]))
    keys = {PLACE: {"json": {"keys": [_JWK | {"kid": "1"}]}}}
    yield given("jwks-uri", "the address of a set", profile(jwks_uri=PLACE), kid=f"{PLACE}#1", more=keys)
    away = "https://keys.example.net/alice"
    yield given(
        "elsewhere", "an address on another host, where the profile names it", profile(publicKey=away), kid=away
    )
    controlled = profile(type=None, name=None, assertionMethod=PLACE)
    yield given("controlled", "a controlled identifier document, which has no type", controlled)
    yield given("issuer", "a profile of Open Badges 2.0", profile(type=["Issuer"], publicKey=PLACE))
    beside = jwk_method("other", ed25519_jwk(OLD_KEY), who=ALICE)
    yield given("beside", "beside a key of the profile's own", profile(publicKey=[beside, PLACE]))
    within = profile(jwks={"keys": [ed25519_jwk(OLD_KEY), _JWK | {"kid": "1"}]})
    for name, kid in (("fragment", f"{ALICE}#1"), ("bare", "1"), ("none", None)):
        yield given(f"jwks-{name}", f"a set in the profile, kid {kid}", within, kid=kid, fetched=(ALICE,))
    moved = {PLACE: {"error": "elsewhere"}}
    gone = keyless("issuer-unreachable")
    yield given(
        "redirect",
        "an address that is named, and leads to another site",
        profile(publicKey=PLACE),
        codes=gone,
        verdict="unverified",
        fetched=(ALICE, PLACE),
        more=moved,
    )
    foreign = profile(assertionMethod={**jwk_method("x", _JWK, who=ALICE), "controller": BOB})
    yield given(
        "controller",
        "a key in the profile that somebody else controls",
        foreign,
        kid=f"{ALICE}#x",
        codes=stopped("issuer-mismatch"),
        verdict="invalid",
        fetched=(ALICE,),
    )


def _known() -> Iterator[Scene]:
    """Keys that trusted.yml names."""
    fine, page = good("status-none"), {"text": "<!doctype html><title>Alice</title>"}

    def given(name: str, description: str, answer: Json, *keys: str, **more: Any) -> Scene:
        codes, verdict = more.pop("codes", fine), more.pop("verdict", "valid")
        known = {more.pop("who", ALICE): list(keys)}
        return _scene(f"key-known-{name}", description, answer, codes, verdict, keys=known, **more)

    mine = ALICE_KEY.public
    silent = {"json": profile()}
    once = {"fetched": (ALICE,)}
    yield given("multikey", "a key that is known here, and a profile that names none", silent, mine, **once)
    yield given("page", "the same, and a web page in the profile's place", page, mine, **once)
    yield given("no-kid", "the same, and the token names no key", silent, mine, kid=None, **once)
    yield given("address", "an address that is known here", silent, PLACE)
    yield given("address-page", "the same, and a web page", page, PLACE)
    yield given("fragment", "an address with its fragment", silent, f"{PLACE}#1", kid=f"{PLACE}#1")
    no: dict[str, Any] = {"codes": unnamed(), "verdict": "unverified"}
    yield given("other-fragment", "another fragment", silent, f"{PLACE}#1", kid=f"{PLACE}#2", **no)
    yield given("other-key", "another key is known", silent, OLD_KEY.public, **no)
    yield given("other-issuer", "the key is known as somebody else's", silent, mine, PLACE, who=BOB, **no)
    other = {"json": profile(assertionMethod=jwk_method("x", ed25519_jwk(OLD_KEY), who=ALICE))}
    yield given(
        "beside",
        "a profile that lists its keys has the last word",
        other,
        mine,
        PLACE,
        codes=stopped("signature-key-missing"),
        verdict="invalid",
    )
    gone = keyless("issuer-unreachable")
    yield given("gone", "the profile cannot be read", {"status": 404}, mine, codes=gone, verdict="unverified")
    method = f"{ALICE}#{mine}"
    yield Scene(
        "issuer/key-known-proof",
        "a proof by a key that is known here",
        {"json": signed({n: v for n, v in badge().items() if v is not None}, ALICE_KEY, method=method)},
        fine,
        "valid",
        (ALICE,),
        {ALICE: silent},
        trusted=(ALICE,),
        keys={ALICE: [mine]},
    )


def _dids() -> Iterator[Scene]:
    """A did:web's document is its own: addresses on its host are nobody's."""
    place = f"{BASE}keys/1"
    world = {ORG_URL: {"json": did_document()}, place: {"json": ed25519_jwk(STRANGER_KEY)}}
    pointed = {"text": token(claims(), STRANGER_KEY, kid=place)}
    missing = "signature-key-missing"
    yield bad("issuer/did-web-kid", "a kid on the host of a did:web", pointed, missing, documents=world)
    empty = {**world, ORG_URL: {"json": {"id": ORG, "type": "Profile", "publicKey": place, "jwks_uri": place}}}
    yield Scene(
        "issuer/did-web-kid-profile",
        "the same, and members of a profile in the DID document",
        pointed,
        keyless("issuer-bad-document"),
        "unverified",
        documents=empty,
    )
    alien = jwk_method("x", ed25519_jwk(STRANGER_KEY)) | {"controller": "did:web:stranger.example.net"}
    document = did_document(ORG, KeyWindow(ORG_KEY.public))
    both = document | {
        "verificationMethod": [*document["verificationMethod"], alien],
        "assertionMethod": [*document["assertionMethod"], alien["id"]],
    }
    yield bad(
        "issuer/token-controller",
        "a key in the DID document that somebody else controls",
        {"text": token(claims(), STRANGER_KEY, kid=None)},
        "issuer-mismatch",
        documents={ORG_URL: {"json": both}},
        fetched=(ORG_URL,),
    )
