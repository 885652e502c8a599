"""Recognises common typing mistakes in a line of YAML, so that the hint can say what to write."""

from __future__ import annotations

import re

from badgepress.read.leaks import in_name

#: Spaces that YAML does not treat as spaces: no-break, typographic, ideographic and zero-width ones.
_ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000"
_INDENTED = re.compile(rf"[ \t]*(?:[-?][ \t]+)*[-?:]?([{_ODD}])")
_AFTER_COLON = re.compile(rf"^[^'\"#\n]{{1,80}}?:([{_ODD}])", re.MULTILINE)
_ODD_START = re.compile(rf"[{_ODD}]")
_LONGEST = 100
#: `name: Rosa: Example`, on a line of its own or between braces; quoted values do not match.
_COLON = re.compile(r"^[ -]*(?P<key>[\w-]+): +(?P<text>[^\s'\"{\[|>&*!%@`#][^#\n]*: .*?)\s*$")
_COLON_IN_BRACES = re.compile(r"[{,] *(?P<key>[\w-]+): +(?P<text>[^\s'\"{\[,}][^,}'\"\n]*: [^,}\n]*?) *[,}]")
#: Words that YAML reads as null.
NOTHING = frozenset({"null", "Null", "NULL"})

SPACE_HINT = "delete the space and type it again: text copied from web pages or word processors may contain such spaces"


def odd_space(text: str) -> str:
    """Return the odd space (`U+00A0`) in a line's indentation or after a key's colon; empty if there is none.

    YAML reads such a space as a letter.
    """
    found = _INDENTED.match(text) or _AFTER_COLON.search(text)
    return f"U+{ord(found[1]):04X}" if found else ""


def begins_odd(key: str) -> str:
    """Return the odd space that a key begins with; empty if there is none."""
    return f"U+{ord(key[0]):04X}" if _ODD_START.match(key) else ""


def colon_hint(text: str, *, braces: bool = False) -> str:
    """Return a hint such as `put the value in quotes: name: "Rosa: Example"`; empty if the value has no colon.

    With `braces` the value is between { and }. An e-mail address is not repeated.
    """
    found = _COLON_IN_BRACES.search(text) if braces else _COLON.match(text)
    if not found:
        return ""
    value = found["text"]
    if len(value) > _LONGEST or "@" in value or in_name(value) or '"' in value or "\\" in value:
        return f"put the value of {found['key']} in quotes, because it contains a colon and a space"
    return f'put the value in quotes: {found["key"]}: "{value}"'
