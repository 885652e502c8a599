"""What must not stand in a public repository: secret keys, and the e-mail addresses of people.

Neither is ever repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from badgepress.errors import Problem, Severity, problem
from badgepress.read.keylike import OWN, keylike

#: No more findings of one kind are told of one file.
MOST = 100
#: Larger files are not looked through.
LARGEST = 4 * 1024 * 1024

#: An @ as it is written in a text, an address, a page (HTML), or between quotes in YAML and JSON.
_SIGN = r"(?:[@\uff20\ufe6b]|%40|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|\\x40|\\u0040|\\U00000040)"
_SIGNS = ("@", "\uff20", "\ufe6b", "%40", "&#", "&commat;", "\\x40", "\\u0040", "\\U00000040")
#: From the @ on, and not far, so that a long text takes no longer than its length.
_AT = re.compile(rf"(?<=[\w.+-]){_SIGN}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_][\w-]{{1,62}}")
_ANY_SIGN = re.compile(_SIGN)
_BEFORE = re.compile(r"[\w.+%-]{1,64}\Z")


def secrets(text: str, shown: str) -> list[Problem]:
    """A problem (code secret-in-file) for each line with a secret key or an access token."""
    lines: dict[int, Problem] = {}
    counted, line = 0, 1
    for start, kind in sorted(keylike(text, MOST)):
        line += text.count("\n", counted, start)
        counted = start
        if line not in lines or kind == OWN:
            lines[line] = _secret(kind, shown, line)
    return list(lines.values())


def addresses(text: str, shown: str, known: Collection[str], severity: Severity) -> list[Problem]:
    """A problem (code address-in-text) for each line with an e-mail address that is not among the `known` public ones.

    Comments are looked through as well. A name on Mastodon is no address.
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    lines: dict[int, Problem] = {}
    counted, line = 0, 1
    for found in _AT.finditer(text):
        before = _BEFORE.search(text, max(0, found.start() - 65), found.start())
        start = before.start() if before else found.start()
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
    """Whether the name of a file holds an e-mail address."""
    return _AT.search(name) is not None


def _secret(kind: str, shown: str, line: int) -> Problem:
    own = kind == OWN
    hint = (
        "take it out, make a new key with `badgepress key new`, and put only the public half here"
        if own
        else "take it out, and have it replaced where it is from: what was once in git counts as known"
    )
    message = "a secret key stands in the programme" if own else "something that looks like a secret stands here"
    return problem("secret-in-file", message, file=shown, line=line, hint=hint)


def _address(shown: str, line: int, severity: Severity) -> Problem:
    return problem(
        "address-in-text",
        "an e-mail address stands in the text, and the repository is public",
        file=shown,
        line=line,
        hint="take it out; a public contact address stands in `email:` of an issuer",
        severity=severity,
    )


def placed(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Every match with its line; lines are counted on from match to match."""
    line, counted = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        yield line, found.group()
