"""Open Badges 2.0 badges in signed tokens, and their revocation."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives import serialization

from tests.vectors.foreign import Pair, p256, rsa_key
from tests.vectors.old_world import (
    ASSERTION,
    CLASS,
    CONTEXT,
    EVIL,
    HOST,
    HOSTED,
    ISSUER,
    KEY,
    LIST,
    SIGNED,
    SIGNER,
    SPKI,
    UNSURE,
    assertion,
    codes,
    documents,
    profile,
    scene,
    stopped,
)
from tests.vectors.pieces import base64_of, itxt, png
from tests.vectors.scene import Codes, Scene
from tests.vectors.signing import Signer
from tests.vectors.world import EMAIL, STRANGER_KEY, Json


def scenes() -> Iterator[Scene]:
    """Badges in signed tokens."""
    yield from _signed()
    yield from _other_keys()
    yield from _revocation()


def pem(secret: Signer = SIGNER) -> str:
    """The public key as OpenSSL writes it."""
    body = base64.b64encode(SPKI + secret.public_bytes).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def pem_of(pair: Pair) -> str:
    """The public key of another kind as OpenSSL writes it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return pair.secret.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def token(payload: Json, by: Signer | Pair = SIGNER, **header: Any) -> str:
    """A compact JWS."""
    parts = [
        json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode()
        for one in ({"alg": "EdDSA"} | header, payload)
    ]
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    return signed + "." + base64.urlsafe_b64encode(by.sign(signed.encode())).rstrip(b"=").decode()


def cryptographic_key(**more: Any) -> Json:
    """The key's own document."""
    return {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": pem()} | more


def payload_2(**more: Any) -> Json:
    """The badge that is signed."""
    return assertion(
        **(
            {
                "id": "urn:uuid:6f9c5b7e-2d1a-4c1e-9d38-1c5a3b0a7f11",
                "verification": {"type": "SignedBadge", "creator": KEY},
            }
            | more
        )
    )


def world_2(*, keyed: Json | None = None, **more: Any) -> dict[str, Json]:
    """What the world answers when all is well; `more` are members of the profile, None leaves one out."""
    made = documents(**{name: value for name, value in ({"publicKey": KEY} | more).items() if value is not None})
    del made[ASSERTION]
    return made | {KEY: {"json": keyed or cryptographic_key()}}


def _signed() -> Iterator[Scene]:
    way = (KEY, CLASS, ISSUER)
    fine = codes(SIGNED, "status-none")

    def given(
        name: str,
        description: str,
        badge: str,
        expected: Codes = fine,
        verdict: str = "valid",
        fetched: tuple[str, ...] = way,
        **more: Any,
    ) -> Scene:
        more.setdefault("documents", world_2())
        return scene(f"signed-{name}", description, badge, expected, verdict, fetched, **more)

    yield given("ok", "a badge in a signed token", token(payload_2()), text="valid-anonymous")
    yield Scene(
        "ob2/signed-png",
        "the same in a PNG",
        {"base64": base64_of(png(itxt(token(payload_2()), keyword="openbadges")))},
        fine,
        fetched=way,
        documents=world_2(),
        trusted=(ISSUER,),
    )
    yield given(
        "email", "the holder's address", token(payload_2()), fine | {"recipient": "recipient-match"}, email=EMAIL
    )
    inside = world_2(
        publicKey={"id": f"{ISSUER}#key", "type": "CryptographicKey", "owner": ISSUER, "publicKeyPem": pem()}
    )
    within = payload_2(verification={"type": "SignedBadge", "creator": f"{ISSUER}#key"})
    yield given(
        "profile-key", "a key in the issuer's profile", token(within), fetched=(ISSUER, CLASS), documents=inside
    )
    nameless = payload_2(verification={"type": "SignedBadge"})
    yield given(
        "no-creator", "no key is named: the issuer's keys are tried", token(nameless), fetched=(CLASS, ISSUER, KEY)
    )
    yield given(
        "no-keys",
        "no key is named, and the issuer has none",
        token(nameless),
        stopped(SIGNED, "signature-key-missing"),
        "invalid",
        (CLASS, ISSUER),
        documents=world_2(publicKey=[]),
    )
    head, _, signature = token(payload_2()).split(".")
    forged = (
        base64.urlsafe_b64encode(json.dumps(payload_2(issuedOn="2011-01-01T00:00:00Z")).encode()).rstrip(b"=").decode()
    )
    mismatch = stopped(SIGNED, "signature-mismatch")
    yield given("changed", "a token that was changed", f"{head}.{forged}.{signature}", mismatch, "invalid", (KEY,))
    yield given(
        "other-key", "a token that somebody else signed", token(payload_2(), STRANGER_KEY), mismatch, "invalid", (KEY,)
    )
    still = {"period": "period-open", "recipient": "recipient-not-asked"}
    unsupported = stopped(SIGNED, "signature-unsupported") | still
    yield given("crit", "a token with extensions", token(payload_2(), crit=["exp"]), unsupported, "unverified", (KEY,))
    yield given(
        "hs256",
        "a token signed with a shared secret",
        token(payload_2(), alg="HS256"),
        unsupported,
        "unverified",
        (KEY,),
    )
    yield given(
        "alg",
        "a token that names another algorithm than its key's",
        token(payload_2(), alg="RS256"),
        mismatch,
        "invalid",
        (KEY,),
    )
    malformed = stopped(SIGNED, "signature-key-malformed")
    yield given(
        "no-pem",
        "a key without its key",
        token(payload_2()),
        malformed,
        "invalid",
        (KEY,),
        documents=world_2(keyed=cryptographic_key(publicKeyPem="key")),
    )
    silent = codes(SIGNED, "signature-key-unreachable", "issuer-unreachable", *UNSURE)
    yield given("no-key", "the key cannot be read", token(payload_2()), silent, "unverified", (KEY,), documents={})
    strange = codes(SIGNED, "signature-key-unreachable", "issuer-bad-document", *UNSURE)
    yield given(
        "not-key",
        "another document in the key's place",
        token(payload_2()),
        strange,
        "unverified",
        (KEY,),
        documents=world_2(keyed=profile()),
    )
    other = stopped(SIGNED, "issuer-mismatch")
    owned = cryptographic_key(owner=f"{EVIL}issuer.json")
    yield given("owner", "a key of somebody else", token(payload_2()), other, "invalid", documents=world_2(keyed=owned))
    unlisted = stopped(SIGNED, "issuer-key-not-listed")
    yield given(
        "unlisted",
        "a key that its alleged owner does not know",
        token(payload_2()),
        unlisted,
        "invalid",
        documents=world_2(publicKey=f"{HOST}key2.json"),
    )
    evil_key = cryptographic_key(id=f"{EVIL}key.json", publicKeyPem=pem(STRANGER_KEY))
    pretended = token(payload_2(verification={"type": "SignedBadge", "creator": evil_key["id"]}), STRANGER_KEY)
    yield given(
        "forged",
        "a stranger's key that says it belongs to the issuer",
        pretended,
        unlisted,
        "invalid",
        (evil_key["id"], CLASS, ISSUER),
        documents=world_2(keyed=None) | {evil_key["id"]: {"json": evil_key}},
    )


def _other_keys() -> Iterator[Scene]:
    """The kinds of keys that issuers of Open Badges 2.0 really have."""
    for name, description, pair, alg in (
        ("rsa", "a token signed with RSA", rsa_key(2048), "RS256"),
        ("p256", "a token signed on the curve P-256", p256("an older issuer"), "ES256"),
        ("rsa-short", "an RSA key that is too short", rsa_key(1024), "RS256"),
    ):
        fine = codes(SIGNED, "status-none")
        short = stopped(SIGNED, "signature-key-malformed")
        usable = name != "rsa-short"
        yield scene(
            f"signed-{name}",
            description,
            token(payload_2(), pair, alg=alg),
            fine if usable else short,
            "valid" if usable else "invalid",
            (KEY, CLASS, ISSUER) if usable else (KEY,),
            documents=world_2(keyed=cryptographic_key(publicKeyPem=pem_of(pair))),
        )


def _revocation() -> Iterator[Scene]:
    reduced = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": ASSERTION,
        "revoked": True,
        "revocationReason": "issued in error",
    }
    because = (("because", {"reason": "issued in error"}),)
    gone = codes(HOSTED, "status-revoked")
    yield scene(
        "revoked",
        "the original says no more than that it is revoked",
        assertion(),
        gone,
        "revoked",
        documents=documents(original=reduced),
        notes=because,
    )
    full = documents(original=assertion(revoked=True))
    yield scene(
        "revoked-whole",
        "the original says so beside everything else",
        assertion(),
        gone,
        "revoked",
        documents=full,
        notes=(),
    )

    def listed(name: str, description: str, answer: Json | None, code: str, verdict: str, **more: Any) -> Scene:
        payload = payload_2()
        world = world_2(revocationList=LIST) | ({LIST: answer} if answer else {})
        expected = codes(SIGNED, code)
        return scene(
            f"list-{name}",
            description,
            token(payload),
            expected,
            verdict,
            (KEY, CLASS, ISSUER, LIST),
            documents=world,
            **more,
        )

    def answer(*revoked: Any, **more: Any) -> Json:
        return {
            "json": {
                "@context": CONTEXT,
                "id": LIST,
                "type": "RevocationList",
                "issuer": ISSUER,
                "revokedAssertions": list(revoked),
            }
            | more
        }

    mine = payload_2()["id"]
    yield listed("ok", "a list of others", answer("urn:uuid:other"), "status-ok", "valid")
    yield listed("text", "its id in the list", answer(mine), "status-revoked", "revoked")
    entry = {"id": mine, "revocationReason": "issued in error"}
    yield listed(
        "object", "its entry in the list", answer("urn:uuid:other", entry), "status-revoked", "revoked", notes=because
    )
    yield listed("one", "one entry in place of a list", answer(revokedAssertions=entry), "status-revoked", "revoked")
    yield listed("unreachable", "nobody answers", None, "status-unreachable", "unverified")
    yield listed(
        "other", "another issuer's list", answer(issuer=f"{EVIL}issuer.json"), "status-list-invalid", "unverified"
    )
    yield listed("kind", "an object of another kind", {"json": {"id": LIST}}, "status-list-invalid", "unverified")
    yield listed("page", "a web page", {"text": "<html>"}, "status-list-invalid", "unverified")
