"""Draws QR codes of award addresses (ISO/IEC 18004) as compact SVG paths.

segno takes some milliseconds for a code, mostly to choose a mask, which is too slow for a site of many awards.
Addresses of one length share version, level and mask. With those fixed, every module of a code is the exclusive or of
some bits of its text, including the error correction, since Reed-Solomon codes are linear. So the code of an address is
that of a plain text combined with one difference for each bit that differs, and segno makes each of those only once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import segno

#: The letter of the plain text. It has one bit, so that letters and digits differ from it in few bits.
_PLAIN = "@"
_DARK = re.compile("1+")


class Code(NamedTuple):
    """A QR code without its quiet zone: the modules along a side, and its rows as lines of an SVG path, 1 wide."""

    side: int
    path: str


class _Base(NamedTuple):
    """The code of the plain text of one length: the settings of all codes of that length, and its modules as bits."""

    version: int
    mask: int
    bits: int
    side: int


class Codes:
    """Draws codes of the addresses of one site, which all start with `start`."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._bases: dict[int, _Base] = {}
        self._differences: dict[tuple[int, int, int], int] = {}

    def draw(self, address: str) -> Code:
        """Return the code of an ASCII address at level M, which is readable with a seventh of it damaged."""
        tail = address.removeprefix(self._start)
        base = self._base(len(tail))
        bits = base.bits
        for at, letter in enumerate(tail):
            for bit in range(7):
                if (ord(letter) ^ ord(_PLAIN)) >> bit & 1:
                    bits ^= self._difference(base, len(tail), at, bit)
        return Code(base.side, _path(bits, base.side))

    def _base(self, length: int) -> _Base:
        if length not in self._bases:
            made = segno.make_qr(self._start + _PLAIN * length, error="m", mode="byte")
            self._bases[length] = _Base(int(made.version), made.mask, _bits(made), len(made.matrix))
        return self._bases[length]

    def _difference(self, base: _Base, length: int, at: int, bit: int) -> int:
        key = (length, at, bit)
        if key not in self._differences:
            other = chr(ord(_PLAIN) ^ 1 << bit)
            text = self._start + _PLAIN * at + other + _PLAIN * (length - at - 1)
            made = segno.make_qr(text, error="m", mode="byte", version=base.version, mask=base.mask)
            self._differences[key] = _bits(made) ^ base.bits
        return self._differences[key]


def _bits(code: segno.QRCode) -> int:
    """Return all modules, row by row, as one number."""
    return int("".join(str(module) for row in code.matrix for module in row), 2)


def _path(bits: int, side: int) -> str:
    """Draw each run of dark modules as a line through the middle of its row. Relative moves keep the numbers short."""
    modules = format(bits, f"0{side * side}b")
    parts = []
    x, y = 0, 0
    for row in range(side):
        for run in _DARK.finditer(modules, row * side, (row + 1) * side):
            first, last = run.start() - row * side, run.end() - row * side
            parts.append(f"m{first - x} {row - y}h{last - first}")
            x, y = last, row
    return "M0 .5" + "".join(parts)
