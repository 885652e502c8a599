"""Gzip, PNG and SVG made by hand, so a vector's bytes do not depend on the version of zlib."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# One black pixel as a stored (not compressed) zlib stream: filter byte and three samples.
_PIXEL = bytes.fromhex("7801010400fbff0000000000040001")
SVG_SHAPE = '<circle cx="8" cy="8" r="7" fill="#2d6a4f"/>'


class _Bits:
    """Deflate's bit order: from the least significant bit of each byte; Huffman codes go in head first."""

    def __init__(self) -> None:
        self.text = ""

    def number(self, value: int, width: int) -> None:
        self.text += format(value, f"0{width}b")[::-1] if width else ""

    def code(self, value: int, width: int) -> None:
        self.text += format(value, f"0{width}b")

    def literal(self, byte: int) -> None:
        self.code(0x30 + byte, 8) if byte < 144 else self.code(0x190 + byte - 144, 9)

    def zeros(self, count: int) -> None:
        """Zero bytes after a zero byte: runs of 258 (code 285, distance 1), the rest one by one."""
        runs, rest = divmod(count, 258)
        for _ in range(runs):
            self.code(0xC0 + 285 - 280, 8)
            self.code(0, 5)
        for _ in range(rest):
            self.literal(0)

    def data(self) -> bytes:
        padded = self.text + "0" * (-len(self.text) % 8)
        return bytes(int(padded[at : at + 8][::-1], 2) for at in range(0, len(padded), 8))


def bitstring(size: int, set_bits: Iterable[int] = ()) -> bytes:
    """A list of `size` bytes with these bits set, the most significant bit of the first byte being 0."""
    bits = bytearray(size)
    for index in set_bits:
        bits[index // 8] |= 0x80 >> index % 8
    return bytes(bits)


def gzipped(data: bytes) -> bytes:
    """Gzip with one fixed Huffman block; long runs of zeros shrink, all else is literal."""
    bits = _Bits()
    bits.number(1, 1)
    bits.number(1, 2)
    at = 0
    while at < len(data):
        run = len(data) - at - len(data[at:].lstrip(b"\0"))
        bits.literal(data[at])
        if run > 1:
            bits.zeros(run - 1)
        at += max(run, 1)
    bits.code(0, 7)
    trailer = struct.pack("<II", zlib.crc32(data), len(data) % 2**32)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + bits.data() + trailer


def packed_zeros(count: int) -> bytes:
    """A zlib stream of so many zero bytes, a hundredth and less of their number long."""
    data = bytes(count)
    return b"\x78\x01" + gzipped(data)[10:-8] + struct.pack(">I", zlib.adler32(data))


def encoded_list(size: int = 16_384, set_bits: Iterable[int] = ()) -> str:
    """`encodedList` of a status list."""
    return "u" + base64.urlsafe_b64encode(gzipped(bitstring(size, set_bits))).rstrip(b"=").decode()


def stored(data: bytes) -> bytes:
    """A zlib stream that holds the data as it is, in blocks of at most 65,535 bytes."""
    blocks = [data[at : at + 65_535] for at in range(0, len(data), 65_535)] or [b""]
    body = b"".join(
        struct.pack("<BHH", number == len(blocks) - 1, len(block), 65_535 - len(block)) + block
        for number, block in enumerate(blocks)
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(data))


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra: bytes) -> bytes:
    """A PNG of one pixel with these chunks after IHDR."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return PNG_SIGNATURE + header + b"".join(extra) + chunk(b"IDAT", _PIXEL) + chunk(b"IEND", b"")


def itxt(text: str, *, keyword: str = "openbadgecredential", packed: bool = False) -> bytes:
    """An iTXt chunk, compressed (as a stored stream) or not."""
    data = text.encode()
    body = stored(data) if packed else data
    return chunk(b"iTXt", keyword.encode() + (b"\0\x01\0" if packed else b"\0\0\0") + b"\0\0" + body)


def text_chunk(text: str, *, keyword: str = "openbadges") -> bytes:
    """A tEXt chunk."""
    return chunk(b"tEXt", keyword.encode() + b"\0" + text.encode("latin-1"))


def svg(inner: str = "", *, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    """A small SVG with this inside."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    return f'{prolog}<svg {space} width="16" height="16">{inner}{SVG_SHAPE}</svg>\n'.encode()


def svg_json(text: str) -> bytes:
    """An SVG with a credential's JSON in CDATA."""
    return svg(f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>")


def base64_of(data: bytes) -> str:
    """Plain base64."""
    return base64.b64encode(data).decode()
