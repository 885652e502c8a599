"""Base58 with Bitcoin's alphabet, as Multibase's `z` uses it."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Working on two letters at a time halves the arithmetic on long numbers.
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
_BASE = len(_PAIRS)
# Reading takes eight letters at a time: their value fits a machine word, so little arithmetic is on long numbers.
_TOGETHER = 8
_LONG_BASE = 58**_TOGETHER
_OTHER = 255
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))


def encode(data: bytes) -> str:
    """Encodes `data` in base58. Each leading zero byte becomes a `1`."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        number, word = divmod(number, _LONG_BASE)
        for _ in range(_TOGETHER // 2):
            word, digits = divmod(word, _BASE)
            pairs.append(_PAIRS[digits])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def decode(text: str) -> bytes:
    """Decodes base58. Raises ValueError for a letter outside the alphabet.

    The cost grows with the square of the length, so callers must limit the length first.
    """
    try:
        digits = text.encode("latin-1").translate(_VALUES)
    except UnicodeEncodeError:
        digits = bytes([_OTHER])
    if _OTHER in digits:
        raise ValueError("letter outside the base58 alphabet")
    digits = bytes(-len(digits) % _TOGETHER) + digits
    number = 0
    for at in range(0, len(digits), _TOGETHER):
        a, b, c, d, e, f, g, h = digits[at : at + _TOGETHER]
        word = ((((((a * 58 + b) * 58 + c) * 58 + d) * 58 + e) * 58 + f) * 58 + g) * 58 + h
        number = number * _LONG_BASE + word
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
