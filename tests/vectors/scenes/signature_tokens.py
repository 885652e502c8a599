"""Signed tokens, and badges on the older data model (Verifiable Credentials 1.1)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import (
    ORG_P256,
    ORG_RSA,
    WEAK_RSA,
    claims,
    ed25519_jwk,
    holder,
    jwk_method,
    p256,
    proven,
    token,
)
from tests.vectors.pieces import svg
from tests.vectors.scene import Scene, bad, good, keyless
from tests.vectors.scenes.signature_suites import (
    P256_METHOD,
    RSA_METHOD,
    STRANGER_METHOD,
    SUITE_2020,
    VC1,
    org,
    with_proof,
)
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
    Json,
    did_document,
    documents,
    put,
    without,
)


def scenes() -> Iterator[Scene]:
    """Tokens that hold, tokens that are refused, their claims, the older data model."""
    yield from _tokens()
    yield from _refused_tokens()
    yield from _claims()
    yield from _older()


def _tokens() -> Iterator[Scene]:
    world = org(
        jwk_method("p256", ORG_P256.jwk), jwk_method("rsa", ORG_RSA.jwk), jwk_method("ed25519", ed25519_jwk(ORG_KEY))
    )

    def held(name: str, description: str, text: str, **more: Any) -> Scene:
        return Scene(f"signature/token-{name}", description, {"text": text}, **{"documents": world, **more})

    yield held("eddsa", "a signed token, EdDSA", token(claims(), kid=ORG_METHOD))
    yield held("es256", "a signed token, ES256", token(claims(), ORG_P256, kid=P256_METHOD))
    yield held("rs256", "a signed token, RS256", token(claims(), ORG_RSA, kid=RSA_METHOD))
    yield held("quoted", "a signed token as a JSON string", f'"{token(claims(), kid=ORG_METHOD)}"')
    plain = token(holder(), kid=ORG_METHOD, typ=None)
    yield held("plain", "a token without registered claims and without type", plain)
    yield held("vc-jwt", "a token of the newer type", token(holder(), kid=ORG_METHOD, typ="vc+jwt"))
    yield held("media-type", "a type with its prefix", token(holder(), kid=ORG_METHOD, typ="application/VC+JWT"))
    yield held("no-kid", "a token that names no key", token(claims(), ORG_P256))
    yield held("kid-issuer", "a token that names the issuer alone", token(claims(), ORG_P256, kid=ORG))
    yield held("kid-fragment", "a key named by its fragment", token(claims(), ORG_P256, kid="#p256"))
    yield held("kid-bare", "a key named by its last part", token(claims(), ORG_P256, kid="p256"))
    yield held("jwk", "a token that brings the issuer's key along", token(claims(), ORG_P256, jwk=ORG_P256.jwk))
    both = token(claims(), ORG_P256, jwk=ORG_P256.jwk, kid=P256_METHOD)
    yield held("jwk-kid", "a token that names its key and brings it along", both)
    svg_token = svg(f'<openbadges:credential verify="{token(claims(), kid=ORG_METHOD)}"/>')
    yield Scene("signature/token-svg", "an SVG with a signed token", _binary(svg_token), documents=world)
    window = documents(org=did_document(ORG, KeyWindow(ORG_KEY.public, expires="2026-10-01T00:00:00Z")))
    early = token(claims(iat=1789374600), kid=ORG_METHOD)
    still = documents(org=did_document(ORG, KeyWindow(ORG_KEY.public, expires="2026-11-10T00:00:00Z")))
    yield held("window", "signed while the key was in use", early, documents=still)
    late = token(claims(iat=1792368000), kid=ORG_METHOD)
    yield bad(
        "issuer/token-ended",
        "a token signed after the key went out of use",
        {"text": late},
        "issuer-key-ended",
        documents=window,
    )
    stranger = token(claims(), STRANGER_KEY, kid=STRANGER_METHOD)
    known = {**world, STRANGER_URL: {"json": did_document(STRANGER, KeyWindow(STRANGER_KEY.public))}}
    yield bad(
        "issuer/token-stranger",
        "a token that a stranger signed",
        {"text": stranger},
        "issuer-mismatch",
        documents=known,
        fetched=(STRANGER_URL,),
    )
    login = org(jwk_method("p256", ORG_P256.jwk), listed=False)
    yield bad(
        "issuer/token-not-listed",
        "a token by a key that may not sign badges",
        {"text": token(claims(), ORG_P256, kid=P256_METHOD)},
        "issuer-key-not-listed",
        documents=login,
    )
    yield Scene(
        "issuer/token-unreachable",
        "nobody answers at the issuer's address",
        {"text": token(claims(), kid=ORG_METHOD)},
        keyless("issuer-unreachable"),
        "unverified",
        documents={},
    )


def _refused_tokens() -> Iterator[Scene]:
    weak = jwk_method("weak", WEAK_RSA.jwk)
    world = org(jwk_method("p256", ORG_P256.jwk), jwk_method("rsa", ORG_RSA.jwk), weak)

    def refused(name: str, description: str, text: str, code: str, **more: Any) -> Scene:
        options = {"documents": world, **more}
        return bad(f"signature/token-{name}", description, {"text": text}, f"signature-{code}", **options)

    good_token = token(claims(), ORG_P256, kid=P256_METHOD)
    head, body, seal = good_token.split(".")
    other = token(claims(name="Data Mastery"), ORG_P256, kid=P256_METHOD).split(".")[1]
    yield refused("changed", "another payload under the signature", f"{head}.{other}.{seal}", "mismatch")
    forged = token(claims(), p256("a stranger"), kid=P256_METHOD)
    yield refused("forged", "a stranger's signature in the organisation's name", forged, "mismatch")
    own_key = token(claims(), p256("a stranger"), jwk=p256("a stranger").jwk)
    yield refused("own-jwk", "a token that brings a key which is not the issuer's", own_key, "key-missing")
    two = token(claims(), ORG_P256, kid=P256_METHOD, jwk=p256("a stranger").jwk)
    yield refused("two-keys", "a token that names one key and brings another", two, "malformed", fetched=(ORG_URL,))
    yield refused("no-key", "a key that is not published", token(claims(), ORG_P256, kid=f"{ORG}#x"), "key-missing")
    yield refused("weak", "an RSA key of 1024 bits", token(claims(), WEAK_RSA, kid=f"{ORG}#weak"), "key-malformed")
    confused = token(claims(), ORG_P256, kid=ORG_METHOD)
    yield refused("other-alg", "an algorithm that is not the key's", confused, "malformed", fetched=(ORG_URL,))
    none = token(claims(), ORG_P256, kid=P256_METHOD, alg="none")
    yield refused("none", "a token that says it is not signed", none, "missing", fetched=())
    secret = token(claims(), ORG_P256, kid=P256_METHOD, alg="HS256")
    yield refused("hs256", "a token signed with a shared secret", secret, "unsupported", fetched=())
    crit = token(claims(), ORG_P256, kid=P256_METHOD, crit=["exp"])
    yield refused("crit", "a token that must be understood in some special way", crit, "unsupported", fetched=())
    raw = token(claims(), ORG_P256, kid=P256_METHOD, b64=False)
    yield refused("b64", "a token with another encoding", raw, "unsupported", fetched=())
    typed = token(claims(), ORG_P256, kid=P256_METHOD, typ="at+jwt")
    yield refused("type", "a token of another type", typed, "unsupported", fetched=())
    kid = token(claims(), ORG_P256, kid=7)
    yield refused("kid", "a key named by a number", kid, "malformed", fetched=())
    jwk = token(claims(), ORG_P256, jwk="p256")
    yield refused("jwk-text", "a key that is a text", jwk, "malformed", fetched=(ORG_URL,))
    yield refused("no-signature", "a token cut off", f"{head}.{body}.", "malformed", fetched=())
    yield refused("cut", "a signature cut short", good_token[:-6], "mismatch")
    yield refused("spelling", "a signature with a bit too many", f"{head}.{body}.{seal[:-1]}B", "malformed", fetched=())
    yield refused("iat", "a token signed at no time", token(claims(iat="now"), kid=ORG_METHOD), "malformed", fetched=())
    yield bad("parse/token-header", "a token whose header is no JSON", {"text": f"eyJ.{body}.{seal}"}, "parse-bad-json")
    twice = token('{"id":"a","id":"b"}', ORG_P256)
    yield bad("parse/token-duplicate", "a payload that says something twice", {"text": twice}, "parse-duplicate-key")
    foreign = token({"name": "Sofía Andrade"}, ORG_P256, kid=P256_METHOD)
    yield bad("format/token", "a token about something else", {"text": foreign}, "format-missing")


def _claims() -> Iterator[Scene]:
    def odd(name: str, description: str, **more: Any) -> Scene:
        text = token(claims(**more), kid=ORG_METHOD)
        return bad(f"signature/claim-{name}", description, {"text": text}, "signature-claims", fetched=())

    yield odd("iss", "a token of another issuer than the credential's", iss=STRANGER)
    yield odd("jti", "a token of another name", jti="https://badges.example.org/awards/x/credential.json")
    yield odd("sub", "a token about somebody else", sub="did:example:nobody")
    yield odd("nbf", "a token that begins at another time", nbf=1789344001)
    yield odd("exp", "a token that ends at another time", exp=1852502401)
    yield odd("exp-text", "a token whose end is a text", exp="1852502400")
    open_end = without(holder(), "validUntil")
    ended = token(claims(open_end, exp=1793491200), kid=ORG_METHOD)
    yield Scene(
        "period/token-expired",
        "only the token says when it ended",
        {"text": ended},
        good("period-expired"),
        "expired",
    )
    nulled = token({**claims(open_end, exp=1793491200), "validUntil": None}, kid=ORG_METHOD)
    yield Scene(
        "period/token-null",
        "only the token says when it ended, and the credential says null",
        {"text": nulled},
        good("period-expired"),
        "expired",
    )
    fraction = token(claims(nbf=1789344000.5), kid=ORG_METHOD)
    yield Scene("signature/claim-fraction", "a beginning with a fraction of a second", {"text": fraction})


def _older() -> Iterator[Scene]:
    """Open Badges 3.0 on Verifiable Credentials 1.1."""
    badge = {
        name: value for name, value in holder().items() if name not in ("validFrom", "validUntil", "credentialStatus")
    }
    badge["@context"] = [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", SUITE_2020]
    badge |= {"issuanceDate": "2026-09-14T00:00:00Z", "expirationDate": "2028-09-14T00:00:00Z"}
    badge = without(without(badge, "credentialSchema"), "awardedDate")
    none = good("status-none")

    def proved(document: Json) -> Json:
        return with_proof(document, proven(document, ORG_KEY, "Ed25519Signature2020", ORG_METHOD))

    yield Scene(
        "format/vc-1-proof",
        "a badge on Verifiable Credentials 1.1",
        {"json": proved(badge)},
        none,
        text="valid-until",
    )
    over = proved({**badge, "expirationDate": "2026-10-01T00:00:00Z"})
    yield Scene(
        "period/vc-1-expired",
        "such a badge after its end",
        {"json": over},
        good("status-none", "period-expired"),
        "expired",
    )
    early = proved({**badge, "issuanceDate": "2026-12-01T00:00:00Z"})
    yield Scene(
        "period/vc-1-not-yet",
        "such a badge before its beginning",
        {"json": early},
        good("status-none", "period-not-yet"),
        "invalid",
    )
    both = proved({**badge, "validUntil": "2026-10-01T00:00:00Z"})
    yield Scene(
        "period/vc-1-both",
        "two ends, of which the first counts",
        {"json": both},
        good("status-none", "period-expired"),
        "expired",
    )
    date = proved({**badge, "expirationDate": "2028-09-14"})
    yield bad("format/vc-1-date", "an end without time", {"json": date}, "format-bad-date")
    changed = put(proved(badge), "2029-09-14T00:00:00Z", "expirationDate")
    yield bad("signature/vc-1-changed", "a later end", {"json": changed}, "signature-mismatch")
    inner = {name: value for name, value in badge.items() if name not in ("id", "issuanceDate", "expirationDate")}
    inner = put({**inner, "issuer": {**badge["issuer"]}}, badge["@context"][:2], "@context")
    del inner["issuer"]["id"]
    del inner["credentialSubject"]["id"]
    payload = {
        "iss": ORG,
        "jti": badge["id"],
        "sub": "did:example:sofia",
        "nbf": 1789344000,
        "exp": 1852502400,
        "vc": inner,
    }
    yield Scene(
        "signature/token-vc", "a token that says half of it by claims", {"text": token(payload, kid=ORG_METHOD)}, none
    )
    against = {**payload, "vc": {**inner, "id": "https://badges.example.org/awards/x/credential.json"}}
    yield bad(
        "signature/token-vc-claims",
        "a token whose claims contradict it",
        {"text": token(against, kid=ORG_METHOD)},
        "signature-claims",
        fetched=(),
    )


def _binary(data: bytes) -> Json:
    return {"base64": base64.b64encode(data).decode()}
