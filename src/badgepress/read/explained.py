"""Explains to people what the model's patterns and codes ask for.

A test walks all types of the model and fails if a pattern has no explanation here.
"""

from __future__ import annotations

import re

from badgepress.model import badge, base, demand, program, theme

PATTERNS: dict[str, tuple[str, str, str]] = {
    base.SLUG: ("bad-slug", "not a slug", "lower-case letters, digits and single hyphens, as in data-foundations"),
    base.AWARD_ID: ("bad-id", "not an award id", "1 to 64 letters, digits, - and _, a letter or digit first"),
    base.IMAGE_NAME: ("bad-image-name", "not the name of an image", "a file beside this one, ending with .svg or .png"),
    base.LANGUAGE: ("bad-language", "not a language tag", "one such as en, pt-BR or zh-Hant"),
    r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$": ("bad-did", "not a DID", "one such as did:key:z6Mk… or did:web:example.org"),
    r"^sha256\$[0-9a-f]{64}$": ("bad-identity", "not a hashed e-mail", "sha256$ and 64 hexadecimal digits"),
    r"^[A-Za-z0-9_+/=.-]{8,128}$": ("bad-salt", "not a salt", "8 to 128 letters and digits"),
    r"^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$": (
        "bad-public-key",
        "not a public key",
        "z6Mk… as `badgepress key new` prints it",
    ),
    base.KNOWN_KEY: (
        "bad-public-key",
        "neither a public key nor the address of one",
        "z6Mk… or zDn…, or one such as https://example.org/keys/1",
    ),
    demand.PLACE: ("unknown-region", "not a country or a region", "BR, 419 in quotes, or a name from regions.yml"),
    badge.CURRENCY: ("bad-currency", "not a currency", "three capital letters of ISO 4217, as in EUR"),
    theme.FONT: ("bad-font", "not a font", "geologica, system, serif, or a .woff2 file beside program.yml"),
    base.COLOUR: ("bad-colour", "not a colour", '# and six hexadecimal digits, as in "#1f5fbf"'),
    program.REPOSITORY: (
        "bad-repository",
        "not the address of a repository",
        "one such as https://github.com/example/badges",
    ),
    program.BRANCH: ("bad-repository", "not the name of a branch", "one such as main"),
    program.FOLDER: ("bad-repository", "not a folder of the repository", "one such as badges, or . for its root"),
    r"^\d{1,20}$": ("bad-handle", "not an organisation's number", "digits"),
    r"^@?[A-Za-z0-9_]{1,15}$": ("bad-handle", "not a name on X", "up to 15 letters, digits and _"),
    r"^@[^\s@]+@[^\s@]+$": ("bad-handle", "not a name on Mastodon", "@name@server"),
    r"^@?[a-z0-9.-]{3,253}$": ("bad-handle", "not a name on Bluesky", "one such as name.bsky.social"),
}
_CHOICES = re.compile(r"\^\((?P<words>[A-Za-z|]+)\|ext:\[A-Za-z0-9\._-\]\+\)\$\Z")

#: What was expected, for each code that the model's own checks raise.
EXPECTED = {
    "bad-address": "one such as https://example.org/page",
    "bad-base-url": "one such as https://badges.example.org/",
    "bad-country": "two capital letters, as in BR",
    "bad-date": "2026-09-14 or 2026-09-14T10:00:00Z",
    "bad-duration": "P2Y, P18M, P90D or PT6H",
    "bad-email": "one such as badges@example.org",
    "unsound-name": "the name as its bearer writes it, in visible letters on one line",
    "bad-language": "a code such as en, pt-BR or zh-Hant",
}


def explain_pattern(pattern: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Return (code, message, expected, choices) for a model's pattern; only a choice of words has choices."""
    chosen = _CHOICES.match(pattern)
    if chosen:
        return "not-a-choice", "", "ext: and a word of your own", tuple(chosen["words"].split("|"))
    return *PATTERNS.get(pattern, ("bad-value", "the value cannot be used here", "")), ()
