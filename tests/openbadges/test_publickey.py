from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from badgepress.errors import CredentialError
from badgepress.openbadges.jwt import Token, holds, supported
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.publickey import PublicKey, base64url, from_jwk, from_multikey, from_pem
from tests.openbadges.samples import KEY
from tests.vectors.foreign import ORG_P256, ORG_RSA, WEAK_RSA, Pair, ed25519_jwk, number_text, text_of

PEM = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
MODULUS = int.from_bytes(base64url(ORG_RSA.jwk["n"]) or b"", "big")


def pem(pair: Pair) -> str:
    return pair.secret.public_key().public_bytes(*PEM).decode()


@pytest.mark.parametrize(("pair", "algorithm"), [(ORG_P256, "ES256"), (ORG_RSA, "RS256")])
def test_one_key_in_all_its_spellings(pair: Pair, algorithm: str) -> None:
    key = from_jwk(pair.jwk)
    assert key == from_pem(pem(pair))
    assert key.algorithm == algorithm
    signature = pair.sign(b"text")
    assert key.verifies(b"text", signature)
    assert not key.verifies(b"Text", signature)
    assert not key.verifies(b"text", signature[:-1])
    assert not key.verifies(b"text", signature + b"\0")
    assert not key.verifies(b"text", b"")
    assert not key.verifies(b"text", bytes(len(signature)))
    assert not key.verifies(b"text", b"\xff" * len(signature))


def test_ed25519_and_p256_as_multikey() -> None:
    assert from_multikey(ORG_P256.multikey) == from_jwk(ORG_P256.jwk)
    assert from_multikey(KEY.public) == from_jwk(ed25519_jwk(KEY)) == PublicKey("Ed25519", KEY.public_bytes)


REFUSED_JWKS: list[dict[str, Any]] = [
    {},
    {"kty": "oct", "k": text_of(bytes(32))},
    ed25519_jwk(KEY) | {"d": text_of(bytes(32))},
    ed25519_jwk(KEY) | {"crv": "Ed448"},
    ed25519_jwk(KEY) | {"x": text_of(bytes(32))},
    ed25519_jwk(KEY) | {"use": "enc"},
    ed25519_jwk(KEY) | {"use": None},
    ed25519_jwk(KEY) | {"key_ops": "verify"},
    ed25519_jwk(KEY) | {"alg": "RS256"},
    ORG_P256.jwk | {"crv": "P-384"},
    ORG_P256.jwk | {"x": text_of(bytes(32)), "y": text_of(bytes(32))},
    ORG_P256.jwk | {"x": text_of(b"\xff" * 32)},
    ORG_P256.jwk | {"y": 7},
    WEAK_RSA.jwk,
    ORG_RSA.jwk | {"e": number_text(1)},
    ORG_RSA.jwk | {"e": number_text(65536)},
    ORG_RSA.jwk | {"e": number_text(1 << 32 | 1)},
    ORG_RSA.jwk | {"n": number_text(MODULUS - 1)},
    ORG_RSA.jwk | {"n": number_text((1 << 8192) + 1)},
    ORG_RSA.jwk | {"n": "A" * 3000},
]


@pytest.mark.parametrize("jwk", REFUSED_JWKS)
def test_keys_that_are_refused(jwk: dict[str, Any]) -> None:
    with pytest.raises(CredentialError) as raised:
        from_jwk(jwk)
    assert raised.value.code == "bad-key"


REFUSED_MULTIKEYS = [
    "",
    "zDn",
    "zDnaer",
    "zDn0",
    ORG_P256.multikey + "1",
    "zDn" + "z" * 200,
    "z" + base58.encode(b"\x80\x24\x04" + b"\1" * 32),
]


@pytest.mark.parametrize("text", REFUSED_MULTIKEYS)
def test_multikeys_that_are_refused(text: str) -> None:
    with pytest.raises(CredentialError) as raised:
        from_multikey(text)
    assert raised.value.code == "bad-key"


REFUSED_PEMS = [
    "",
    pem(WEAK_RSA),
    pem(ORG_RSA).replace("PUBLIC", "RSA PUBLIC"),
    pem(ORG_RSA)[:-60],
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    pem(ORG_RSA) + " " * 10_000,
]


@pytest.mark.parametrize("text", REFUSED_PEMS)
def test_pems_that_are_refused(text: str) -> None:
    with pytest.raises(CredentialError) as raised:
        from_pem(text)
    assert raised.value.code == "bad-key"


@pytest.mark.parametrize("text", ["A", "AB=", "AB==", "A B", "A+", "A/", "AB", "AAB", "é", "A\n"])
def test_one_spelling_of_bytes(text: str) -> None:
    assert base64url(text) is None


def test_base64url() -> None:
    assert base64url("") == b""
    assert base64url("-_8") == b"\xfb\xff"


def test_a_token_holds_only_with_a_key_of_its_algorithm() -> None:
    message = b"e30.e30"
    for pair in (ORG_P256, ORG_RSA):
        key = from_jwk(pair.jwk)
        for algorithm in ("ES256", "RS256", "EdDSA"):
            token = Token({"alg": algorithm}, {}, message, pair.sign(message))
            assert holds(token, key) is (algorithm == key.algorithm)
        assert not holds(Token({"alg": key.algorithm}, {}, message, None), key)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": ["ES256"]},
        {"alg": "ES256", "crit": []},
        {"alg": "ES256", "b64": True},
    ],
)
def test_tokens_that_are_not_supported(header: dict[str, Any]) -> None:
    with pytest.raises(CredentialError) as raised:
        supported(Token(header, {}, b"", b""))
    assert raised.value.code == "unsupported-token"
