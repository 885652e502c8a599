from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys import ed25519 as keys
from badgepress.openbadges.keys.ed25519 import SecretKey, verify_signature
from tests.openbadges.samples import KEY
from tests.told import head

L = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19

# RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]

# Every encoding of a point whose order divides 8, canonical or not.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_signatures_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    key = SecretKey.from_seed(bytes.fromhex(seed))
    assert key.public_bytes.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verify_signature(key.public_bytes, bytes.fromhex(message), bytes.fromhex(signature))


def test_keys_as_multikey() -> None:
    public = "z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"
    assert keys.encode_public(keys.decode_public(public)) == public
    assert KEY.public.startswith("z6Mk")
    assert KEY.to_multibase().startswith("z3u2")
    assert SecretKey.from_multibase(KEY.to_multibase() + "\n").public == KEY.public
    assert keys.decode_secret(KEY.to_multibase()) == bytes(range(32))


def test_older_secret_with_the_public_key_behind_it() -> None:
    older = "z" + base58.encode(b"\x80\x26" + bytes(range(32)) + KEY.public_bytes)
    assert keys.decode_secret(older) == bytes(range(32))


def test_a_new_key_is_another_one_each_time() -> None:
    assert SecretKey.generate().public != SecretKey.generate().public


def test_the_secret_is_never_shown() -> None:
    secret = KEY.to_multibase()
    assert repr(KEY) == str(KEY) == f"SecretKey(public='{KEY.public}')"
    with pytest.raises(CredentialError) as raised:
        keys.decode_secret("x" + secret)
    assert secret not in str(raised.value)
    with pytest.raises(CredentialError) as raised:
        keys.decode_secret(KEY.public)
    assert head(raised.value) == "error[bad-key]: key of another kind (expected an Ed25519 secret key (z3u2…))"


@given(st.binary(max_size=64), st.integers(0, 511))
def test_a_changed_bit_breaks_the_signature(message: bytes, bit: int) -> None:
    signature = KEY.sign(message)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert verify_signature(KEY.public_bytes, message, signature)
    assert not verify_signature(KEY.public_bytes, message, bytes(changed))
    assert not verify_signature(KEY.public_bytes, message + b"\0", signature)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_points_of_small_order_sign_nothing(point: str) -> None:
    raw = bytes.fromhex(point)
    # With such a key, S = 0 and R = the point itself satisfy the equation for some or all messages.
    assert not any(verify_signature(raw, bytes([n]), raw + bytes(32)) for n in range(16))
    assert not any(verify_signature(raw, bytes([n]), SMALL_ORDER_ONE + bytes(32)) for n in range(16))
    with pytest.raises(CredentialError) as raised:
        keys.decode_public(keys.encode_public(raw))
    assert head(raised.value) == "error[bad-key]: public key is not a point of the Ed25519 group"


SMALL_ORDER_ONE = bytes.fromhex(SMALL_ORDER[0])


def test_an_s_that_is_not_reduced_is_refused() -> None:
    signature = KEY.sign(b"text")
    s = int.from_bytes(signature[32:], "little")
    twin = signature[:32] + (s + L).to_bytes(32, "little")
    assert not verify_signature(KEY.public_bytes, b"text", twin)


def test_a_point_that_is_not_canonical_or_not_on_the_curve_is_refused() -> None:
    for y in (P + 1, P + 3, 2):
        raw = y.to_bytes(32, "little")
        assert not verify_signature(raw, b"text", KEY.sign(b"text"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_wrong_lengths_are_false(length: int) -> None:
    signature = KEY.sign(b"text")
    assert not verify_signature(bytes(length), b"text", signature)
    assert not verify_signature(KEY.public_bytes, b"text", bytes(length) if length != 64 else signature + b"\0")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a base58 multibase key (expected an Ed25519 public key (z6Mk…))"),
        ("6Mki899gEd9R11", "not a base58 multibase key (got 6Mki899gEd9R…, expected an Ed25519 public key (z6Mk…))"),
        ("z0OIl", "not a base58 multibase key (got z0OIl, expected an Ed25519 public key (z6Mk…))"),
        ("z" * 101, "not a base58 multibase key (got zzzzzzzzzzzz…, expected an Ed25519 public key (z6Mk…))"),
        ("zDnaerx9CtbP", "key of another kind (got zDnaerx9CtbP, expected an Ed25519 public key (z6Mk…))"),
        ("z" + base58.encode(b"\xed\x01" + bytes(31)), "public key has a wrong length (got 31 bytes, expected 32)"),
    ],
)
def test_not_a_public_key(text: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        keys.decode_public(text)
    assert head(raised.value) == f"error[bad-key]: {message}"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (bytes(31), "secret key has a wrong length (got 31 bytes, expected 32)"),
        (bytes(64), "the two halves of the secret key do not belong together"),
    ],
)
def test_not_a_secret_key(raw: bytes, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        keys.decode_secret("z" + base58.encode(b"\x80\x26" + raw))
    assert head(raised.value) == f"error[bad-key]: {message}"
