"""Formats values, keys and names for messages: short, on one line, without e-mail addresses or secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from badgepress.model.countries import COUNTRIES

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
#: Starts at the @ and is bounded, so the time stays proportional to the length of the text.
_AT = r"(?:@|%40)[^\s@<>\"'()]{1,253}\.[^\s@<>\"'()]"
_EMAIL = re.compile(rf"(?<=[^\s@<>\"'()]){_AT}")
#: The same for engines without look-behind.
EMAIL = rf"[^\s@<>\"'()]{_AT}"
_SECRET = re.compile(r"z3u2[1-9A-Za-z]{20,}")
_LONGEST = 60


def is_email(text: object) -> bool:
    """Return whether the text contains an e-mail address."""
    return isinstance(text, str) and ("@" in text or "%40" in text) and _EMAIL.search(text) is not None


def folded(text: str) -> str:
    """Return the text for comparing: without case, accents and repeated spaces."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def shown_text(text: str) -> str:
    """Return `'text'` on one line and shortened. An e-mail address or a secret key is named, not shown."""
    if is_email(text):
        return "an e-mail address"
    if _SECRET.search(text):
        return "a secret key"
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"'{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}'"


def shown_value(value: Any, plain: str | None = None) -> str:
    """Describe the value that was got; `plain` is the number as it was written."""
    if isinstance(value, str):
        return shown_text(value)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {plain or value}"
    return "a mapping" if isinstance(value, dict) else "a list"


@lru_cache(maxsize=1024)
def plain_key(key: str) -> str:
    """Return a key as it appears in a path: unchanged if it is a plain word, else in quotes."""
    return key if _PLAIN_KEY.match(key) else shown_text(key)


def path_of(parts: Iterable[str | int]) -> str:
    """Return `("recipient", "links", 2)` as `recipient.links[2]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{plain_key(part)}" if path else plain_key(part)
    return path


def meant_country(code: str) -> str:
    """Return the hint for a wrong country code: the code it stands for, if that is known."""
    meant = {"UK": "GB", "EL": "GR"}.get(code.strip().upper(), code.strip().upper())
    return f"did you mean '{meant}'?" if meant in COUNTRIES else ""


def did_you_mean(word: object, names: Iterable[str]) -> str:
    """Return `did you mean 'python'?` with the nearest name; empty if none is near."""
    nearest = near(word, tuple(names))
    return f"did you mean '{nearest}'?" if nearest else ""


def near(word: object, names: Sequence[str], cutoff: float = 0.6) -> str:
    """Return the nearest of the names, ignoring case; empty if none is near."""
    return _near(word, tuple(names), cutoff) if isinstance(word, str) and len(word) <= 100 else ""


@lru_cache(maxsize=512)
def _near(word: str, names: tuple[str, ...], cutoff: float) -> str:
    by_lower = {name.lower(): name for name in reversed(names)}
    found = get_close_matches(word.lower(), by_lower, 1, cutoff)
    return by_lower[found[0]] if found else ""
