"""Differences that fuzzing found between the two verifiers: one vector for each kind."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.vectors.foreign import claims as claims_of
from tests.vectors.foreign import jwk_method, p256, proven, token
from tests.vectors.pieces import SVG_SHAPE, base64_of, svg_json
from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.signature_suites import with_proof
from tests.vectors.world import (
    NOW,
    OLD_KEY,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    Json,
    credential,
    did_document,
    documents,
    put,
    signed,
)

#: In the order of code points the first stands before the second, in that of UTF-16 units behind it.
_LOW, _HIGH = "\uffee", "\U0001f600"


def scenes() -> Iterator[Scene]:
    """Moments, orders, blanks, names, and what a version of Unicode knows."""
    yield from _moments()
    yield from _orders()
    yield from _reading()
    yield from _names()


def _moments() -> Iterator[Scene]:
    def until(text: str) -> Json:
        return {"json": signed(put(credential(), text, "validUntil"))}

    for name, text in (("latest", "9999-12-31T23:59:59.9999999Z"), ("latest-offset", "9999-12-31T23:59:59.999+14:00")):
        yield Scene(f"period/{name}", f"the last moment there is: {text}", until(text))
    for name, text in (
        ("beyond", "9999-12-31T23:59:59-00:01"),
        ("year-0", "0000-12-31T23:59:59-14:00"),
        ("hour-24", "2028-09-14T24:00:00Z"),
        ("leap-second", "2028-12-31T23:59:60Z"),
        ("small-letters", "2028-09-14t00:00:00z"),
        ("far-offset", "2028-09-14T00:00:00+14:01"),
        ("no-digits", "2028-09-14T00:00:00.Z"),
    ):
        yield bad(f"format/date-{name}", f"no moment: {text}", until(text), "format-bad-date", fetched=())
    fine = until("2026-11-22T12:00:00." + "0" * 300 + "1Z")
    yield Scene("period/long-fraction", "it ends now, by a fraction of 301 digits", fine, now=NOW)
    yield Scene(
        "period/millisecond",
        "it ended a millisecond ago",
        until("2026-11-22T12:00:00.0019Z"),
        good("period-expired"),
        "expired",
        now="2026-11-22T12:00:00.002Z",
    )


def _orders() -> Iterator[Scene]:
    stranger = [jwk_method(f"{_HIGH}{number}", p256("a stranger").jwk) for number in range(10)]
    listing = did_document()["verificationMethod"][0]
    own = {**listing, "id": f"{ORG}#{_LOW}", "publicKeyMultibase": OLD_KEY.public}
    document = put(did_document(), [*stranger, own, listing], "verificationMethod")
    document["assertionMethod"] = [one["id"] for one in document["verificationMethod"]]
    yield Scene(
        "signature/token-key-order",
        "a token that names no key: the first ten by their code points are tried",
        {"text": token(claims_of(), OLD_KEY)},
        documents=documents(org=document),
    )
    badge = credential()
    members: Json = {_HIGH: 1, _LOW: 2, "\ue000": 3, "10": 4, "9": 5}
    jcs = with_proof(badge, proven(badge, ORG_KEY, "eddsa-jcs-2022", ORG_METHOD, **members))
    yield Scene(
        "signature/jcs-2022-key-order", "members beyond the basic plane, by UTF-16 units (RFC 8785)", {"json": jcs}
    )
    odd = credential() | {"b": {"a:b": 1}, "10": {"c:d": 1}, "9": {"e:f": 1}}
    yield bad(
        "format/index-keys",
        "keys that are numbers come first, as a browser walks through them",
        {"json": odd},
        "format-invalid",
        found={"format": {"reason": ["odd-key", {"field": "e:f"}]}},
    )
    unknown = "https://vocabulary.example.com/"
    contexts = [*credential()["@context"], f"{unknown}2", f"{unknown}1"]
    yield bad(
        "format/unknown-contexts",
        "two vocabularies that are not known: the first is told",
        {"json": put(credential(), contexts, "@context")},
        "format-unknown-context",
        found={"format": {"address": f"{unknown}2"}},
    )


def _reading() -> Iterator[Scene]:
    blanks = b"\n" * 70_000
    badge = svg_json(json.dumps(signed(), ensure_ascii=False))
    yield Scene("parse/svg-blanks", "an SVG behind more white space than is sniffed", _file(blanks + badge))
    yield bad("parse/pdf-blanks", "a PDF behind it", _file(blanks + b"%PDF-1.7"), "parse-unsupported")
    yield bad("parse/markup-blanks", "other markup behind it", _file(blanks + SVG_SHAPE.encode()), "parse-bad-json")
    closed = {"text": "]" * 10 + "[" * 70}
    yield bad("parse/closed-first", "brackets that close nothing, before too many that open", closed, "parse-too-deep")

    between = put(credential(), 1125899906842624.5, "credentialSubject", "achievement", "creditsAvailable")
    yield bad(
        "format/number-between",
        "a number of 17 digits, which one reader rounds up and another down",
        {"json": between},
        "format-invalid",
    )
    plain = put(credential(), 1125899906842624.75, "credentialSubject", "achievement", "creditsAvailable")
    yield Scene("format/number-long", "a number that all readers round alike", {"json": signed(plain)})


def _names() -> Iterator[Scene]:
    def undefined(name: str, description: str, key: str, shown: str, *path: str) -> Scene:
        document = put(credential(), 1, *path, key)
        return bad(
            f"format/undefined-{name}",
            description,
            {"json": document},
            "format-undefined-term",
            found={"format": {"term": shown}},
        )

    yield undefined("nameless", "a member without a name is told by its place", "", "issuer.", "issuer")
    yield undefined("newer", "a member named with a sign that Unicode has since version 15", "\U0001fae8", "\U0001fae8")
    yield undefined("long", "a long name beyond the basic plane is cut by characters", _HIGH * 250, f"{_HIGH * 200}…")
    spaced = put(credential(), "https://badges.example.org/a\u00a0b", "credentialSubject", "achievement", "id")
    yield bad(
        "format/spaced-address", "an address with a space that is not ASCII's", {"json": spaced}, "format-invalid"
    )


def _file(data: bytes) -> Json:
    return {"base64": base64_of(data)}
