"""Reading JSON that nobody vouches for: duplicate keys, depth, odd numbers and half characters are told apart."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from badgepress.openbadges.limits import JSON_BYTES, JSON_LEVELS

# An unfinished string runs to the end, so that no sign is looked at twice.
_NO_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^\[\]{}"]+', re.DOTALL)
_DIGITS = frozenset("0123456789")
_INDEX = re.compile("0|[1-9][0-9]{0,9}")
_LAST_INDEX = 2**32 - 2
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


class JsonTrouble(Exception):
    """The text is not JSON that can be trusted to mean one thing; `code` and `field` as in the catalogue."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


def read_object(text: str) -> dict[str, Any]:
    """The object that the text is; raises `JsonTrouble` with a `parse-…` code."""
    if len(text) > JSON_BYTES or (not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > JSON_BYTES):
        raise JsonTrouble("parse-too-large")
    if text.count("{") + text.count("[") > JSON_LEVELS and _depth(text) > JSON_LEVELS:
        raise JsonTrouble("parse-too-deep")
    twice: list[str] = []
    huge: list[str] = []
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _one_of_each(pairs, twice),
            parse_constant=_no_constant,
            parse_float=lambda digits: _as_in_browsers(digits, huge),
            parse_int=lambda digits: _as_in_browsers(digits, huge) if len(digits) > 15 else int(digits),
        )
        text.encode("utf-8")
        # Half of a surrogate pair has no bytes, and a number beyond all numbers (`1e400`) is none: nothing that holds
        # one can have been signed. What a second value for its key has displaced is not looked at, as in browsers.
        if _HALF_ESCAPED.search(text) or huge:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError as error:
        raise JsonTrouble("parse-bad-json") from error
    if not isinstance(value, dict):
        raise JsonTrouble("parse-bad-json")
    if twice:
        again = json.loads(text, object_pairs_hook=tuple, parse_int=str)
        raise JsonTrouble("parse-duplicate-key", _first_twice(again) or "")
    return value


def plain_copy(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same object as read from its own JSON; raises `JsonTrouble` for what JSON cannot say."""
    if too_deep(value):
        raise JsonTrouble("parse-too-deep")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise JsonTrouble("parse-bad-json") from error
    return read_object(text)


def too_deep(value: object) -> bool:
    """Whether objects and arrays are nested more than 64 deep (or without end)."""
    layer = [value]
    for _ in range(JSON_LEVELS + 1):
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
            # One that closes nothing is wrong JSON, and makes nothing else less deep.
            now = max(0, now - 1)
    return deepest


def _one_of_each(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            twice.append(key)
        made[key] = value
    return _in_browsers_order(made)


def _in_browsers_order(made: dict[str, Any]) -> dict[str, Any]:
    """The members in the order that a browser walks through them, so that both halves name the same one first.

    Keys that are array indices come first, by their numbers (ECMA-262, OrdinaryOwnPropertyKeys).
    """
    if not any(key[:1] in _DIGITS for key in made):
        return made
    numbers = sorted((key for key in made if _is_index(key)), key=int)
    return {key: made[key] for key in numbers} | made


def _is_index(key: str) -> bool:
    return _INDEX.fullmatch(key) is not None and int(key) <= _LAST_INDEX


def _first_twice(value: object) -> str | None:
    """The first key, as one reads, that its object has already; objects are tuples of pairs here."""
    if isinstance(value, list):
        return next((found for one in value if (found := _first_twice(one)) is not None), None)
    keys: set[str] = set()
    for key, inner in value if isinstance(value, tuple) else ():
        if key in keys:
            return str(key)
        keys.add(key)
        if (found := _first_twice(inner)) is not None:
            return found
    return None


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _as_in_browsers(digits: str, huge: list[str]) -> int | float:
    """The double that a browser reads; `1.0` and `1` are one number there, so they must be one here."""
    number = float(digits)
    if math.isinf(number):
        huge.append(digits)
    return int(number) if number.is_integer() and abs(number) < 1e21 else number
