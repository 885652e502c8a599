"""Values that two languages may treat differently: texts, numbers, dates, keys, addresses."""

from __future__ import annotations

import random
from typing import Any

TEXTS: tuple[str, ...] = (
    "", " ", "x", "a b", "\u00a0", "\u3000", "\u200b", "\u202e", "\u200d", "\ufeff", "\u2800", "\u3164", "\x00",
    "\x1f", "\x85",
    "\u2028", "_:b0", "@id", "@type", "@none", "{recipient}", "{", "'q\"", "a'b", "\\", "\\u0041", "é", "e\u0301",
    "\u00c5",
    "\u212b", "\u212a", "\u0130", "\u0131", "\u017f", "ß", "\u1e9e", "\ufb01", "\u0391\u03a3", "ǅ", "\U0001f600",
    "\U00010400",
    "\ue000", "\uffff", "\ufffd", "\U0010ffff", "\ud800", "\udc00", "\udbff\udfff", "\u0661", "\U0001d7d8",
    "\u0e01\u0e33",
    "e" + "\u0301" * 9, "\U0001f469\u200d\U0001f4bb", "\u0646\u200c\u0645", "\u05d0\u05d1", "z" * 199, "z" * 200,
    "z" * 201,
    "\U0001f600" * 100, "\U0001f600" * 199, "\U0001f600" * 201, "a" + "\U0001f600" * 200, "z" * 79 + "\U0001f600é",
    "é" * 81,
    "\n", "a\nb", " a ", "\ta", "true", "null", "1", "1.0", "-0", "1e400", "en", "en-US", "EN-us", "de-DE-1996",
    "e n", "i-klingon",
    "toString", "__proto__", "None", "undefined", "javascript:alert(1)", "data:,x", "<b>x</b>", "&amp;",
)  # fmt: skip

NUMBERS: tuple[Any, ...] = (
    1125899906842624.5, 1.0000152587890625, 9.0000152587890625,
    0, 1, -1, 2, 7, 8, 1.5, -0.0, 1e-7, 1e-6, 0.000001234, 1e20, 1e21, 1.5e300, 5e-324, 2**31, 2**32, 2**53 - 1,
    2**53, 2**53 + 2,
    12345678901234567890, -(2**53), 100.0, 0.1, 1 / 3, 1852502400, 1852502400.5, 253402300799, 253402300799.9,
    253402300800,
)  # fmt: skip

ADDRESSES: tuple[str, ...] = (
    "https://a.example/b", "http://a.example/b", "HTTPS://A.EXAMPLE/", "https://a.example",
    "https://a.example:443/", "https://a b",
    "https://a.example:99999/", "https://user:pw@a.example/", "https://a.example/../b",
    "https://a.example/%2e%2e/b", "//a.example/",
    "https://a.example/é", "https://é.example/", "https://a.example/?q#f", "https://a.example/\\b",
    "https://[::1]/", "https://1.2/",
    "https://a.example/\U0001f600", "https://a.example/{x}", "https://a.example/|", "https://a.example/\n",
    "urn:uuid:x", "urn:", "a:b",
    "mailto:a@b.example", "did:web:a.example", "did:web:A.Example:b", "did:web:a.example%3A8443",
    "did:web:a.example%3a8443:x",
    "did:web:é.example", "did:web:a%20b", "did:web:a.example:%2e%2e", "did:web:", "did:web:localhost",
    "did:web:a.example.",
    "did:web:127.0.0.1", "did:web:0x7f.1", "did:web:a.example:\u0661", "did:web:\u0661.example", "did:key:z",
    "did:key:z6Mk",
    "did:jwk:e30", "did:jwk:eyJ", "did:example:sofia", "DID:web:a.example", "did:web:a.example#x", "#x", "x#", "",
    "https://badges.example.org/status/1.json", "https://badges.example.org/%73tatus/1.json", "tag:a,2026:b",
    "1:2", "é:x", "a+b:c",
)  # fmt: skip

_WORDS = """
id type name @context foo @id @type @graph @index @value @language @direction @list @set @none @nest
constructor __proto__ toString hasOwnProperty length valueOf 0 1 10 01 4294967294 4294967295 -1 1.5
https://x/y a:b proof endorsement endorsementJwt image description criteria alignment evidence
credentialStatus identifier validUntil validFrom issuanceDate expirationDate result tag inLanguage version
creator revoked expires publicKey assertionMethod controller owner salt hashed status statusMessage statusSize
revocationReason keys kid uid verify verification startsWith allowedOrigins extensions:recipientProfile
revokedAssertions aud iat nbf exp
"""
KEYS: tuple[str, ...] = (
    *_WORDS.split(), "", " ", "\u00e9", "e\u0301", "\ue000", "\uffee", "\U00010000", "\U0001f600", "a\u0000b", "\u2028",
)  # fmt: skip

SHAPES: tuple[Any, ...] = (
    None, True, False, [], {}, ["x"], [["x"]], [None], [[]], [{}], {"@value": "x"}, {"@value": 1},
    {"@value": None}, {"@value": ""},
    {"@value": "x", "@language": "en"}, {"@value": "x", "@language": "e n"},
    {"@value": "x", "@type": "https://a.example/t"},
    {"@value": "x", "@direction": "rtl"}, {"@list": ["a"]}, {"@set": ["a"]}, {"@id": "https://x.example/"}, {"id": "x"},
    {"id": "https://a.example/"}, {"id": ""}, {"type": "Achievement"}, {"type": "Foo"}, {"type": []}, {"name": ""},
    {"1": 2, "0": 1},
    {"b": 1, "1": {"@x": 1}, "0": {"a:b": 1}}, {"@language": "en"}, {"en": "x"}, {"\U0001f600": 1, "\uffee": 2},
)  # fmt: skip


def date(chance: random.Random) -> str:
    """A text like a date. Each part is usually right, sometimes at the limit or beyond."""

    def pick(usual: tuple[str, ...], odd: tuple[str, ...]) -> str:
        return chance.choice(odd if chance.random() < 0.12 else usual)

    year = pick(
        ("2026", "2028", "1970", "9999", "0001", "2000", "1900"),
        ("0000", "10000", "-0001", "999", "٢٠٢٦", "0099", "1969"),
    )
    month, day = (
        pick(("01", "12", "02", "09"), ("00", "13", "1", "２")),
        pick(("01", "31", "28", "29", "30"), ("00", "32", "1")),
    )
    hour, rest = pick(("00", "23", "12", "08"), ("24", "25", "7")), pick(("00", "59", "30"), ("60", "61", "5"))
    second = pick(("00", "59", "01"), ("60", "61", "99"))
    digits = "".join(chance.choices("0123456789", k=chance.choice((1, 2, 3, 3, 4, 6, 7, 9, 10, 15, 16, 40, 400))))
    fraction = chance.choice(("", "", "." + digits, "." + "9" * len(digits), "." + "0" * len(digits) + "1"))
    fraction = fraction if chance.random() < 0.95 else chance.choice((".", ",5", ".5.", ".٣", ". 5"))
    zone = pick(
        ("Z", "Z", "+00:00", "-00:00", "+14:00", "-14:00", "+13:59", "-00:01", "+00:01"),
        ("z", "", "+14:01", "+15:00", "-24:00", "+0100", "+01", "+1:00", "+00:60", " Z", "ZZ", "UTC", "\u221201:00"),
    )
    text = f"{year}-{month}-{day}{pick(('T',), ('t', ' ', ''))}{hour}:{rest}:{second}{fraction}{zone}"
    return (
        text
        if chance.random() < 0.97
        else chance.choice((" ", "", "\n", "\ufeff")) + text + chance.choice((" ", "\n", "\x00"))
    )
