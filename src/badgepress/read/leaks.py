"""Finds what must not be in a public repository: secret keys, and people's e-mail addresses.

No message ever repeats either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from badgepress.errors import Problem, Severity, problem
from badgepress.read.keylike import OWN, keylike

#: The most findings of one kind that are reported for one file.
MOST = 100
#: Larger files are not searched.
LARGEST = 4 * 1024 * 1024

#: An @ as it is written in text, URLs, HTML, and quoted strings of YAML and JSON.
_SIGN = r"(?:[@\uff20\ufe6b]|%40|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|\\x40|\\u0040|\\U00000040)"
_SIGNS = ("@", "\uff20", "\ufe6b", "%40", "&#", "&commat;", "\\x40", "\\u0040", "\\U00000040")
#: Starts at the @ and is bounded, so the time stays proportional to the length of the text.
_AT = re.compile(rf"(?<=[\w.+-]){_SIGN}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_][\w-]{{1,62}}")
_ANY_SIGN = re.compile(_SIGN)
_LOCAL_PART = re.compile(r"[\w.+%-]{1,64}\Z")


def secrets(text: str, shown: str) -> list[Problem]:
    """Report each line with a secret key or an access token (code secret-in-file)."""
    lines: dict[int, Problem] = {}
    counted, line = 0, 1
    for start, kind in sorted(keylike(text, MOST)):
        line += text.count("\n", counted, start)
        counted = start
        if line not in lines or kind == OWN:
            lines[line] = _secret(kind, shown, line)
    return list(lines.values())


def addresses(text: str, shown: str, known: Collection[str], severity: Severity) -> list[Problem]:
    """Report each line with an e-mail address that is not one of the `known` public ones (code address-in-text).

    Comments are searched too. A Mastodon name does not count as an address.
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    lines: dict[int, Problem] = {}
    counted, line = 0, 1
    for found in _AT.finditer(text):
        local_part = _LOCAL_PART.search(text, max(0, found.start() - 65), found.start())
        start = local_part.start() if local_part else found.start()
        if (start and text[start - 1] == "@") or len(lines) >= MOST:
            continue
        address = _ANY_SIGN.sub("@", text[start : found.end()]).casefold()
        if address in known:
            continue
        line += text.count("\n", counted, start)
        counted = start
        lines.setdefault(line, _address(shown, line, severity))
    return list(lines.values())


def in_name(name: str) -> bool:
    """Return whether a file name contains an e-mail address."""
    return _AT.search(name) is not None


def _secret(kind: str, shown: str, line: int) -> Problem:
    own = kind == OWN
    hint = (
        "remove it, make a new key with `badgepress key new`, and put only the public half here"
        if own
        else "remove it and replace it at the service it belongs to: anything that was in git counts as known"
    )
    message = "the programme contains a secret key" if own else "this looks like a secret"
    return problem("secret-in-file", message, file=shown, line=line, hint=hint)


def _address(shown: str, line: int, severity: Severity) -> Problem:
    return problem(
        "address-in-text",
        "the text contains an e-mail address, and the repository is public",
        file=shown,
        line=line,
        hint="remove it; a public contact address goes into `email:` of an issuer",
        severity=severity,
    )


def placed(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Yield every match with its line. Lines are counted from one match to the next."""
    line, counted = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        yield line, found.group()
