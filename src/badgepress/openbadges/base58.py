"""Base58 with Bitcoin's alphabet, as Multibase's `z` uses it."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: number for number, letter in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Base58 text of `data`; each leading zero byte is one `1`."""
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        letters.append(ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def decode(text: str) -> bytes:
    """Bytes of Base58 `text`; ValueError for a letter outside the alphabet.

    The cost grows with the square of the length: callers bound it first.
    """
    number = 0
    for letter in text:
        if letter not in _VALUE:
            raise ValueError("letter outside the base58 alphabet")
        number = number * 58 + _VALUE[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
