"""Bitstring Status List 1.0: the bits, their encoded text, and the unsigned credential that carries them."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from typing import Any, Final

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.limits import LEAST_STATUS_LIST_BITS, STATUS_LIST_BYTES
from badgepress.values import Value

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_SYSTEM_BYTE: Final = 9


def new(bits: int = LEAST_STATUS_LIST_BITS) -> bytearray:
    """A list with no bit set; at least `LEAST_STATUS_LIST_BITS` entries, in whole bytes."""
    return bytearray((max(bits, LEAST_STATUS_LIST_BITS) + 7) // 8)


def size(bits: bytes | bytearray) -> int:
    """How many entries the list has."""
    return len(bits) * 8


def get(bits: bytes | bytearray, index: int) -> bool:
    """The bit at `index`; index 0 is the first byte's most significant bit. Raises CredentialError `status-index`."""
    _within(bits, index)
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def set_bit(bits: bytearray, index: int, value: bool = True) -> None:
    """Sets the bit at `index` in place. Raises CredentialError `status-index`."""
    _within(bits, index)
    mask = 0x80 >> (index & 7)
    bits[index >> 3] = (bits[index >> 3] | mask) if value else (bits[index >> 3] & ~mask)


def encode(bits: bytes | bytearray) -> str:
    """The list gzipped, as `u` and base64url without padding (§3.2). The same list always gives the same text."""
    compressed = bytearray(gzip.compress(bytes(bits), compresslevel=9, mtime=0))
    # The header names the operating system (RFC 1952). 255 (unknown) makes every build the same.
    compressed[_SYSTEM_BYTE] = 255
    return "u" + base64.urlsafe_b64encode(compressed).rstrip(b"=").decode()


def decode(text: str, *, cap: int = STATUS_LIST_BYTES, multibase: bool = True) -> bytes:
    """Decodes a list of at most `cap` bytes.

    `multibase=False` also takes text without the leading `u`, as in the older StatusList2021.
    Raises CredentialError `status-multibase`, `status-base64`, `status-gzip` or `status-too-large`.
    """
    if text.startswith("u"):
        text = text[1:]
    elif multibase:
        raise _bad(
            "status-multibase", "the encoded list is not multibase base64url", got=Value(text[:1]), expected=Value("u")
        )
    # Compression never makes a list this much larger, so a longer text cannot be within the cap.
    if len(text) > 2 * cap + 1024:
        raise _too_large(cap)
    return _gunzip(_base64url(text), cap)


def status_list_credential(
    *, url: str, issuer: str, encoded: str, valid_from: str, valid_until: str, purpose: str = "revocation"
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential for `url` (§2.2). Dates are RFC 3339 with a zone."""
    return {
        "@context": [VC2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }


def _base64url(text: str) -> bytes:
    try:
        plain = text.encode("ascii")
        if b"=" in plain or b"+" in plain or b"/" in plain:
            raise ValueError
        return base64.b64decode(
            plain.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(plain) % 4), validate=True
        )
    except (UnicodeEncodeError, ValueError, binascii.Error):
        raise _bad("status-base64", "the encoded list is not base64url without padding") from None


def _gunzip(data: bytes, cap: int) -> bytes:
    """Unpacks one whole gzip member, with never more than `cap` bytes in memory."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        out = unpacker.decompress(data, cap + 1)
    except zlib.error:
        raise _bad("status-gzip", "the encoded list is not gzip") from None
    if len(out) > cap:
        raise _too_large(cap)
    if not unpacker.eof or unpacker.unused_data:
        raise _bad("status-gzip", "the encoded list is not one whole gzip member")
    return out


def _within(bits: bytes | bytearray, index: int) -> None:
    if not 0 <= index < size(bits):
        raise _bad(
            "status-index", "the status list has no such index", got=str(index), expected=f"0 to {size(bits) - 1}"
        )


def _too_large(cap: int) -> CredentialError:
    return _bad("status-too-large", "the status list is too large", expected=f"at most {cap} bytes")


def _bad(code: str, message: str, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem(code, message, got=got, expected=expected))
