"""Recognises secrets in a text: our own keys in every form in which people copy them, and those of other services.

A bare run of digits is not enough, because hashes, salts and public keys look the same. It counts only if its name
says that it is a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: How our own keys begin (multibase of multicodec 0x1300); what `key new` writes.
OWN = "z3u2"
_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_BASE64 = "[0-9A-Za-z+/_-]"
#: Between a name and its value, in YAML, JSON, a shell and a .env file.
_IS = r"[\"']?\s{0,9}[:=]\s{0,9}[\"']?"
_NAMED = rf"[_-]?(?:[kK]ey|KEY)?[_-]?(?:[bB]ase58|[bB]ase64|[hH]ex|HEX|[mM]ultibase)?{_IS}{_BASE64}{{43}}"
_OF_OURS = r"\w{0,40}[\"']?\s{0,9}[:=]\s{0,9}(?:[\"'][^\"'\n$<{]{8}|[^\s\"'$<{(…]{8})"
#: The start of each kind of secret, and the pattern of what follows. A literal start is quick to search for.
_KINDS = {
    # multibase: an Ed25519 secret in base58, base64 and hex, and a P-256 one in base58; last, a key under a passphrase
    OWN: rf"{_BASE58}{{40}}",
    # the output of `key new`, encoded again in base64
    "ejN1M": rf"{_BASE64}{{50}}",
    "ugCY": rf"{_BASE64}{{43}}",
    "mgCY": rf"{_BASE64}{{43}}",
    "f8026": r"[0-9a-fA-F]{64}",
    "F8026": r"[0-9a-fA-F]{64}",
    "z42": rf"{_BASE58}{{43,50}}(?![0-9A-Za-z])",
    "locked$argon2id$": r"[0-9]{1,9}\$[0-9]{1,12}\$[\w-]{8,64}\$[\w-]{8}",
    # without PEM's lines: PKCS#8 (Ed25519, P-256, RSA), PKCS#1, SEC 1; then PEM itself, and PEM encoded again in base64
    "MC4CAQAwBQYDK2VwBCIEI": rf"{_BASE64}{{40}}",
    "MIGHAgEAMBMGByqGSM49": rf"{_BASE64}{{40}}",
    "MIIE": rf"[\w+/]{{2,6}}IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKCAQ){_BASE64}{{40}}",
    "MIIJ": rf"[\w+/]{{2,6}}IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKCAg){_BASE64}{{40}}",
    "MHcCAQEEI": rf"{_BASE64}{{40}}",
    "-----BEGIN": r" [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
    "LS0tLS1CRUdJTi": "(?:BQUklWQVRF|BFQyBQUklW|BSU0EgUFJJVk|BPUEVOU1NIIFBSSVZ|BFTkNSWVBURUQgUFJJVk)",
    # a value whose name says that it is secret; then our own pepper and passphrase
    "ecret": _NAMED,
    "ECRET": _NAMED,
    "rivate": _NAMED,
    "RIVATE": _NAMED,
    "BADGEPRESS_PEPPER": _OF_OURS,
    "BADGEPRESS_PASSPHRASE": _OF_OURS,
    # keys of other tools and services
    "AGE-SECRET-KEY-1": "[0-9A-Z]{50}",
    "PuTTY-User-Key-File-": r"\d: ",
    "AKIA": "[0-9A-Z]{16}(?![0-9A-Za-z])",
    "ASIA": "[0-9A-Z]{16}(?![0-9A-Za-z])",
    "gh": "[pousr]_[0-9A-Za-z]{36,255}(?![0-9A-Za-z])",
    "github_pat_": r"\w{50,255}(?!\w)",
    "glpat-": "[0-9A-Za-z_-]{20}",
    "xox": "[abeprs]-[0-9A-Za-z-]{20}",
    "AIza": r"[0-9A-Za-z_-]{35}(?!\w)",
    "k_live_": "[0-9A-Za-z]{20}",
    "npm_": r"[0-9A-Za-z]{36}(?!\w)",
    "pypi-AgE": "[0-9A-Za-z_-]{50}",
}
#: These may follow other letters: names (`clientSecret`) and our own keys.
_ANYWHERE = {OWN, "-----BEGIN", "locked$argon2id$", "LS0tLS1CRUdJTi", "k_live_"}
_ANYWHERE |= {"ecret", "ECRET", "rivate", "RIVATE"}


def _pattern(start: str, more: str) -> re.Pattern[str]:
    literal = re.escape(start)
    # the look-behind comes after the literal: only then does `re` search for the literal first, which is fast
    apart = "" if start in _ANYWHERE else rf"(?<![0-9A-Za-z]{literal})"
    return re.compile(literal + apart + more)


_PATTERNS = {start: _pattern(start, more) for start, more in _KINDS.items()}
#: A JSON Web Key states its type, with the secret number nearby.
_TYPE = re.compile(r"kty(?!\w)")
_NUMBER = re.compile(rf"(?<!\w)d{_IS}{_BASE64}{{43}}")
_NEAR = 300


def keylike(text: str, most: int) -> Iterator[tuple[int, str]]:
    """Yield (offset, start) of every secret in the text, at most `most` of each kind."""
    for start, pattern in _PATTERNS.items():
        if start in text:
            for _, found in zip(range(most), pattern.finditer(text), strict=False):
                yield found.start(), start
    if "kty" in text:
        for _, found in zip(range(most), _TYPE.finditer(text), strict=False):
            if _NUMBER.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR):
                yield found.start(), "kty"
