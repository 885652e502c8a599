"""Formats a JSON value for messages: as JSON, exactly as browsers write it (`JSON.stringify`).

This is the only place that formats values for people, both for findings (`words`) and for a `Problem` (`errors`).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import rfc8785

LONGEST: Final = 200
_HALF: Final = re.compile("[\ud800-\udfff]")
#: Browsers write larger whole numbers with 17 significant digits, Python with all digits.
_EXACT: Final = 2**53


class Value(str):
    """A value of a document that can be used as a text: its JSON, shortened if long.

    `got` of a `Problem` is either a short text of ours, such as `3 bytes`, or one of these. `value` is the document's
    own value, so that nobody has to parse it from the text.
    """

    __slots__ = ("most", "value")
    value: Any
    most: int

    def __new__(cls, value: Any, most: int = LONGEST) -> Value:
        """Make a text of at most `most` characters of the value's JSON."""
        text = as_json(value)
        made = super().__new__(cls, text if len(text) <= most else f"{text[: most - 1]}…")
        made.value, made.most = value, most
        return made

    def __getnewargs__(self) -> tuple[Any, int]:  # type: ignore[override]
        """Return the arguments with which copy and pickle make it again."""
        return self.value, self.most


def as_json(value: Any) -> str:
    """Return the value as JSON without spaces (ECMA-262, JSON.stringify). A value that JSON lacks becomes its type."""
    if isinstance(value, str):
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(as_json, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{as_json(str(name))}:{as_json(one)}' for name, one in value.items())}}}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int) and abs(value) <= _EXACT:
        return str(value)
    if isinstance(value, int | float):
        return _number(value)
    return type(value).__name__


def plainly(value: Any) -> str:
    """Return a text unchanged and any other value as JSON, for use inside a sentence."""
    return value if isinstance(value, str) else as_json(value)


def _number(value: float) -> str:
    try:
        return rfc8785.dumps(float(value)).decode()
    except (rfc8785.CanonicalizationError, OverflowError):
        return str(value)  # such a number exists only in Python, not in JSON
