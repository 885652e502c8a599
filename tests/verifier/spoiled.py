"""Makes random SVGs and texts with syntax errors. The same seed always gives the same ones."""

from __future__ import annotations

import base64
import codecs
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.vectors import world
from tests.vectors.pieces import svg

#: Fragments of XML, valid and invalid.
PIECES = (
    '<?xml version="1.0"?>', "<?xml version='1.1'?>", '<?xml encoding="utf-8"?>', "<?xml?>", "<?XML x?>", "<?xMl?>",
    '<?xml version="1.0" standalone="yes"?>', '<?xml version="1.0" encoding="utf-8" standalone="no" ?>',
    '<?xml version="1.0" standalone="maybe"?>', '<?xml version="1.0"encoding="utf-8"?>', '<?xml version="1.0" ',
    "<?xml-stylesheet href='a'?>", "<?a?>", "<??>", "<? a?>", "<?a b??>", "<?a:b c?>", "<?1?>", "<?a'b'?>", "?>",
    "<!DOCTYPE svg>", "<!DOCTYPE svg []>", "<!DOCTYPE>", "<!DOCTYPE svg SYSTEM 'a.dtd'>", "<!DOCTYPEsvg>",
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">', "<!DOCTYPE svg PUBLIC 'a'>",
    "<!DOCTYPE svg PUBLIC '\xe9' 'b'>", "<!DOCTYPE svg SYSTEM '>'>", '<!DOCTYPE svg "a">', "<!DOCTYPE a:b >",
    "<!doctype svg>", "<!DOCTYPE svg [<!ENTITY a 'b'>]>", "<!ENTITY a 'b'>", "<!ELEMENT a>", "<!>", "<!-", "<!---->",
    "<!-- -->", "<!--->", "<!-- -- -->", "<!-- a--->", "-->", "<![CDATA[a]]>", "<![CDATA[]]>", "<![CDATA[",
    "<![cdata[a]]>", "]]>", "]]", "&#62;", "&amp;", "&lt;", "&a;", "&", "&#0;", "&#1;", "&#x20;", "&#X20;",
    "&#xD800;", "&#xFFFE;", "&#x10FFFF;", "&#x110000;", "&#00000000032;", "&#;", "&#32", "& lt;", "&#9;", "&#13;",
    "\r", "\r\n", "\t", "\n", " ", "\x0b", "\x85", "\u2028", "\xa0", "\ufeff", "\ufffe", "\uffff", "\x00", "\x01",
    "\x7f", "\xe9", "\u0661", "\u0300", "\xb7", "\u203f", "\xd7", "\u2070", "\u2c00", "\U00010000", "\U000f0000", "<",
    ">", "/", "/>", "'", '"', "=", ":", ";", "%", "a", "<a>", "</a>", "<a/>", "< a/>", "<a />", "<a / >", "<a\n/>",
    "</a >", "</ a>", "</a b>", "<a:b/>", "<:a/>", "<a:/>", "<a:b:c xmlns:a='b'/>", "<xml:a/>", "<xmlns:a/>",
    "<a xmlns:xmlns='b'/>", "<\xe9/>", "<-a/>", "<.a/>", "<1/>", "<a.b-c_d/>", "<a x='1'/>", "<a x=1/>", "<a x/>",
    "<a x='1' x='2'/>", "<a x='1'y='2'/>", "<a x = '1'/>", "<a x='<'/>", "<a x='>'/>", "<a x='&lt;'/>",
    "<a x='&#10;\t'/>", "<a xmlns='http://a.example/'/>", "<a xmlns=''/>", "<a xmlns:b=''/>", "<a b:x='1'/>",
    "<a xmlns:b='c' xmlns:d='c' b:x='1' d:x='2'/>", "<a xmlns:b='c' b:x='1' x='2'/>", "<a xml:lang='en'/>",
    "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns:xml='b'/>",
    "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns='http://www.w3.org/2000/xmlns/'/>", "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns:b='a b' b:c='1'/>", "<svg>", "</svg>", "<svg/>", '<openbadges:credential verify="eyJ.eyJ.x"/>',
    "<openbadges:credential>{}</openbadges:credential>",
    '<credential xmlns="https://purl.imsglobal.org/ob/v3p0">{"a":1}</credential>',
    '<assertion xmlns="http://openbadges.org" verify="x"/>',
)  # fmt: skip
_PLACES = ("<", ">", "/>", '"', " ", "=", "?>", "]]>", ":")
ENCODINGS = (
    "utf-8", "UTF8", "utf_8", "u8", "us-ascii", "ASCII", "ansi_x3.4-1968", "iso-8859-1", "ISO_8859-1", "latin1", "l1",
    "iso-8859-15", "latin9", "windows-1252", "cp1252", "x-cp1252", "cp-1252", "iso8859-1", "utf-16", "utf-16le",
    "utf-32", "utf-7", "koi8-r", "x", "",
)  # fmt: skip
_SPACES = (
    " ", "\t", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2028", "\u3000", "\ufeff", "\u200b",
    "\x00",
)  # fmt: skip
_SIGNS = (
    "{", "}", "[", "]", '"', ",", ":", "\\", "/", "'", "-", "1", "e", ".", "\\u0000", "\\ud800", "\\x", "null", "NaN",
    "Infinity", "-0", "1e999", "01", "1.", "\xe9", "\U0001f600", "\x7f", "//", "/*",
)  # fmt: skip


def svg_mutants(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` scenarios: an SVG with a badge, small or signed, and damaged markup."""
    chance = random.Random(seed)
    signed = json.dumps(world.signed(), ensure_ascii=False).replace("&", "&amp;").replace("<", "&lt;")
    for _ in range(count):
        text = signed if chance.random() < 0.2 else '{"id": "x"}'
        carried = chance.choice((f"<![CDATA[{text}]]>", text, f"<!-- a -->{text}", f"{text}<b/>"))
        inner = f"<g><openbadges:credential>{carried}</openbadges:credential></g>"
        prolog = chance.choice(('<?xml version="1.0" encoding="UTF-8"?>\n', "", "<!-- drawn -->\n", "<!DOCTYPE svg>"))
        made = svg(inner, prolog=prolog).decode()
        yield _scenario(_encoded(chance, _spoiled(chance, made, text)))


def text_mutants(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` scenarios: JSON with odd white space around it, or wrong characters in it."""
    chance = random.Random(seed)
    signed = json.dumps(world.signed(), ensure_ascii=False)
    for _ in range(count):
        text = chance.choice((signed, '{"id": "x"}', json.dumps(signed), "https://a.example/", "eyJ.eyJ.eyJ"))
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(_SIGNS + _SPACES) + text[at + chance.choice((0, 0, 1)) :]
        around = ["".join(chance.choices(_SPACES, (9, 9, 9, 9, *[1] * 11), k=chance.randrange(3))) for _ in range(2)]
        data = (around[0] + text + around[1]).encode("utf-8", "surrogatepass")
        if chance.random() < 0.1:
            at = chance.randrange(len(data))
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        yield _scenario(chance.choice((b"", b"", codecs.BOM_UTF8, codecs.BOM_UTF8 * 2)) + data)


def _spoiled(chance: random.Random, made: str, text: str) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        how, at = chance.random(), _place(chance, made, text)
        if how < 0.7:
            made = made[:at] + chance.choice(PIECES) + made[at:]
        elif how < 0.85:
            made = made[:at] + made[at + chance.choice((1, 1, 2, 5)) :]
        else:
            made = made[:at] + chance.choice(PIECES) + made[at + chance.choice((1, 2, 5)) :]
    return made


def _place(chance: random.Random, made: str, text: str) -> int:
    """A place in the markup, usually next to a markup character, rarely inside the badge."""
    if chance.random() < 0.15:
        return chance.choice((0, len(made)))
    for _ in range(20):
        sign = chance.choice(_PLACES)
        found = [at for at in range(len(made)) if made.startswith(sign, at)] if len(made) < 2000 else []
        at = chance.choice(found) + chance.choice((0, len(sign))) if found else chance.randrange(len(made) + 1)
        begun = made.find(text)
        if not begun < at < begun + len(text):
            return at
    return chance.randrange(len(made) + 1)


def _encoded(chance: random.Random, made: str) -> bytes:
    """The file's bytes, usually plain UTF-8."""
    how = chance.random()
    if how < 0.75:
        return made.encode("utf-8", "surrogatepass")
    if how < 0.8:
        return codecs.BOM_UTF8 + made.encode("utf-8", "surrogatepass")
    if how < 0.85:
        return made.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be")), "surrogatepass")
    named = made.replace('encoding="UTF-8"', f'encoding="{chance.choice(ENCODINGS)}"')
    return named.encode(chance.choice(("utf-8", "latin-1", "cp1252")), "replace")


def _scenario(data: bytes) -> dict[str, Any]:
    return {
        "input": {"base64": base64.b64encode(data).decode()},
        "now": world.NOW,
        "trusted": [world.ORG],
        "email": None,
        "documents": world.documents(),
        "base_url": None,
        "served_from": None,
    }
