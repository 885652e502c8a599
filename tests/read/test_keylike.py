"""Tests that secrets are reported in every form in which people copy them, and never repeated in a message."""

from __future__ import annotations

import base64
import json

import pytest

from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read.leaks import MOST, secrets
from badgepress.sign import passphrase

SEED = bytes(range(32))
PUBLIC = SecretKey(SEED).public
ED25519, P256 = b"\x80\x26", b"\x86\x26"
PKCS8 = bytes.fromhex("302e020100300506032b657004220420") + SEED
BEGIN = "-----BEGIN "


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


JWK = {"kty": "OKP", "crv": "Ed25519", "x": b64url(SEED[::-1])}
SECRETS = {
    "base58": "z" + base58.encode(ED25519 + SEED),
    "in an address": "https://a.example/?k=z" + base58.encode(ED25519 + SEED),
    "base64url": "u" + b64url(ED25519 + SEED),
    "base64": "m" + b64(ED25519 + SEED),
    "hex": "f" + (ED25519 + SEED).hex(),
    "HEX": "F" + (ED25519 + SEED).hex().upper(),
    "P-256": "z" + base58.encode(P256 + SEED),
    "P-256, the highest": "z" + base58.encode(P256 + b"\xff" * 32),
    "locked": passphrase.lock("z3u2", "words", operations=1, memory=8192),
    "PKCS#8 of Ed25519": b64(PKCS8),
    "PKCS#8 of P-256": "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + b64(SEED),
    "PKCS#8 of RSA": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC" + b64(SEED),
    "PKCS#1": "MIIEowIBAAKCAQEAkZ8h" + b64(SEED),
    "PKCS#1 of 4096 bits": "MIIJKQIBAAKCAgEAkZ8h" + b64(SEED),
    "SEC 1": "MHcCAQEEI" + b64(SEED),
    "PEM": BEGIN + "PRIVATE KEY-----",
    "PEM of RSA": BEGIN + "RSA PRIVATE KEY-----",
    "PGP": BEGIN + "PGP PRIVATE KEY BLOCK-----",
    "PEM in base64": b64(f"{BEGIN}PRIVATE KEY-----\nMC4".encode()),
    "OpenSSH in base64": b64(f"{BEGIN}OPENSSH PRIVATE KEY-----\nMC4".encode()),
    "a JSON Web Key": json.dumps({**JWK, "d": b64url(SEED)}),
    "the same, its number first": json.dumps({"d": b64url(SEED), **JWK}, indent=None),
    "the same as YAML": f"{{kty: OKP, crv: Ed25519, d: {b64url(SEED)}}}",
    "called secret": f"secret: {SEED.hex()}",
    "called a secret key": f"SECRET_KEY={b64(SEED)}",
    "privateKeyBase58": json.dumps({"privateKeyBase58": base58.encode(SEED + SEED)}),
    "our pepper": "BADGEPRESS_PEPPER=correct-horse-battery",
    "our passphrase": "export BADGEPRESS_PASSPHRASE='correct horse'",
    "age": "AGE-SECRET-KEY-1" + "QPZRY9X8" * 7,
    "PuTTY": "PuTTY-User-Key-File-3: ssh-ed25519",
    "AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "GitHub": "ghp_" + "a1B2" * 9,
    "GitHub, newer": "github_pat_" + "a1B2" * 15,
    "GitLab": "glpat-" + "a1B2" * 6,
    "Slack": "xoxb-" + "123456789012-" * 2,
    "Google": "AIza" + "a1B2c" * 7,
    "Stripe": "sk_live_" + "a1B2" * 6,
    "npm": "npm_" + "a1B2" * 9,
    "PyPI": "pypi-AgE" + "a1B2" * 15,
}
HARMLESS = {
    "public half": PUBLIC,
    "hash": f"sha256${SEED.hex()}",
    "run of digits": f"{SEED.hex()} {b64(SEED)}",
    "public JSON Web Key": json.dumps(JWK),
    "public key of P-256": "z" + base58.encode(b"\x80\x24\x02" + SEED),
    "certificate": b64(f"{BEGIN}CERTIFICATE-----\nMC4".encode()),
    "public PEM": f"{BEGIN}PUBLIC KEY-----",
    "prose": "the secret: keep it apart. BADGEPRESS_PEPPER hides, BADGEPRESS_PASSPHRASE opens; private: "
    + "word " * 20,
    "workflow": "BADGEPRESS_PEPPER: ${{ secrets.BADGEPRESS_PEPPER }}",
    "place to be filled": 'BADGEPRESS_PEPPER=<yours> BADGEPRESS_PASSPHRASE="$WORDS" BADGEPRESS_PEPPER=…',
    "longer word": "xAKIA" + "IOSFODNN7EXAMPLE" + " highgp_" + "a1B2" * 9,
    "d of another kind": f"kty: OKP{' ' * 400}d: {b64url(SEED)}",
}


@pytest.mark.parametrize("about", SECRETS)
def test_secrets_are_recognised_and_never_repeated(about: str) -> None:
    secret = SECRETS[about]
    (found,) = secrets(f"one\nkey: {secret}\n", "a.yml")
    assert (found.code, found.place.line, found.severity) == ("secret-in-file", 2, "error")
    assert secret[-10:] not in str(found)


@pytest.mark.parametrize("about", HARMLESS)
def test_what_only_looks_like_a_secret_is_ignored(about: str) -> None:
    assert secrets(f"one\n{HARMLESS[about]}\n", "a.yml") == []


def test_a_line_is_reported_once_and_our_own_key_comes_first() -> None:
    own = f"secret: {'z' + base58.encode(ED25519 + SEED)}"
    found = secrets(f"{SECRETS['GitHub']}\n\n{own} {SECRETS['AWS']}\n", "a.yml")
    assert [one.place.line for one in found] == [1, 3]
    assert "badgepress key new" in found[1].hint
    assert len(secrets(f"{own}\n" * (2 * MOST), "a.yml")) == MOST


def test_searching_takes_linear_time() -> None:
    """Search a hundred thousand false starts of a secret: a quadratic search would never end."""
    starts = (
        "kty ",
        "kty d:",
        "d: " + "a" * 43 + " ",
        "secret",
        "secret:",
        "BADGEPRESS_PEPPER",
        "BADGEPRESS_PEPPER=a ",
    )
    for piece in (*starts, "mgCY ", "MIIEo", "locked$argon2id$", "z42", "ghp_", BEGIN, "AKIA", "f8026 "):
        assert secrets(piece * 100_000, "a") == []
