"""Signatures made to be argued about: `python -m tests.vectors.make_edges` writes edges/ed25519.json.

Each case is `[what, public key, message, signature, holds]`, bytes in hexadecimal. What a case should give follows
from the strict rule of `curve.holds`, which is written out in plain arithmetic and asks no library.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from tests.vectors.curve import (
    BASE,
    ORDER,
    P,
    Point,
    add,
    challenge,
    decoded,
    encoded,
    holds,
    odd_encodings,
    root,
    scalar,
    times,
    torsion,
)

FILE = Path(__file__).resolve().parent / "edges" / "ed25519.json"
Case = tuple[str, bytes, bytes, bytes]
_SMALL = torsion()


def number_bytes(number: int) -> bytes:
    """A scalar as 32 bytes."""
    return number.to_bytes(32, "little")


def sign(seed: bytes, message: bytes, *, key_twist: Point = _SMALL[0], nonce_twist: Point = _SMALL[0]) -> Case:
    """A signature, with points of small order added to the public key or to R; only the first kind may hold."""
    secret, prefix = scalar(seed)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ORDER
    key = encoded(add(times(secret, BASE), key_twist))
    first = encoded(add(times(nonce, BASE), nonce_twist))
    total = (nonce + challenge(first, key, message) * secret) % ORDER
    return "", key, message, first + number_bytes(total)


def cases() -> Iterator[Case]:
    """Every case, the same each time."""
    chance = random.Random(8032)
    seeds = [hashlib.sha256(f"edge {number}".encode()).digest() for number in range(12)]
    yield from honest(seeds, chance)
    yield from scalars(seeds, chance)
    yield from small_points(seeds, chance)
    yield from mixed_points(seeds, chance)
    yield from off_curve(seeds, chance)
    yield from lengths(seeds)


def honest(seeds: list[bytes], chance: random.Random) -> Iterator[Case]:
    """What holds, and the same with one bit turned over."""
    for seed in seeds:
        for size in (0, 1, 64, 200):
            _, key, message, signature = sign(seed, chance.randbytes(size))
            yield "honest", key, message, signature
        for part in range(3):
            for _ in range(4):
                parts = [bytearray(key), bytearray(message), bytearray(signature)]
                at = chance.randrange(8 * len(parts[part]))
                parts[part][at // 8] ^= 1 << at % 8
                yield "one bit changed", *(bytes(one) for one in parts)  # type: ignore[misc]


def scalars(seeds: list[bytes], chance: random.Random) -> Iterator[Case]:
    """S written another way: with multiples of the order added, or with its highest bits set."""
    for seed in seeds[:6]:
        _, key, message, signature = sign(seed, chance.randbytes(32))
        first, number = signature[:32], int.from_bytes(signature[32:], "little")
        for extra in range(1, 16):
            if number + extra * ORDER < 2**256:
                yield "scalar beyond the order", key, message, first + number_bytes(number + extra * ORDER)
        for bit in (253, 254, 255):
            yield "scalar with a high bit", key, message, first + number_bytes(number | 1 << bit)
        for odd in (0, 1, ORDER - 1, ORDER, ORDER + 1, 2**252, 2**255 - 1, 2**256 - 1):
            yield "another scalar", key, message, first + number_bytes(odd)
        yield "halves swapped", key, message, signature[32:] + first


def small_points(seeds: list[bytes], chance: random.Random) -> Iterator[Case]:
    """Keys and Rs of small order, in every encoding: to a lenient verifier they sign anything."""
    odd = [one for one in odd_encodings() if (point := decoded(one, strict=False)) and times(8, point) == (0, 1)]
    weak = [encoded(point) for point in _SMALL] + odd
    message = b"anything"
    for key in weak:
        for first in weak:
            yield "key and R of small order", key, message, first + number_bytes(0)
        number = chance.randrange(ORDER)
        yield "key of small order", key, message, encoded(times(number, BASE)) + number_bytes(number)
    for first in weak:
        _, key, message, signature = sign(seeds[0], b"badge")
        yield "R of small order", key, message, first + signature[32:]
        secret, _ = scalar(seeds[0])
        total = challenge(first, key, message) * secret % ORDER
        yield "R of small order, S made for it", key, message, first + number_bytes(total)


def mixed_points(seeds: list[bytes], chance: random.Random) -> Iterator[Case]:
    """Keys and Rs with a part of small order: verifiers with and without the cofactor differ over these."""
    for twist in _SMALL[1:]:
        for seed in seeds[:3]:
            for _ in range(6):
                _, *case = sign(seed, chance.randbytes(16), key_twist=twist)
                yield "key of mixed order", *case  # type: ignore[misc]
            for _ in range(4):
                _, *case = sign(seed, chance.randbytes(16), nonce_twist=twist)
                yield "R of mixed order", *case  # type: ignore[misc]
            _, *case = sign(seed, chance.randbytes(16), key_twist=twist, nonce_twist=twist)
            yield "both of mixed order", *case  # type: ignore[misc]


def off_curve(seeds: list[bytes], chance: random.Random) -> Iterator[Case]:
    """Keys and Rs that are no points, or are written in another way."""
    _, key, message, signature = sign(seeds[1], b"badge")
    nowhere = [y for y in range(2, 40) if root(y) is None][:8]
    for data in [number_bytes(y) for y in (*nowhere, P, P - 2, 2**255 - 1)] + list(odd_encodings()):
        yield "no key", data, message, signature
        yield "no R", key, message, data + signature[32:]
    for _ in range(16):
        yield "key at random", chance.randbytes(32), message, signature
        yield "signature at random", key, message, chance.randbytes(64)


def lengths(seeds: list[bytes]) -> Iterator[Case]:
    """Too short, too long."""
    _, key, message, signature = sign(seeds[2], b"badge")
    for size in (0, 1, 31, 33, 64):
        yield "length of the key", (key * 2)[:size], message, signature
    for size in (0, 1, 32, 63, 65, 96, 128):
        yield "length of the signature", key, message, (signature * 2)[:size]


def text() -> str:
    """The file: one case on each line."""
    rows = [[what, key.hex(), message.hex(), signature.hex(), holds(key, message, signature)]
            for what, key, message, signature in cases()]  # fmt: skip
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), "utf-8")
    print(FILE.name)
