"""Reading JSON that nobody vouches for: duplicate keys, depth, odd numbers and half characters are told apart."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

MOST_JSON_BYTES = 2_000_000
MOST_DEPTH = 64
# An unfinished string runs to the end, so that no sign is looked at twice.
_NO_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^\[\]{}"]+', re.DOTALL)
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


class JsonTrouble(Exception):
    """The text is not JSON that can be trusted to mean one thing; `code` and `field` as in the catalogue."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


def read_object(text: str) -> dict[str, Any]:
    """The object that the text is; raises `JsonTrouble` with a `parse-…` code."""
    if len(text) > MOST_JSON_BYTES or (
        not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > MOST_JSON_BYTES
    ):
        raise JsonTrouble("parse-too-large")
    if text.count("{") + text.count("[") > MOST_DEPTH and _depth(text) > MOST_DEPTH:
        raise JsonTrouble("parse-too-deep")
    twice: list[str] = []
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _one_of_each(pairs, twice),
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
        # Half of a surrogate pair has no bytes, so nothing that holds one can have been signed.
        text.encode("utf-8")
        if _HALF_ESCAPED.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError as error:
        raise JsonTrouble("parse-bad-json") from error
    if twice:
        raise JsonTrouble("parse-duplicate-key", twice[0])
    if not isinstance(value, dict):
        raise JsonTrouble("parse-bad-json")
    return value


def plain_copy(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same object as read from its own JSON; raises `JsonTrouble` for what JSON cannot say."""
    if too_deep(value):
        raise JsonTrouble("parse-too-deep")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise JsonTrouble("parse-bad-json") from error
    return read_object(text)


def too_deep(value: object) -> bool:
    """Whether objects and arrays are nested more than 64 deep (or without end)."""
    layer = [value]
    for _ in range(MOST_DEPTH + 1):
        inner = [one for one in layer if isinstance(one, dict | list | tuple)]
        if not inner:
            return False
        layer = [child for one in inner for child in (one.values() if isinstance(one, dict) else one)]
    return True


def _depth(text: str) -> int:
    """How deep the brackets go; strings are left out, so a deep text never reaches the parser's stack."""
    deepest = now = 0
    for sign in _NO_BRACKET.sub("", text):
        if sign in "[{":
            now += 1
            deepest = max(deepest, now)
        else:
            now -= 1
    return deepest


def _one_of_each(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            twice.append(key)
        made[key] = value
    return made


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _finite(text: str) -> int | float:
    return _as_in_browsers(float(text))


def _whole(text: str) -> int | float:
    return _as_in_browsers(float(text)) if len(text) > 15 else int(text)


def _as_in_browsers(number: float) -> int | float:
    """The double that a browser reads; `1.0` and `1` are one number there, so they must be one here."""
    if not math.isfinite(number):
        raise ValueError(number)
    return int(number) if number.is_integer() and abs(number) < 1e21 else number
