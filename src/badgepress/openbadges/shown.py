"""A JSON value as messages show it, to the letter as the browser verifier does (`shown.ts`).

It looks like Python's `repr`, which itself will not do: what that writes out changes with Python's version of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
#: Control and format characters, halves of characters, private ones, and white space but for the blank itself.
_ESCAPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})
#: Format characters that Unicode has since version 15, which Python 3.11 does not know yet.
_FORMATS: Final = re.compile("[\U00013439-\U0001343f]")


def quoted(text: str) -> str:
    """The text in quotes; control characters, backslashes and the quotes' own kind are written out."""
    quote = '"' if "'" in text and '"' not in text else "'"
    if text.isascii() and text.isprintable() and quote not in text and "\\" not in text:
        return f"{quote}{text}{quote}"
    return f"{quote}{''.join(_escaped(sign, quote) for sign in text)}{quote}"


def written(value: Any) -> str:
    """Any value: texts quoted, nothing as `None`."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(key)}: {written(one)}' for key, one in value.items())}}}"
    return str(value)


def is_format(sign: str) -> bool:
    """Whether the character is a format character (Cf) that Python may not know as one."""
    return _FORMATS.match(sign) is not None


def _escaped(sign: str, quote: str) -> str:
    if sign == " ":
        return sign
    if sign in _SHORT or sign == quote:
        return _SHORT.get(sign, f"\\{quote}")
    if unicodedata.category(sign) not in _ESCAPED and not is_format(sign):
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
