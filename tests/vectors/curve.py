"""Ed25519 by the book (RFC 8032), slow and plain, for making signatures that no honest signer makes.

Points are affine pairs of integers. The strict rule that all verifiers here are held to is `holds`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_ROOT = pow(2, (P - 1) // 4, P)

Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(one: Point, other: Point) -> Point:
    """The sum on the twisted Edwards curve (§5.1.4, in affine form: complete, so no case is special)."""
    (x1, y1), (x2, y2) = one, other
    both = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - both, -1, P) % P
    return x, y


def times(number: int, point: Point) -> Point:
    """`number` times the point."""
    made = IDENTITY
    while number:
        if number & 1:
            made = add(made, point)
        point = add(point, point)
        number >>= 1
    return made


def negative(point: Point) -> Point:
    """The point that adds to nothing with this one."""
    return -point[0] % P, point[1]


def root(y: int) -> int | None:
    """An x for which (x, y) is on the curve, the even one; None when there is none (§5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * _ROOT % P
    if x * x % P != square:
        return None
    return P - x if x & 1 else x


def encoded(point: Point) -> bytes:
    """The 32 bytes of a point (§5.1.2)."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decoded(data: bytes, *, strict: bool = True) -> Point | None:
    """The point of an encoding; with `strict`, only of the one encoding that a point has."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if strict and y >= P:
        return None
    x = root(y % P)
    if x is None or (strict and x == 0 and sign):
        return None
    return (P - x if sign and x else x), y % P


BASE: Point = (root(4 * pow(5, -1, P) % P) or 0, 4 * pow(5, -1, P) % P)


@cache
def is_small(point: Point) -> bool:
    """Whether eight times the point is nothing."""
    return times(8, point) == IDENTITY


@cache
def is_prime(point: Point) -> bool:
    """Whether the point generates the group of prime order."""
    return point != IDENTITY and times(ORDER, point) == IDENTITY


def torsion() -> list[Point]:
    """The eight points of small order."""
    for y in range(2, 100):
        x = root(y)
        point = times(ORDER, (x, y)) if x is not None else IDENTITY
        if times(4, point) != IDENTITY:
            return [times(number, point) for number in range(8)]
    raise ValueError("no point of order eight")


def odd_encodings() -> Iterator[bytes]:
    """Encodings that are not the one a point has: y beyond the field, or a sign where x is 0."""
    for y in range(19):
        for sign in (0, 1):
            data = (y + P | sign << 255).to_bytes(32, "little")
            if decoded(data, strict=False) is not None:
                yield data
    for y in (1, P - 1):
        yield (y | 1 << 255).to_bytes(32, "little")


def challenge(first: bytes, key: bytes, message: bytes) -> int:
    """k of §5.1.7."""
    return int.from_bytes(hashlib.sha512(first + key + message).digest(), "little") % ORDER


def scalar(seed: bytes) -> tuple[int, bytes]:
    """The secret number of a seed, and the prefix for its nonces (§5.1.5)."""
    data = hashlib.sha512(seed).digest()
    number = int.from_bytes(data[:32], "little") & (2**254 - 8) | 2**254
    return number, data[32:]


def holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """The strict rule: the key generates the prime group and is written the one way; R is not of small order; S is
    below the group's order; and [S]B − [k]A, encoded, is R byte for byte."""
    if len(key) != 32 or len(signature) != 64:
        return False
    first, number = signature[:32], int.from_bytes(signature[32:], "little")
    owner, nonce = decoded(key), decoded(first, strict=False)
    if owner is None or not is_prime(owner) or nonce is None or is_small(nonce) or number >= ORDER:
        return False
    made = add(times(number, BASE), negative(times(challenge(first, key, message), owner)))
    return encoded(made) == first
