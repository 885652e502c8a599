"""A JSON value as sentences and messages show it: as JSON, to the letter as browsers write it (`JSON.stringify`)."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import rfc8785

_HALF: Final = re.compile("[\ud800-\udfff]")
#: Browsers write a whole number beyond this by its 17 digits that count, and Python all digits that there are.
_EXACT: Final = 2**53


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
        # No number of JSON, and browsers write null for it.
        return "null"
