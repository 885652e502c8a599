"""Scenarios of the first two checks: what is handed over, and whether it is an Open Badges 3.0 credential."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

from tests.vectors.pieces import base64_of, chunk, itxt, packed_zeros, png, svg, svg_json
from tests.vectors.scene import Scene, bad, good
from tests.vectors.world import CONTEXTS, ORG, Json, credential, put, signed, without

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


def reading() -> Iterator[Scene]:
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


def form() -> Iterator[Scene]:
    """Check 2."""

    def wrong(name: str, description: str, document: Json, code: str, **more: Any) -> Scene:
        # The proof is never reached; what stands there does not matter.
        proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}
        return bad(f"format/{name}", description, {"json": {"proof": [proof], **document}}, f"format-{code}", **more)

    for name in ("@context", "id", "issuer", "validFrom", "credentialSubject"):
        plain = name.lstrip("@").lower()
        yield wrong(f"no-{plain}", f"no {name}", without(credential(), name), "missing")
    subject = ("credentialSubject", "achievement")
    for name in ("id", "name", "description", "criteria"):
        yield wrong(
            f"no-achievement-{name}", f"an achievement without {name}", without(credential(), *subject, name), "missing"
        )
    nobody = without(credential(), "credentialSubject", "identifier")
    yield Scene(
        "format/no-recipient",
        "neither id nor identifier says to whom it was awarded: genuine, and it names nobody",
        {"json": signed(nobody)},
        good("recipient-nobody"),
        notes=("recipient-nobody",),
        text="valid-anonymous-until",
    )
    yield Scene(
        "format/no-recipient-email",
        "the same, and an address to compare with",
        {"json": signed(nobody)},
        good("recipient-nobody"),
        email="sofia.andrade@example.com",
    )
    only_name = put(nobody, "Sofía Andrade", "credentialSubject", "name")
    yield Scene(
        "format/no-recipient-name",
        "no more than a name says to whom it was awarded",
        {"json": signed(only_name)},
        notes=(),
        text="valid-until",
    )
    unsigned = put(without(credential(), "credentialSubject", "identifier"), [], "proof")
    yield bad("format/no-recipient-unsigned", "the same without a signature", {"json": unsigned}, "signature-missing")
    spoiled = put(signed(without(credential(), "credentialSubject", "identifier")), "Data Mastery", "name")
    yield bad("format/no-recipient-forged", "one that was changed", {"json": spoiled}, "signature-mismatch")
    yield wrong("issuer-list", "a list of issuers", put(credential(), [credential()["issuer"]], "issuer"), "type")
    yield wrong("issuer-no-id", "an issuer without id", without(credential(), "issuer", "id"), "missing")
    stamp = put(credential(), [], "credentialSubject", "achievement", "name")
    for path in (("issuer", "name"), (*subject, "image"), ("credentialSubject", "identifier", 1, "identityHash")):
        document = credential()
        value = reduce(lambda place, step: place[step], path, document)
        name = "-".join(step for step in path if isinstance(step, str)).lower()
        yield wrong(f"list-{name}", f"{path[-1]} in a list, which signs alike", put(document, [value], *path), "type")
    place = ".".join((*subject, "name"))

    def no_text(kind: str) -> dict[str, Any]:
        return {"format": {"field": place, "got": kind, "expected": "text"}}

    yield wrong("name-list", "a name that is a list", stamp, "type", found=no_text("empty-list"))
    listed = put(credential(), ["Data Foundations"], *subject, "name")
    yield wrong("name-list-one", "a name in a list", listed, "type", found=no_text("list"))
    many = put(credential(), [credential()["credentialSubject"]], "credentialSubject")
    yield wrong("subject-list", "a list of subjects", many, "type")
    yield wrong("date-only", "validFrom without a time", put(credential(), "2026-09-14", "validFrom"), "bad-date")
    local = put(credential(), "2028-09-14T00:00:00", "validUntil")
    yield wrong("date-zone", "validUntil without a zone", local, "bad-date")
    listed = put(credential(), ["2028-09-14T00:00:00Z"], "validUntil")
    yield wrong("date-list", "validUntil in a list, which signs alike", listed, "bad-date")
    thirtieth = put(credential(), "2026-02-30T00:00:00Z", "validFrom")
    yield wrong("date-30-february", "a day that there is not", thirtieth, "bad-date")
    yield wrong(
        "context-order", "Open Badges' vocabulary first", put(credential(), CONTEXTS[1::-1], "@context"), "context"
    )
    yield wrong(
        "context-no-badges", "Open Badges' vocabulary missing", put(credential(), CONTEXTS[:1], "@context"), "context"
    )
    foreign = put(credential(), [*CONTEXTS, "https://vocabulary.example.com/v1"], "@context")
    yield wrong("unknown-context", "a vocabulary that nobody knows: it is not fetched", foreign, "unknown-context")
    own = put(credential(), [*CONTEXTS, {"until": "https://www.w3.org/2018/credentials#validUntil"}], "@context")
    own["until"] = own.pop("validUntil")
    yield wrong("own-context", "validUntil under another name by its own context: it signs alike", own, "own-context")
    redefined = put(credential(), [*CONTEXTS, {"validFrom": "https://example.com/begins"}], "@context")
    yield wrong("context-redefined", "a context that redefines a protected word", redefined, "own-context")
    older = put(credential(), [*CONTEXTS, "https://www.w3.org/2018/credentials/v1"], "@context")
    yield wrong("context-two-versions", "two well-known vocabularies that contradict each other", older, "context")
    inner = put(credential(), {"grade": "https://example.com/grade"}, *subject, "@context")
    yield wrong("inner-context", "a context of its own further in", inner, "own-context")
    iri = credential()
    iri["https://www.w3.org/2018/credentials#credentialStatus"] = iri.pop("credentialStatus")
    yield wrong("full-iri", "credentialStatus spelled as a full address: it signs alike", iri, "invalid")
    nested = credential()
    nested["@nest"] = {"validUntil": nested.pop("validUntil")}
    yield wrong("keyword", "validUntil tucked away under a keyword", nested, "invalid")
    yield wrong(
        "undefined-term", "a word without meaning", put(credential(), "with honours", "grade"), "undefined-term"
    )
    honours = put(credential(), "cum laude", *subject, "honours")
    yield wrong("undefined-inner", "a word without meaning in the achievement", honours, "undefined-term")
    proto = json.loads(text(credential())[:-1] + ',"__proto__":{"validUntil":"2099-01-01T00:00:00Z"}}')
    yield bad("format/proto", "a key that browsers treat specially", {"text": text(proto)}, "format-undefined-term")
    constructor = put(credential(), {"prototype": {"name": "Data Mastery"}}, "constructor")
    yield wrong("constructor", "another such key", constructor, "undefined-term")
    holders = ("credentialSubject", "identifier", 0, "hashed")
    yield wrong("hashed-text", "a yes in a word", put(credential(), "yes", *holders), "type")
    proof = {"type": ["Evidence"], "name": "Capstone"}
    for name, more, told in (
        (
            "number",
            {"description": {"@value": 2**60}},
            ["about", {"reason": "bad-number", "term": 2**60}],
        ),
        (
            "language",
            {"description": {"@value": "x", "@language": "no tag"}},
            ["about", {"reason": "bad-language", "term": "no tag"}],
        ),
        ("iri", {"id": "https://a.example/b c"}, ["about", {"reason": "bad-iri", "term": "https://a.example/b c"}]),
        (
            "value",
            {"description": {"@value": ["x"]}},
            ["about", {"reason": "bad-json-ld", "term": "invalid value object value"}],
        ),
    ):
        odd = put(credential(), [proof | more], "evidence")
        yield wrong(f"bad-{name}", f"a {name} that is none", odd, "invalid", found={"format": {"reason": told}})
    relative = put(credential(), "badges/data-foundations/achievement.json", *subject, "id")
    yield wrong("relative-id", "an achievement with a relative address", relative, "relative-id")
    role = put(credential(), ["Achievement", "Masterpiece"], *subject, "type")
    yield wrong("undefined-type", "a type without meaning", role, "undefined-type")
    older = put(credential(), "https://www.w3.org/2018/credentials/v1", "@context", 0)
    yield wrong("vc-1", "a credential of the older kind with the dates of the newer", older, "missing")
    for kind in ("VerifiablePresentation", "EndorsementCredential", "BitstringStatusListCredential"):
        document = {"@context": CONTEXTS[:1], "type": ["VerifiableCredential", kind]}
        yield wrong(kind.lower(), f"a {kind}", document, "unsupported")
    licence = {"@context": CONTEXTS[:1], "type": ["VerifiableCredential"], "issuer": ORG, "credentialSubject": {}}
    yield wrong("other-credential", "a credential that is no badge", licence, "unsupported")
    yield wrong("not-a-credential", "an object about something else", {"name": "Data Foundations"}, "missing")
    narrow = put(credential(), ["VerifiableCredential", "AchievementCredential"], "type")
    yield Scene("format/achievement-credential", "the type's other name", {"json": signed(narrow)}, good())
    yield Scene(
        "format/issuer-string",
        "an issuer that is only an identifier",
        {"json": signed(put(credential(), ORG, "issuer"))},
        text="valid-until",
        values={"issuer": "badges.example.org/issuers/data-skills"},
    )
    bare = credential()
    for name in ("name", "awardedDate", "credentialSchema"):
        without(bare, name)
    yield Scene(
        "format/bare",
        "only what is required, and only two contexts",
        {"json": signed(bare | {"@context": CONTEXTS[:2]})},
    )
