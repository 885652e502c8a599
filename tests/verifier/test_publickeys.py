"""Both verifiers accept the same keys and the same signatures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from badgepress.bundle import ensure_bundle
from badgepress.errors import CredentialError
from badgepress.openbadges.keys.publickey import PublicKey, from_jwk, from_multikey, from_pem
from tests import node
from tests.openbadges.samples import KEY
from tests.openbadges.test_publickey import REFUSED_JWKS, REFUSED_MULTIKEYS, REFUSED_PEMS, pem
from tests.vectors.foreign import ORG_P256, ORG_RSA, ed25519_jwk, p256

SCRIPTS = Path(__file__).resolve().parent
READERS: dict[str, Callable[[Any], PublicKey]] = {"jwk": from_jwk, "pem": from_pem, "multikey": from_multikey}
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Case = tuple[str, Any, bytes]


def said_here(form: str, key: Any, signature: bytes) -> dict[str, Any] | None:
    """Python's result for the key and the signature over “text”."""
    try:
        read = READERS[form](key)
    except CredentialError:
        return None
    return {
        "kind": read.kind,
        "algorithm": read.algorithm,
        "raw": read.raw.hex(),
        "exponent": read.exponent,
        "verifies": read.verifies(b"text", signature),
    }


def altered(signature: bytes) -> list[bytes]:
    """The signature, and slightly different ones."""
    half = len(signature) // 2
    r, s = signature[:half], int.from_bytes(signature[half:], "big")
    numbers = [ORDER - s, ORDER, ORDER - 1, 0, 1, s + ORDER]
    near = [r + (number % (1 << 8 * half)).to_bytes(half, "big") for number in numbers]
    ends = [
        b"",
        b"\0",
        signature[:-1],
        signature + b"\0",
        b"\0" + signature[1:],
        bytes(len(signature)),
        signature[::-1],
    ]
    return [signature, *near, *ends]


def cases() -> list[Case]:
    """Keys in every spelling with good and bad signatures, and things that are not keys."""
    made: list[Case] = []
    for pair in (ORG_P256, ORG_RSA):
        for signature in altered(pair.sign(b"text")):
            made += [("jwk", pair.jwk, signature), ("pem", pem(pair), signature)]
    made += [("multikey", p256(str(number)).multikey, p256(str(number)).sign(b"text")) for number in range(8)]
    made += [("jwk", ed25519_jwk(KEY), signature) for signature in altered(KEY.sign(b"text"))]
    made += [("jwk", jwk, b"") for jwk in REFUSED_JWKS] + [("pem", text, b"") for text in REFUSED_PEMS]
    return made + [("multikey", text, b"") for text in REFUSED_MULTIKEYS]


def test_both_sides_agree(tmp_path: Path) -> None:
    ensure_bundle()
    given = [
        {"form": form, "key": key, "message": b"text".hex(), "signature": signature.hex()}
        for form, key, signature in cases()
    ]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(given), "utf-8")
    done = node.run(["node", "publickeys.mjs", str(file)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    mine = [said_here(*case) for case in cases()]
    assert theirs == mine
    held = sum(1 for one in mine if one and one["verifies"])
    assert held >= 14
    assert sum(1 for one in mine if one is None) >= len(REFUSED_JWKS) + len(REFUSED_PEMS)
