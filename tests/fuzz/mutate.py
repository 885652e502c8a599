"""Makes inputs by mutating good ones: the same for a seed, and fast enough for millions."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence

TOKENS = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b'"', b"\\u0000", b"\\ud800", b"null", b"1e999", b"-0",
    b"@context", b"@id", b"__proto__", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE svg [", b"<?xml ", b"&a;",
    b"iTXt", b"zTXt", b"tEXt", b"IDAT", b"IEND", b"openbadgecredential\0", b"openbadges\0", b"\x1f\x8b\x08", b"u", b"z",
    b".", b"..", b"%2e%2e", b"%00", b"did:web:", b"did:key:", b"https://", b"eyJ", b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
)  # fmt: skip
_PNG = b"\x89PNG\r\n\x1a\n"


class Mutator:
    """Mutates one of its samples at each call."""

    def __init__(self, samples: Sequence[bytes], seed: int, longest: int = 20_000) -> None:
        self._samples, self._chance, self._longest = samples, random.Random(seed), longest

    def __call__(self) -> bytes:
        """Return one input."""
        chance = self._chance
        data = bytearray(chance.choice(self._samples))
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            self._spoil(data)
        if data.startswith(_PNG) and chance.random() < 0.7:
            return mended(bytes(data[: self._longest]))
        return bytes(data[: self._longest])

    def _spoil(self, data: bytearray) -> None:
        chance, size = self._chance, len(data)
        at = chance.randrange(size + 1)
        how = chance.randrange(9)
        if how < 2 and at < size:
            data[at] ^= 1 << chance.randrange(8)
        elif how == 2 and at < size:
            data[at] = chance.randrange(256)
        elif how == 3:
            del data[at : at + chance.choice((1, 2, 4, 16, 400))]
        elif how == 4:
            data[at:at] = chance.choice(TOKENS)
        elif how == 5:
            data[at : at + chance.randrange(8)] = chance.choice(TOKENS)
        elif how == 6:
            start = chance.randrange(size + 1)
            data[at:at] = data[start : start + chance.choice((1, 4, 16, 200))]
        elif how == 7:
            del data[at:]
        else:
            other = chance.choice(self._samples)
            data[at:] = other[chance.randrange(len(other) + 1) :]


def mended(data: bytes) -> bytes:
    """Correct a PNG's checksums as far as its chunks are readable, so that code behind the checks is reached."""
    made = bytearray(data)
    at = len(_PNG)
    while at + 12 <= len(made):
        (length,) = struct.unpack_from(">I", made, at)
        end = at + 8 + length
        if end + 4 > len(made):
            break
        struct.pack_into(">I", made, end, zlib.crc32(made[at + 4 : end]))
        at = end + 4
    return bytes(made)
