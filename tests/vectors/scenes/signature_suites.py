"""Other proof suites, several proofs on one badge, and other kinds of keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import (
    ORG_P256,
    ed25519_jwk,
    jwk_method,
    p256,
    proven,
    text_of,
    twin,
)
from tests.vectors.scene import Scene, bad, good, keyless
from tests.vectors.scenes.issuer import of
from tests.vectors.signing import KeyWindow, to_base58
from tests.vectors.world import (
    OLD_KEY,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
    Json,
    credential,
    did_document,
    documents,
    put,
    signed,
    without,
)

P256_METHOD = f"{ORG}#p256"
RSA_METHOD = f"{ORG}#rsa"
JWK_METHOD = f"{ORG}#ed25519"
STRANGER_METHOD = f"{STRANGER}#{STRANGER_KEY.public}"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
VC1 = "https://www.w3.org/2018/credentials/v1"
FIRST, SECOND = "urn:uuid:6f0fb0a8-3b1c-4a0e-9d2f-8a1f6a6d7a11", "urn:uuid:6f0fb0a8-3b1c-4a0e-9d2f-8a1f6a6d7a12"
ALL_HOLD = (("proofs-all", {"count": 2, "held": 2}),)
SOME_HOLD = (("proofs-some", {"count": 2, "held": 1}),)


def scenes() -> Iterator[Scene]:
    """Suites, sets and chains, keys."""
    yield from _suites()
    yield from _sets()
    yield from _chains()
    yield from _keys()


def org(*more: Json, listed: bool = True) -> dict[str, Json]:
    """The world with further keys in the organisation's document."""
    document = did_document(ORG, KeyWindow(ORG_KEY.public), KeyWindow(OLD_KEY.public))
    document["verificationMethod"] += more
    document["assertionMethod"] += [method["id"] for method in more] if listed else []
    return documents(org=document)


def multikey(public: str, name: str = "p256") -> Json:
    """A Multikey method of the organisation."""
    return {"id": f"{ORG}#{name}", "type": "Multikey", "controller": ORG, "publicKeyMultibase": public}


def with_proof(document: Json, *entries: Json) -> Json:
    """The document with these proofs."""
    return {**document, "proof": list(entries)}


def broken(name: str, description: str, document: Json, code: str, **more: Any) -> Scene:
    """A scenario that ends at the signature."""
    return bad(f"signature/{name}", description, {"json": document}, f"signature-{code}", **more)


def _suites() -> Iterator[Scene]:
    badge = credential()
    contexts = badge["@context"]

    def jcs(document: Json, **more: Any) -> Json:
        return with_proof(document, proven(document, ORG_KEY, "eddsa-jcs-2022", ORG_METHOD, **more))

    held = jcs(badge, **{"@context": contexts})
    yield Scene("signature/jcs-2022", "a proof over the JSON itself", {"json": held})
    yield Scene("signature/jcs-2022-bare", "such a proof without contexts of its own", {"json": jcs(badge)})
    turned = dict(reversed(held.items()))
    yield Scene("signature/jcs-2022-order", "its members in another order", {"json": turned})
    changed = put(jcs(badge), "Sofía Andrada", "credentialSubject", "identifier", 1, "identityHash")
    yield broken("jcs-2022-changed", "another holder's name under such a proof", changed, "mismatch")
    fewer = {**badge, "@context": contexts[:2]}
    grown = {**jcs(without(fewer, "credentialSchema"), **{"@context": contexts[:2]}), "@context": contexts}
    yield Scene("signature/jcs-2022-grown", "a further context behind those that were signed", {"json": grown})
    other = put(jcs(badge, **{"@context": contexts}), contexts[:1] + contexts[2:], "proof", 0, "@context")
    yield broken("jcs-2022-contexts", "a proof for other contexts", other, "malformed", fetched=(ORG_URL,))

    badge = put(credential(), [*contexts, SUITE_2020], "@context")
    older = proven(badge, ORG_KEY, "Ed25519Signature2020", ORG_METHOD)
    key = put(did_document(), "Ed25519VerificationKey2020", "verificationMethod", 0, "type")
    yield Scene(
        "signature/2020",
        "a proof of the older kind with its own type",
        {"json": with_proof(badge, older)},
        documents=documents(org=key),
    )
    edited = put(with_proof(badge, older), "2026-09-13T00:00:00Z", "validFrom")
    yield broken("2020-changed", "an earlier date under a proof of the older kind", edited, "mismatch")
    unknown = with_proof(credential(), older)
    yield broken("2020-no-context", "a proof whose type no context defines", unknown, "malformed", fetched=(ORG_URL,))

    world = org(multikey(ORG_P256.multikey))
    badge = credential()
    ecdsa = proven(badge, ORG_P256, "ecdsa-rdfc-2019", P256_METHOD)
    yield Scene("signature/p256", "a proof by a P-256 key", {"json": with_proof(badge, ecdsa)}, documents=world)
    other_half = put(with_proof(badge, ecdsa), twin(ecdsa["proofValue"]), "proof", 0, "proofValue")
    yield Scene(
        "signature/p256-twin", "its twin (r, n - s), which holds as well", {"json": other_half}, documents=world
    )
    changed = put(with_proof(badge, ecdsa), "Data Mastery", "credentialSubject", "achievement", "name")
    yield broken("p256-changed", "another achievement under it", changed, "mismatch", documents=world)
    zeros = put(with_proof(badge, ecdsa), "z" + to_base58(bytes(64)), "proof", 0, "proofValue")
    yield broken("p256-zeros", "a P-256 signature of zeros", zeros, "mismatch", documents=world)
    wrong_suite = with_proof(badge, {**ecdsa, "cryptosuite": "eddsa-rdfc-2022"})
    yield broken("p256-as-ed25519", "a suite that the key is not for", wrong_suite, "key-malformed", documents=world)
    off = "z" + to_base58(b"\x80\x24\x02" + (1).to_bytes(32, "big"))
    yield broken(
        "p256-no-point",
        "a P-256 key that is no point of the curve",
        with_proof(badge, ecdsa),
        "key-malformed",
        documents=org(multikey(off)),
    )


def _sets() -> Iterator[Scene]:
    badge = credential()
    own = signed()["proof"][0]
    old = signed(by=OLD_KEY)["proof"][0]
    theirs = signed(by=STRANGER_KEY, method=STRANGER_METHOD)["proof"][0]
    stranger = did_document(STRANGER, KeyWindow(STRANGER_KEY.public))
    known = {**org(), STRANGER_URL: {"json": stranger}}
    both = (ORG_URL, STRANGER_URL)
    yield Scene(
        "signature/set",
        "two proofs by the issuer",
        {"json": with_proof(badge, own, old)},
        documents=org(),
        notes=ALL_HOLD,
    )
    wrong = {**old, "created": "2026-09-14T08:30:01Z"}
    yield broken(
        "set-one-wrong",
        "two proofs of which the second does not hold",
        with_proof(badge, own, wrong),
        "mismatch",
        documents=org(),
    )
    yield Scene(
        "signature/set-two-signers",
        "a stranger's proof before the issuer's",
        {"json": with_proof(badge, theirs, own)},
        documents=known,
        fetched=(*both, "https://badges.example.org/status/1.json"),
        notes=ALL_HOLD,
    )
    yield Scene(
        "signature/set-unreachable",
        "a second proof by somebody whose key cannot be read: it counts for nothing",
        {"json": with_proof(badge, own, theirs)},
        fetched=(*both, "https://badges.example.org/status/1.json"),
        notes=SOME_HOLD,
    )
    yield broken(
        "set-forged-own",
        "the issuer's proof does not hold: the other signer's document is not read",
        with_proof(badge, theirs, {**own, "created": "2026-09-14T08:30:01Z"}),
        "mismatch",
        documents=known,
        fetched=(ORG_URL,),
    )
    bare = {**theirs, "verificationMethod": STRANGER}
    yield Scene(
        "signature/set-no-fragment",
        "a second proof that names no key: it counts for nothing",
        {"json": with_proof(badge, own, bare)},
        notes=SOME_HOLD,
    )
    forged = {**theirs, "created": "2026-09-14T08:30:01Z"}
    yield broken(
        "set-forged-second",
        "a second proof that is not its signer's",
        with_proof(badge, own, forged),
        "mismatch",
        documents=known,
        fetched=both,
    )
    login = put(did_document(STRANGER, KeyWindow(STRANGER_KEY.public)), [], "assertionMethod")
    yield broken(
        "set-other-key",
        "a second proof by a key that may not sign badges",
        with_proof(badge, own, theirs),
        "other-key",
        documents={**org(), STRANGER_URL: {"json": login}},
        fetched=both,
    )
    withdrawn = did_document(ORG, KeyWindow(ORG_KEY.public), KeyWindow(OLD_KEY.public, revoked="2026-09-01T00:00:00Z"))
    yield broken(
        "set-withdrawn",
        "a second proof of the issuer by a key that was withdrawn before",
        with_proof(badge, own, old),
        "other-key",
        documents=documents(org=withdrawn),
        fetched=(ORG_URL,),
    )
    codes = keyless("issuer-unreachable")
    yield Scene(
        "signature/set-issuer-unreachable",
        "the issuer's key cannot be read: a stranger's document is not read either",
        {"json": with_proof(badge, theirs, own)},
        codes,
        "unverified",
        documents={STRANGER_URL: {"json": stranger}},
        fetched=(ORG_URL,),
        notes=(),
    )
    purpose = {**old, "proofPurpose": "authentication"}
    yield broken("set-purpose", "a second proof made for logging in", with_proof(badge, own, purpose), "purpose")
    yield Scene(
        "signature/set-eight",
        "eight proofs, as many as are checked",
        {"json": with_proof(badge, *[own] * 8)},
        notes=(("proofs-all", {"count": 8, "held": 8}),),
    )
    yield broken("set-many", "nine proofs", with_proof(badge, *[own] * 9), "too-complex", fetched=())
    crowd = with_proof(badge, own, *[{"type": "Proof"}] * 32)
    yield broken("set-crowd", "a proof, and many of no known kind", crowd, "too-complex", fetched=())


def _chains() -> Iterator[Scene]:
    badge = credential()
    first = proven(badge, ORG_KEY, "eddsa-rdfc-2022", ORG_METHOD, id=FIRST)
    method = f"{ORG}#{OLD_KEY.public}"
    later = proven(badge, OLD_KEY, "eddsa-rdfc-2022", method, (first,), previousProof=FIRST)
    yield Scene(
        "signature/chain-of-two",
        "a proof that builds on another",
        {"json": with_proof(badge, first, later)},
        documents=org(),
        notes=ALL_HOLD,
    )
    jcs = proven(badge, OLD_KEY, "eddsa-jcs-2022", method, (first,), previousProof=FIRST)
    yield Scene(
        "signature/chain-jcs",
        "the same with a proof over the JSON itself",
        {"json": with_proof(badge, jcs, first)},
        documents=org(),
    )
    second = proven(badge, OLD_KEY, "eddsa-rdfc-2022", method, id=SECOND)
    third = proven(badge, ORG_KEY, "eddsa-rdfc-2022", ORG_METHOD, (first, second), previousProof=[FIRST, SECOND])
    yield Scene(
        "signature/chain-of-three",
        "a proof that builds on two others",
        {"json": with_proof(badge, first, second, third)},
        documents=org(),
        notes=(("proofs-all", {"count": 3, "held": 3}),),
    )
    yield broken("chain-cut", "a proof that builds on one that is gone", with_proof(badge, later), "malformed")
    yield broken(
        "chain-twice", "two proofs of the name it builds on", with_proof(badge, first, first, later), "malformed"
    )
    other = proven(badge, ORG_KEY, "eddsa-rdfc-2022", ORG_METHOD, id=FIRST, created="2026-09-15T08:30:00Z")
    yield broken(
        "chain-other-first",
        "a proof that builds on another one than it did",
        with_proof(badge, other, later),
        "mismatch",
        documents=org(),
    )


def _keys() -> Iterator[Scene]:
    badge = credential()
    own = ed25519_jwk(ORG_KEY)
    by_jwk = signed(method=JWK_METHOD)
    for name, kind in (("jwk", "JsonWebKey"), ("jwk-2020", "JsonWebKey2020")):
        world = org(jwk_method("ed25519", own, kind=kind))
        yield Scene(f"issuer/{name}", f"a key as {kind}", {"json": by_jwk}, documents=world)
    ecdsa = with_proof(badge, proven(badge, ORG_P256, "ecdsa-rdfc-2019", P256_METHOD))
    world = org(jwk_method("p256", {**ORG_P256.jwk, "use": "sig", "alg": "ES256", "key_ops": ["verify"]}))
    yield Scene("issuer/jwk-p256", "a P-256 key as a JWK with its use", {"json": ecdsa}, documents=world)

    def unusable(name: str, description: str, jwk: Json, document: Json = by_jwk) -> Scene:
        method = jwk_method(document["proof"][0]["verificationMethod"].partition("#")[2], jwk)
        return broken(f"jwk-{name}", description, document, "key-malformed", documents=org(method))

    yield unusable("secret", "a published JWK with its secret", {**own, "d": text_of(bytes(32))})
    odd = put(did_document(), {}, "verificationMethod", 0, "type")
    yield broken("key-type-object", "a type that is an object", signed(), "key-malformed", documents=documents(org=odd))
    yield unusable("encryption", "a JWK for encryption", {**own, "use": "enc"})
    yield unusable("operations", "a JWK for other operations", {**own, "key_ops": ["deriveBits"]})
    yield unusable("algorithm", "a JWK for another algorithm", {**own, "alg": "ES256"})
    yield unusable("short", "a JWK of 31 bytes", {**own, "x": text_of(ORG_KEY.public_bytes[:31])})
    yield unusable("padded", "a JWK with padding", {**own, "x": own["x"] + "="})
    yield unusable("curve", "a JWK of another curve", {**own, "crv": "X25519"})
    yield unusable("no-point", "a JWK that is no point of P-256", {**ORG_P256.jwk, "y": ORG_P256.jwk["x"]}, ecdsa)

    stranger = text_of(b'{"crv":"Ed25519","kty":"OKP","x":"' + text_of(STRANGER_KEY.public_bytes).encode() + b'"}')
    as_jwk = f"did:jwk:{stranger}"
    none = good("status-none")
    yield Scene(
        "issuer/did-jwk",
        "a did:jwk: nothing is fetched",
        {"json": signed(of(as_jwk), STRANGER_KEY, method=f"{as_jwk}#0")},
        none,
        fetched=(),
        trusted=(as_jwk,),
    )
    for name, did in (("json", "did:jwk:" + text_of(b"[]")), ("text", "did:jwk:e30="), ("kind", "did:jwk:e30")):
        yield Scene(
            f"issuer/did-jwk-{name}",
            "a did:jwk that holds no key",
            {"json": signed(of(did), STRANGER_KEY, method=f"{did}#0")},
            keyless("issuer-did-unsupported"),
            "unverified",
            fetched=(),
            trusted=(did,),
        )
    key = p256("a stranger")
    as_key = f"did:key:{key.multikey}"
    document = of(as_key)
    yield Scene(
        "issuer/did-key-p256",
        "a did:key of a P-256 key",
        {"json": with_proof(document, proven(document, key, "ecdsa-rdfc-2019", f"{as_key}#{key.multikey}"))},
        none,
        fetched=(),
        trusted=(as_key,),
    )
