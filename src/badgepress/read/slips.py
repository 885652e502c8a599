"""Slips of the pen in YAML, recognised in the line they are on, so that the hint says what to write."""

from __future__ import annotations

import re

from badgepress.read.leaks import in_name

#: Spaces that are none to YAML: no-break, typographic and ideographic ones, and the zero-width one.
_ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000"
_INDENTED = re.compile(rf"[ \t]*(?:[-?][ \t]+)*[-?:]?([{_ODD}])")
_AFTER_COLON = re.compile(rf"^[^'\"#\n]{{1,80}}?:([{_ODD}])", re.MULTILINE)
_ODD_START = re.compile(rf"[{_ODD}]")
_LONGEST = 100
#: `name: Rosa: Example`, whole or between braces; what stands in quotes already is none of these.
_COLON = re.compile(r"^[ -]*(?P<key>[\w-]+): +(?P<text>[^\s'\"{\[|>&*!%@`#][^#\n]*: .*?)\s*$")
_COLON_IN_BRACES = re.compile(r"[{,] *(?P<key>[\w-]+): +(?P<text>[^\s'\"{\[,}][^,}'\"\n]*: [^,}\n]*?) *[,}]")
#: Words that YAML reads as nothing.
NOTHING = frozenset({"null", "Null", "NULL"})

SPACE_HINT = "delete the space and type it anew: text that was copied from a web page or a word processor may have such"


def odd_space(text: str) -> str:
    """Which space (`U+00A0`) a line is indented with, or has after a key's colon, that YAML takes for a letter.

    Empty where there is none.
    """
    found = _INDENTED.match(text) or _AFTER_COLON.search(text)
    return f"U+{ord(found[1]):04X}" if found else ""


def begins_odd(key: str) -> str:
    """The same for a key: which odd space it begins with."""
    return f"U+{ord(key[0]):04X}" if _ODD_START.match(key) else ""


def colon_hint(text: str, *, braces: bool = False) -> str:
    """`write name: "Rosa: Example"` for a line with a colon in its value; empty for any other.

    With `braces` the value stands between { and }. An e-mail address is not repeated.
    """
    found = _COLON_IN_BRACES.search(text) if braces else _COLON.match(text)
    if not found:
        return ""
    value = found["text"]
    if len(value) > _LONGEST or "@" in value or in_name(value) or '"' in value or "\\" in value:
        return f"put the value of {found['key']} in quotes: a text with a colon and a space needs them"
    return f'put the value in quotes: {found["key"]}: "{value}"'
