"""Strict reading of untrusted JSON: refuses duplicate keys, deep nesting, overflowing numbers and lone surrogates."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from badgepress.openbadges.limits import JSON_BYTES, JSON_LEVELS

# An unfinished string runs to the end, so no character is scanned twice.
_NO_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^\[\]{}"]+', re.DOTALL)
_DIGITS = frozenset("0123456789")
_INDEX = re.compile("0|[1-9][0-9]{0,9}")
_LAST_INDEX = 2**32 - 2
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


class JsonTrouble(Exception):
    """The text is not JSON, or is ambiguous. `code` and `field` are as in the catalogue."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


def read_object(text: str) -> dict[str, Any]:
    """Reads a JSON object. Raises `JsonTrouble` with a `parse-…` code."""
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
        # A lone surrogate has no bytes, and `1e400` overflows, so neither can have been signed. Like browsers, ignore
        # values that a duplicate key replaced.
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
    """A copy of the object, as if read from JSON. Raises `JsonTrouble` for anything JSON cannot hold."""
    if too_deep(value):
        raise JsonTrouble("parse-too-deep")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise JsonTrouble("parse-bad-json") from error
    return read_object(text)


def too_deep(value: object) -> bool:
    """Whether objects and arrays nest more than 64 deep, or contain themselves."""
    layer = [value]
    for _ in range(JSON_LEVELS + 1):
        inner = [one for one in layer if isinstance(one, dict | list | tuple)]
        if not inner:
            return False
        layer = [child for one in inner for child in (one.values() if isinstance(one, dict) else one)]
    return True


def _depth(text: str) -> int:
    """How deep the brackets outside strings nest.

    Checked first so that a deep text never exhausts the parser's stack.
    """
    deepest = now = 0
    for sign in _NO_BRACKET.sub("", text):
        if sign in "[{":
            now += 1
            deepest = max(deepest, now)
        else:
            # An unmatched closing bracket is an error and must not hide depth elsewhere.
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
    """The members in a browser's order, so that both halves report the same one first.

    Keys that are array indices come first, by their numbers (ECMA-262, OrdinaryOwnPropertyKeys).
    """
    if not any(key[:1] in _DIGITS for key in made):
        return made
    numbers = sorted((key for key in made if _is_index(key)), key=int)
    return {key: made[key] for key in numbers} | made


def _is_index(key: str) -> bool:
    return _INDEX.fullmatch(key) is not None and int(key) <= _LAST_INDEX


def _first_twice(value: object) -> str | None:
    """The first duplicate key in reading order. Objects are tuples of pairs here."""
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
    """The double that a browser reads. There `1.0` and `1` are the same number, so they must be here too."""
    number = float(digits)
    if math.isinf(number):
        huge.append(digits)
    return int(number) if number.is_integer() and abs(number) < 1e21 else number
