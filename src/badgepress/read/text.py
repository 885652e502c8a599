"""Decodes a file's bytes and refuses characters that would make the text look different from what it is."""

from __future__ import annotations

import re
from itertools import islice

from badgepress.errors import Problem, problem
from badgepress.read.leaks import MOST, placed, secrets

#: Control characters. U+0085, U+2028 and U+2029 are among them because only some readers treat them as line ends.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)")
#: Embeddings, overrides and isolates can make text look different from what it is. The marks U+200E, U+200F and U+061C
#: and the joiners are allowed, because Arabic, Hebrew, Persian and Indic names need them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(f"{_CONTROL.pattern}|{_BIDI.pattern}")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)


def decode(raw: bytes, shown: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, and every problem with its characters that stops it from being read as YAML.

    Codes: not-utf8, merge-conflict, control-character, bidi-character, secret-in-file.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = (
            "save it as UTF-8"
            if raw[:2] not in (b"\xff\xfe", b"\xfe\xff")
            else "it looks like UTF-16: save it as UTF-8"
        )
        return "", [problem("not-utf8", "the file is not UTF-8 text", file=shown, line=line, hint=hint)]
    problems = []
    if "<<<<<<<" in text or ">>>>>>>" in text:
        begun = "<" if "<<<<<<<" in text else ">"
        hint = (
            "keep the right lines of both sides (of two lists of awards usually all) and remove the lines "
            "<<<<<<<, ======= and >>>>>>>"
        )
        problems += [
            problem("merge-conflict", "a merge conflict is left in the file", file=shown, line=line, hint=hint)
            for line, found in islice(placed(_CONFLICT, text), MOST)
            if found.startswith(begun)
        ]
    problems += characters(text, shown)
    return text, [*problems, *secrets(text, shown)]


def characters(text: str, shown: str, line: int = 0, path: str = "") -> list[Problem]:
    """Report characters that are not allowed in a text: the first of each kind on each line."""
    found: dict[tuple[int, str], Problem] = {}
    if not _SUSPECT.search(text):
        return []
    for pattern, code, words in (
        (_CONTROL, "control-character", "a control character"),
        (_BIDI, "bidi-character", "a character that changes the direction of text"),
    ):
        for counted, letter in placed(pattern, text):
            at = line or counted
            got = f"U+{ord(letter):04X}"
            if (at, got) not in found and len(found) < MOST:
                message = f"the text contains {words}"
                found[at, got] = problem(code, message, file=shown, line=at, path=path, got=got)
    return list(found.values())
