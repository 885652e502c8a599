"""Badges in PNG images, stored as text chunks (PNG 3rd edition §5 and §11.3.3).

Never decodes pixels. Refuses a file unless it is whole chunks with correct checksums.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from badgepress.errors import BakeError, problem
from badgepress.openbadges.images.baked import Baked, Kind
from badgepress.openbadges.limits import BAKED_IMAGE_BYTES, BAKED_TEXT_BYTES, BAKED_TEXTS, PNG_CHUNKS
from badgepress.values import Value

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

KEYWORDS: Final[dict[Kind, str]] = {"ob3": "openbadgecredential", "ob2": "openbadges", "clr": "clrcredential"}

_KIND: Final[dict[bytes, Kind]] = {keyword.encode(): kind for kind, keyword in KEYWORDS.items()}
_TEXTS: Final = (b"iTXt", b"tEXt", b"zTXt")
_HEADER_BYTES: Final = 13
# §11.2.1: allowed bit depths for each colour type.
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


class Chunk(NamedTuple):
    """A chunk: its type, its data, and where the whole chunk begins and ends in the file."""

    type: bytes
    data: bytes
    start: int
    end: int


def is_png(data: bytes) -> bool:
    """Whether `data` begins with the PNG signature."""
    return data.startswith(SIGNATURE)


def read_size(image: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises BakeError as `bake` does."""
    width, height = struct.unpack(">II", _chunks(image)[0].data[:8])
    return width, height


def bake(image: bytes, text: str, kind: Kind = "ob3") -> bytes:
    """The PNG with `text` in one uncompressed iTXt chunk right after its header. Other chunks stay as they are.

    Replaces any credential of the same kind. Raises BakeError `png-signature`, `png-truncated`, `png-checksum`,
    `png-header`, `png-no-pixels` or `png-too-large`.
    """
    before, after = split(image, kind)
    return before + wrap(text, kind) + after


def split(image: bytes, kind: Kind = "ob3") -> tuple[bytes, bytes]:
    """The image without credentials of `kind`, cut after its header, where the `wrap(…)` chunk goes.

    Raises BakeError as `bake` does.
    """
    header, *others = _chunks(image)
    kept = [
        image[chunk.start : chunk.end]
        for chunk in others
        if not (chunk.type in _TEXTS and _KIND.get(_keyword(chunk)) == kind)
    ]
    # Bytes after IEND are not part of the image, but we keep them.
    kept.append(image[others[-1].end :])
    return image[: header.end], b"".join(kept)


def wrap(text: str, kind: Kind = "ob3") -> bytes:
    """The uncompressed iTXt chunk that carries `text` (§11.3.3.4)."""
    # Keyword, 0, compression flag 0, method 0, no language, 0, no translated keyword, 0, UTF-8 text.
    data = KEYWORDS[kind].encode() + b"\0\0\0\0\0" + text.encode()
    return chunk(b"iTXt", data)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A whole chunk: its length, type, data and checksum (§5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def unbake(image: bytes) -> list[Baked]:
    """Every credential in the PNG, in file order, from iTXt (compressed or not), tEXt and zTXt chunks.

    Raises BakeError as `bake` does. Also raises `png-text` if it cannot read a credential's chunk, and
    `png-text-too-large` if there is too much text: a small file can hold gigabytes of it, compressed.
    """
    found: list[Baked] = []
    left = BAKED_TEXT_BYTES
    for chunk in _chunks(image):
        kind = _KIND.get(_keyword(chunk)) if chunk.type in _TEXTS else None
        if kind is None:
            continue
        data = _text(chunk, left)
        left -= len(data)
        if left < 0 or len(found) == BAKED_TEXTS:
            raise _too_large()
        found.append(Baked(kind, _decoded(data, chunk.type), chunk.type.decode()))  # type: ignore[arg-type]  # of _TEXTS
    return found


def _chunks(image: bytes) -> list[Chunk]:
    """All chunks up to IEND, checked."""
    if len(image) > BAKED_IMAGE_BYTES:
        raise _bad("png-too-large", "the image is too large", expected=f"at most {BAKED_IMAGE_BYTES} bytes")
    if not is_png(image):
        raise _bad("png-signature", "the image does not begin as a PNG")
    chunks = list(islice(_walk(image), PNG_CHUNKS + 1))
    if len(chunks) > PNG_CHUNKS:
        raise _bad("png-too-large", "the image has too many chunks", expected=f"at most {PNG_CHUNKS}")
    _check_header(chunks[0])
    types = [chunk.type for chunk in chunks]
    if types.count(b"IHDR") > 1:
        raise _bad("png-header", "the image has two headers")
    if b"IDAT" not in types:
        raise _bad("png-no-pixels", "the image has no pixels (no IDAT chunk)")
    return chunks


def _walk(image: bytes) -> Iterator[Chunk]:
    start = len(SIGNATURE)
    while True:
        if start + 12 > len(image):
            raise _bad("png-truncated", "the image ends before its IEND chunk", got=f"{len(image)} bytes")
        (length,) = struct.unpack_from(">I", image, start)
        kind, end = image[start + 4 : start + 8], start + 12 + length
        if not kind.isalpha():
            raise _bad("png-truncated", "a chunk's type is not four letters", got=Value(kind.decode("latin-1")))
        if end > len(image):
            raise _bad("png-truncated", f"the image ends inside its {kind.decode()} chunk", got=f"{len(image)} bytes")
        data = image[start + 8 : end - 4]
        (checksum,) = struct.unpack_from(">I", image, end - 4)
        if zlib.crc32(data, zlib.crc32(kind)) != checksum:
            raise _bad("png-checksum", f"the {kind.decode()} chunk's checksum is wrong")
        yield Chunk(kind, data, start, end)
        if kind == b"IEND":
            return
        start = end


def _check_header(chunk: Chunk) -> None:
    if chunk.type != b"IHDR" or len(chunk.data) != _HEADER_BYTES:
        raise _bad("png-header", "the image does not begin with a header (IHDR) of 13 bytes")
    width, height, depth, colour, compression, filters, interlace = struct.unpack(">IIBBBBB", chunk.data)
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise _bad("png-header", "the header says an impossible size", got=f"{width} × {height}")
    if depth not in _DEPTHS.get(colour, ()):
        raise _bad("png-header", "the header says an impossible kind of pixel", got=f"colour {colour}, depth {depth}")
    if compression or filters or interlace > 1:
        raise _bad("png-header", "the header says an unknown method", got=f"{compression}, {filters}, {interlace}")


def _keyword(chunk: Chunk) -> bytes:
    return chunk.data[:80].partition(b"\0")[0]


def _text(chunk: Chunk, most: int) -> bytes:
    """The text of a text chunk (§11.3.3.2 to §11.3.3.4). Unpacks at most `most` bytes."""
    _, _, rest = chunk.data.partition(b"\0")
    if chunk.type == b"tEXt":
        return rest
    if chunk.type == b"zTXt":
        if rest[:1] != b"\0":
            raise _unreadable("its compression is unknown")
        return _inflated(rest[1:], most)
    if len(rest) < 2 or rest[0] > 1 or (rest[0] == 1 and rest[1] != 0):
        raise _unreadable("its compression is unknown")
    fields = rest[2:].split(b"\0", 2)
    if len(fields) != 3:
        raise _unreadable("it has too few fields")
    return _inflated(fields[2], most) if rest[0] else fields[2]


def _decoded(data: bytes, kind: bytes) -> str:
    try:
        # Old tools put UTF-8 into chunks that should be Latin-1, so try UTF-8 first.
        return data.decode()
    except UnicodeDecodeError:
        if kind == b"iTXt":
            raise _unreadable("it is not UTF-8") from None
        return data.decode("latin-1")


def _inflated(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, most + 1)
    except zlib.error:
        raise _unreadable("it cannot be decompressed") from None
    if len(out) > most:
        raise _too_large()
    if not unpacker.eof:
        raise _unreadable("it cannot be decompressed")
    return out


def _unreadable(why: str) -> BakeError:
    return _bad("png-text", f"the badge's text chunk cannot be read: {why}")


def _too_large() -> BakeError:
    return _bad("png-text-too-large", "the badge's text is too large", expected=f"at most {BAKED_TEXT_BYTES} bytes")


def _bad(code: str, message: str, *, got: str = "", expected: str = "") -> BakeError:
    return BakeError(problem(code, message, got=got, expected=expected))
