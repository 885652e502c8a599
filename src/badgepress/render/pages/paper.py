"""What an award shows on paper: a code that leads to its page, a fingerprint, and texts cut to what a page holds."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from badgepress.registry.credential import CredentialText
from badgepress.render.pictures.qr import Code
from badgepress.render.templating import markdown

#: Letters of a description, and lines of about sixty letters of criteria, that leave room for the badge.
DESCRIPTION, LINES, _LINE = 300, 14, 58
#: Up to how many letters a name or a badge's name keeps the size; beyond the last it has the smallest.
_SIZES = ((40, ""), (84, "long"))
_SMALLEST = "longest"
#: The end of a sentence, in the scripts that end theirs otherwise as well.
_END = re.compile(r"[.!?…](?=\s)|[。！？؟۔।]")


class Paper(NamedTuple):
    """`fingerprint` is in groups of four hexadecimal digits; `sizes` says how long the earner's and the badge's name
    are (`""`, `long`, `longest`); `description` is plain text; `criteria` are lines of plain text, each after whether
    it is an item of a list, and empty where they are too long to fit."""

    code: Code
    fingerprint: tuple[str, ...]
    sizes: tuple[str, str]
    description: str
    criteria: tuple[tuple[bool, str], ...]


def paper(facts: CredentialText, name: str, code: Code, credential: bytes) -> Paper:
    """What the printed page of an award needs; `credential` are the exact bytes of its credential.json."""
    sizes = (size(name), size(facts.badge))
    return Paper(code, fingerprint(credential), sizes, sentences(facts.description), fitting(facts.criteria))


def fingerprint(data: bytes) -> tuple[str, ...]:
    """SHA-256 of the bytes: sixteen groups of four digits, which eyes can compare."""
    digits = hashlib.sha256(data).hexdigest()
    return tuple(digits[at : at + 4] for at in range(0, 64, 4))


@lru_cache(maxsize=2048)
def sentences(text: str, limit: int = DESCRIPTION) -> str:
    """As many whole sentences of Markdown, as plain text, as have room; the first is cut when it alone is too long."""
    whole = markdown.to_text(text, 20 * limit)
    limit = int(limit * len(whole) / max(1.0, width(whole)))
    if len(whole) <= limit:
        return whole
    ends = [found.end() for found in _END.finditer(whole, 0, limit)]
    return whole[: ends[-1]].rstrip() if ends else markdown.to_text(text, limit)


@lru_cache(maxsize=2048)
def fitting(text: str) -> tuple[tuple[bool, str], ...]:
    """Markdown as lines; none of them when there is no room for all."""
    if len(text) > 2 * LINES * _LINE:
        return ()
    lines = tuple(markdown.to_lines(text))
    return lines if sum(1 + width(line) // _LINE for _, line in lines) <= LINES else ()


@lru_cache(maxsize=4096)
def size(text: str) -> str:
    """Which of the sizes for a certificate's largest texts a text needs."""
    wide = width(text)
    return next((word for most, word in _SIZES if wide <= most), _SMALLEST)


def width(text: str) -> float:
    """About how wide a text is, in letters of the Latin alphabet: ideographs are nearly two, marks nothing (UAX 11)."""
    return sum(map(_wide, text))


def _wide(letter: str) -> float:
    if letter.isascii():
        return 1.0
    if unicodedata.category(letter) == "Mn":
        return 0.0
    return 1.8 if unicodedata.east_asian_width(letter) in ("W", "F") else 1.0
