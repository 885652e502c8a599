"""A JSON value as sentences and messages show it: as JSON, to the letter as browsers write it (`JSON.stringify`).

This is the one place that formats a value for people, of a finding (`words`) and of a `Problem` (`errors`).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import rfc8785

LONGEST: Final = 200
_HALF: Final = re.compile("[\ud800-\udfff]")
#: Browsers write a whole number beyond this by its 17 digits that count, and Python all digits that there are.
_EXACT: Final = 2**53


class Value(str):
    """A value of a document, where a text is asked for: as text its JSON, cut where it is long.

    What a `Problem` was given (`got`) is a short text of ours, such as `3 bytes`, or one of these. `value` is what
    stands in the document: nobody has to find it in the text again.
    """

    __slots__ = ("most", "value")
    value: Any
    most: int

    def __new__(cls, value: Any, most: int = LONGEST) -> Value:
        """`most` characters of its JSON are shown."""
        text = as_json(value)
        made = super().__new__(cls, text if len(text) <= most else f"{text[: most - 1]}…")
        made.value, made.most = value, most
        return made

    def __getnewargs__(self) -> tuple[Any, int]:  # type: ignore[override]
        """Whoever copies it, or sends it to another process, makes it anew."""
        return self.value, self.most


def as_json(value: Any) -> str:
    """The value as JSON without blanks (ECMA-262, JSON.stringify); what JSON has no form for is shown by its type."""
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
    """A text as it is, any other value as JSON: how a value stands inside a sentence."""
    return value if isinstance(value, str) else as_json(value)


def _number(value: float) -> str:
    try:
        return rfc8785.dumps(float(value)).decode()
    except (rfc8785.CanonicalizationError, OverflowError):
        return str(value)  # of Python's own: no JSON holds such a number
