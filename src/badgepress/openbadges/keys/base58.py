"""Base58 with Bitcoin's alphabet, as Multibase's `z` uses it."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Working on two letters at a time halves the arithmetic on long numbers.
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
_VALUE = {letters: number for number, letters in enumerate(_PAIRS)}
_BASE = len(_PAIRS)


def encode(data: bytes) -> str:
    """Encodes `data` in base58. Each leading zero byte becomes a `1`."""
    number = int.from_bytes(data, "big")
    pairs: list[str] = []
    while number:
        number, digits = divmod(number, _BASE)
        pairs.append(_PAIRS[digits])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def decode(text: str) -> bytes:
    """Decodes base58. Raises ValueError for a letter outside the alphabet.

    The cost grows with the square of the length, so callers must limit the length first.
    """
    number = 0
    even = text if len(text) % 2 == 0 else "1" + text
    try:
        for at in range(0, len(even), 2):
            number = number * _BASE + _VALUE[even[at : at + 2]]
    except KeyError:
        raise ValueError("letter outside the base58 alphabet") from None
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
