"""Values, keys and names in messages: short, on one line, and never somebody's e-mail or a secret."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
#: From the @ on, and not far, so that a long text takes no longer than its length.
_AT = r"(?:@|%40)[^\s@<>\"'()]{1,253}\.[^\s@<>\"'()]"
_EMAIL = re.compile(rf"(?<=[^\s@<>\"'()]){_AT}")
#: The same for whoever knows no look-behind.
EMAIL = rf"[^\s@<>\"'()]{_AT}"
_SECRET = re.compile(r"z3u2[1-9A-Za-z]{20,}")
_LONGEST = 60


def is_email(text: object) -> bool:
    """Whether an e-mail address stands in the text."""
    return isinstance(text, str) and ("@" in text or "%40" in text) and _EMAIL.search(text) is not None


def folded(text: str) -> str:
    """The text for comparing: without case, accents and doubled spaces."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def shown_text(text: str) -> str:
    """`'text'`, on one line, shortened, with e-mail addresses and secret keys left out."""
    if is_email(text):
        return "an e-mail address"
    if _SECRET.search(text):
        return "a secret key"
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"'{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}'"


def shown_value(value: Any, plain: str | None = None) -> str:
    """What was got, for people; `plain` is how a number was written."""
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
    """A key as it stands in a path: itself when it is a plain word, else in quotes."""
    return key if _PLAIN_KEY.match(key) else shown_text(key)


def path_of(parts: Iterable[str | int]) -> str:
    """`("recipient", "links", 2)` as `recipient.links[2]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{plain_key(part)}" if path else plain_key(part)
    return path


def did_you_mean(word: object, names: Iterable[str]) -> str:
    """`did you mean 'python'?` for the nearest of the names; empty when none is near."""
    nearest = near(word, tuple(names))
    return f"did you mean '{nearest}'?" if nearest else ""


def near(word: object, names: Sequence[str], cutoff: float = 0.6) -> str:
    """The nearest of the names, whatever the case; empty when none is near."""
    return _near(word, tuple(names), cutoff) if isinstance(word, str) and len(word) <= 100 else ""


@lru_cache(maxsize=512)
def _near(word: str, names: tuple[str, ...], cutoff: float) -> str:
    by_lower = {name.lower(): name for name in reversed(names)}
    found = get_close_matches(word.lower(), by_lower, 1, cutoff)
    return by_lower[found[0]] if found else ""
