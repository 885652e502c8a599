"""Vectors of check 1, reading: what is handed over, and whether a badge is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.vectors.pieces import base64_of, chunk, itxt, packed_zeros, png, svg, svg_json
from tests.vectors.scene import Scene, bad
from tests.vectors.world import Json, signed

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n"


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnIn0.c2lnbmF0dXJl~WyJzYWx0Il0~"


OLD_BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://old.example.org/assertions/1.json",
    "recipient": {"type": "email", "hashed": False, "identity": "sofia.andrade@example.com"},
    "badge": "https://old.example.org/badges/1.json",
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2019-05-06T00:00:00Z",
}


def text(document: Any) -> str:
    """JSON on one line, as it stands in `issued/`."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def binary(data: bytes) -> Json:
    """An input of bytes."""
    return {"base64": base64_of(data)}


def scenes() -> Iterator[Scene]:
    """Check 1."""
    badge = text(signed())
    yield Scene(
        "parse/json-text",
        "the credential as a JSON text",
        {"text": badge},
        text="valid-until",
        notes=(),
    )
    yield Scene("parse/json-object", "the credential as an object that was read already", {"json": signed()})
    yield Scene(
        "parse/json-bom", "a JSON text with a byte-order mark and white space around", binary(f"﻿ \n{badge}\n".encode())
    )
    yield Scene("parse/png", "a PNG with the credential in an iTXt chunk", binary(png(itxt(badge))))
    yield Scene("parse/png-compressed", "a PNG with the iTXt chunk compressed", binary(png(itxt(badge, packed=True))))
    yield Scene(
        "parse/png-two-badges",
        "a PNG with an Open Badges 2.0 badge before the new one: the new one counts",
        binary(png(itxt(text(OLD_BADGE), keyword="openbadges"), itxt(badge))),
        notes=("other-badge",),
    )
    again = [itxt("{}")] * 100
    yield Scene(
        "parse/png-hundred", "a PNG with a hundred badges: the first counts", binary(png(itxt(badge), *again[1:]))
    )
    yield bad("parse/png-too-many", "a PNG with 101 badges", binary(png(itxt(badge), *again)), "parse-bad-image")
    grown = chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + packed_zeros(2_100_000))
    bomb = png(itxt(badge), grown, grown)
    yield bad(
        "parse/png-bomb",
        "a PNG with two more texts that grow, past the limit together",
        binary(bomb),
        "parse-bad-image",
    )
    yield Scene("parse/svg", "an SVG with the credential in CDATA", binary(svg_json(badge)))
    yield bad("parse/empty", "no bytes at all", binary(b""), "parse-empty", text="unreadable")
    yield bad("parse/white-space", "nothing but white space", {"text": " \n\t "}, "parse-empty")
    for name, odd in (("1c", "\x1c"), ("85", "\x85"), ("a0", "\xa0"), ("two-boms", "\ufeff\ufeff")):
        described = f"white space that is none in JSON: {name}"
        yield bad(f"parse/odd-space-{name}", described, {"text": odd + badge}, "parse-bad-json")
    yield bad("parse/odd-space-vt", "nothing but a vertical tab", {"text": "\v"}, "parse-bad-json")
    yield bad("parse/png-no-badge", "a PNG that is only a picture", binary(png()), "parse-no-badge")
    yield bad(
        "parse/png-cut", "a PNG cut in the middle of its badge", binary(png(itxt(badge))[:700]), "parse-bad-image"
    )
    broken = png(itxt(badge)).replace(b"Data Foundations", b"Data Vandalism??", 1)
    yield bad(
        "parse/png-checksum", "a PNG whose badge was changed without its checksum", binary(broken), "parse-bad-image"
    )
    yield bad("parse/svg-no-badge", "an SVG that is only a picture", binary(svg()), "parse-no-badge")
    yield bad("parse/svg-broken", "an SVG that is not well formed", binary(svg_json(badge)[:-9]), "parse-bad-image")
    doctype = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield bad(
        "parse/svg-entities", "an SVG that defines entities", binary(svg("&b;", prolog=doctype)), "parse-bad-image"
    )
    jws = svg(f'<openbadges:credential verify="{JWT}"/>')
    yield bad(
        "parse/svg-jws",
        "an SVG with a token that discloses parts of itself",
        binary(jws),
        "parse-unsupported",
        text="unsupported",
    )
    yield bad("parse/jwt", "a token that discloses parts of itself, as text", {"text": JWT}, "parse-unsupported")
    yield bad("parse/jwt-quoted", "such a token as a JSON string", {"text": f'"{JWT}"'}, "parse-unsupported")
    yield bad("parse/pdf", "a PDF", binary(PDF), "parse-unsupported")
    page = "<!doctype html><html lang=en><title>Award</title><p>Data Foundations</p></html>"
    yield bad("parse/html", "a web page", {"text": page}, "parse-unsupported")
    address = "https://badges.example.org/awards/7Hq2/"
    yield bad("parse/url", "an address: it is not followed", {"text": address}, "parse-unsupported")
    yield bad("parse/words", "a text that is no JSON", {"text": "Data Foundations, awarded to Sofía"}, "parse-bad-json")
    yield bad("parse/array", "a JSON array", {"text": f"[{badge}]"}, "parse-bad-json")
    yield bad("parse/cut-json", "a JSON text cut in half", {"text": badge[: len(badge) // 2]}, "parse-bad-json")
    yield bad("parse/not-utf8", "bytes that are no text", binary(b"\xc3\x28\xa0\xa1 credential"), "parse-bad-json")
    yield bad("parse/nan", "a number that JSON does not have", {"text": badge[:-1] + ',"x":NaN}'}, "parse-bad-json")
    yield bad("parse/half-character", "half of a surrogate pair", {"text": '{"name":"\\ud83d"}'}, "parse-bad-json")
    yield bad("parse/huge-number", "a number beyond all numbers", {"text": '{"n":1e999}'}, "parse-bad-json")
    doubled = badge[:-1] + ',"validUntil":"2099-01-01T00:00:00Z"}'
    yield bad("parse/duplicate-key", "a second validUntil at the end", {"text": doubled}, "parse-duplicate-key")
    named_twice = badge.replace('"name":"Data Foundations"', '"name":"Data Mastery","na\\u006de":"Data Foundations"', 1)
    yield bad(
        "parse/duplicate-escaped", "a second name, spelled with an escape", {"text": named_twice}, "parse-duplicate-key"
    )
    yield bad(
        "parse/png-duplicate", "a key given twice inside a PNG", binary(png(itxt(doubled))), "parse-duplicate-key"
    )
    mixed = {
        "huge": ('{"a":1,"a":2,"n":1e400}', "parse-bad-json"),
        "half": ('{"a":1,"a":2,"n":"\\ud800"}', "parse-bad-json"),
        "list": ('[{"a":1,"a":2}]', "parse-bad-json"),
        "displaced": ('{"a":1e400,"a":"\\ud800","a":2}', "parse-duplicate-key"),
        "displaced-long": (f'{{"a":{"1" * 5_000},"a":2}}', "parse-duplicate-key"),
        "displaced-name": ('{"a":{"\\ud800":1,"\\ud800":2},"a":2}', "parse-duplicate-key"),
        "first": ('{"a":1,"b":{},"a":[{"c":1,"c":2}],"b":3}', "parse-duplicate-key"),
    }
    for name, (written, code) in mixed.items():
        yield bad(f"parse/duplicate-{name}", f"keys given twice, and something else: {name}", {"text": written}, code)
    yield bad("parse/deep", "5,000 brackets", {"text": '{"a":' + "[" * 5_000}, "parse-too-deep")
    yield bad(
        "parse/deep-object", "objects in objects, 65 deep", {"text": '{"a":' * 65 + "1" + "}" * 65}, "parse-too-deep"
    )
