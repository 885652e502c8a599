"""Prepares values for a sentence (one line of visible text, cut if long), and fills templates with them.

The browser verifier follows the same rules (catalogue/README.md). The result is text, never HTML: values may come from
a hostile credential.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice

from badgepress.openbadges.limits import (
    ISSUER_ADDRESS_CHARACTERS,
    ISSUER_NAME_CHARACTERS,
    MARKS_ON_A_LETTER,
    VALUE_CHARACTERS,
)

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Fillers and blanks. They are invisible too, although Unicode calls them letters, a pattern or a mark.
_BLANK = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0]")
# Marks added in Unicode 15 to 17. Browsers know them, but Python's own tables may not yet.
_NEW_MARKS = re.compile(
    "[\u0897\u0cf3\u0ece\u1acf-\u1add\u1ae0-\u1aeb\U00010d69-\U00010d6d\U00010efa-\U00010eff\U00011241\U000113b8-\U000113c0"
    "\U000113c2\U000113c5\U000113c7-\U000113ca\U000113cc-\U000113d0\U000113d2\U000113e1\U000113e2\U00011b60-\U00011b67\U00011f00"
    "\U00011f01\U00011f03\U00011f34-\U00011f3a\U00011f3e-\U00011f42\U00011f5a\U00013440\U00013447-\U00013455\U0001611e-\U0001612f"
    "\U0001e08f\U0001e4ec-\U0001e4ef\U0001e5ee\U0001e5ef\U0001e6e3\U0001e6e6\U0001e6ee\U0001e6ef\U0001e6f5]"
)
#: Format characters added in Unicode 15, which Python 3.11 does not know yet.
_NEW_FORMATS = re.compile("[\U00013439-\U0001343f]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners are invisible but needed to write words: between letters of the scripts from Arabic to Sinhala, of Burmese,
# Khmer and Mongolian; at the end of a word after a virama; and (U+200D) between the pictures of one emoji.
_LETTER = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af"
_VIRAMA = "\u094d\u09cd\u0d4d\u0dca"
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINED = re.compile(f"[{_LETTER}].[{_LETTER}]|[{_PICTURE}\ufe0f]\u200d[{_PICTURE}]|[{_VIRAMA}]\u200d")


def clean(value: str, most: int = VALUE_CHARACTERS) -> str:
    """The value as one line of visible text, cut to 200 characters (or `most`) plus an ellipsis."""
    text = _BLANK.sub(" ", value)
    if not text.isprintable():
        text = "".join(sign if sign in "\u200c\u200d" or not _is_unseen(sign) else " " for sign in text)
        text = re.sub("[\u200c\u200d]", _joiner, text)
    line = " ".join(text.split())
    if not line.isascii():
        line = "".join(islice(_without_heaps(line), most + 1))
    return line if len(line) <= most else line[:most] + "…"


def labelled(name: str, address: str) -> str:
    """The name followed by the address in parentheses.

    The name is cut so that the address stays; the address is cut after its host.
    """
    name, address = clean(name, ISSUER_NAME_CHARACTERS), clean(address, ISSUER_ADDRESS_CHARACTERS)
    return f"{name} ({address})" if name else address


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN or _NEW_FORMATS.match(sign) is not None


def _without_heaps(line: str) -> Iterator[str]:
    """The characters of the line without excess combining marks, which would pile up over the lines around."""
    marks = 0
    for sign in line:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" or _NEW_MARKS.match(sign) else 0
        if marks <= MARKS_ON_A_LETTER:
            yield sign


def _joiner(found: re.Match[str]) -> str:
    """The joiner if it joins something, otherwise a space."""
    return found[0] if found.start() and _JOINED.match(found.string, found.start() - 1) else " "


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replaces each `{name}` in one pass, so braces inside a value stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)
