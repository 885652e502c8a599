"""What must not stand in a public repository: secret keys, and the e-mail addresses of people.

Neither is ever repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from badgepress.errors import Problem, Severity, problem

#: No more findings of one kind are told of one file.
MOST = 100
#: Larger files are not looked through.
LARGEST = 4 * 1024 * 1024

#: How secrets begin that are recognised by their beginning: what is looked for first, as that is quick.
_STARTS = (
    *("z3u2", "-----BEGIN", "AKIA", "ASIA", "gh", "github_pat_", "glpat-", "xox", "AIza"),
    *("sk_live_", "rk_live_", "npm_", "pypi-AgE", "locked$", '"d"', "ejN1M", "LS0tLS1CRUdJTi"),
)
#: A key of ours as it is, locked with a passphrase, or in base64.
_OWN = r"z3u2[1-9A-HJ-NP-Za-km-z]{40,}|\blocked\$argon2id\$[0-9A-Za-z$_-]{40,}|\bejN1M[g-v][0-9A-Za-z+/_-]{50,}"
#: `PRIVATE KEY` after its dashes, in base64, for each kind there is.
_ENCODED = "BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVEU|BFTkNSWVBURUQgUFJJVkFUR"
_SECRET = re.compile(
    rf"{_OWN}"
    rf"|\bLS0tLS1CRUdJTi(?:{_ENCODED})"
    # a key as JSON (RFC 7517, RFC 8037)
    r"|\"d\"\s{0,9}:\s{0,9}\"[0-9A-Za-z_-]{43,1400}\""
    r"|-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[0-9A-Za-z]{36,255}\b|\bgithub_pat_[0-9A-Za-z_]{50,255}\b|\bglpat-[0-9A-Za-z_-]{20,255}"
    r"|\bxox[abeprs]-[0-9A-Za-z-]{20,255}|\bAIza[0-9A-Za-z_-]{35}\b"
    r"|\b[sr]k_live_[0-9A-Za-z]{20,255}\b|\bnpm_[0-9A-Za-z]{36}\b|\bpypi-AgE[0-9A-Za-z_-]{50,255}"
)
#: How the sign of an address is written: as it is, in a web address, in HTML, and with YAML's escapes.
_SIGN = r"(?:@|%40|&#0{0,5}64;|&#[xX]0{0,5}40;|&commat;|\\x40|\\u0040|\\U00000040)"
_SIGNS = ("@", "%40", "&#", "&commat;", "\\x40", "\\u0040", "\\U00000040")
_RAW_SIGNS = tuple(sign.encode() for sign in _SIGNS)
#: From the sign on, and not far, so that a long text takes no longer than its length.
_AT = re.compile(rf"(?<=[\w.+-]){_SIGN}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_][\w-]{{1,62}}")
_BEFORE = re.compile(r"[\w.+%-]{1,64}\Z")


def secrets(text: str, shown: str) -> list[Problem]:
    """A problem (code secret-in-file) for each secret key or access token in a text."""
    if not any(start in text for start in _STARTS):
        return []
    return [_secret(found, shown, line) for line, found in islice(placed(_SECRET, text), MOST)]


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
        address = re.sub(_SIGN, "@", text[start : found.end()]).casefold()
        if address in known:
            continue
        line += text.count("\n", counted, start)
        counted = start
        lines.setdefault(line, _address(shown, line, severity))
    return list(lines.values())


def may_hold_address(raw: bytes) -> bool:
    """Whether `addresses` could find one in a file: what is asked first, as it is quick."""
    return any(sign in raw for sign in _RAW_SIGNS)


def as_text(raw: bytes) -> str:
    """A file as text: UTF-8, or UTF-16 with its mark, as spreadsheet programs save it; empty when it is none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    return "" if b"\0" in raw else raw.decode("utf-8", "replace")


def in_name(name: str) -> bool:
    """Whether the name of a file holds an e-mail address."""
    return _AT.search(name) is not None


def _secret(found: str, shown: str, line: int) -> Problem:
    own = re.fullmatch(_OWN, found) is not None
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
