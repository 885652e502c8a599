"""Open Badges 2.0 badges that their issuers host, and badges of version 1, which are recognised but not checked."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from tests.vectors.old_world import (
    ASSERTION,
    CLASS,
    EVIL,
    HOST,
    HOSTED,
    ISSUER,
    KEY,
    UNSURE,
    assertion,
    badge_class,
    codes,
    documents,
    profile,
    scene,
    stopped,
)
from tests.vectors.pieces import base64_of, itxt, png, svg, text_chunk
from tests.vectors.scene import Scene
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.signing import KeyWindow, hash_identity
from tests.vectors.world import (
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    EMAIL,
    SALT,
    Json,
    did_document,
    put,
    signed,
    without,
)


def scenes() -> Iterator[Scene]:
    """Hosted badges."""
    yield from _hosted()
    yield from _images()
    yield from _origins()
    yield from _scopes()
    yield from _version_1()


def _hosted() -> Iterator[Scene]:
    yield scene(
        "hosted",
        "a hosted badge that its issuer still shows",
        assertion(),
        codes(HOSTED),
        text="valid-anonymous",
        notes=(),
    )
    yield scene("match", "the holder's address", assertion(), codes(HOSTED, "recipient-match"), email=EMAIL)
    mismatch = codes(HOSTED, "recipient-mismatch")
    yield scene("mismatch", "another's address", assertion(), mismatch, "invalid", email="ada@example.com")
    plain = assertion(recipient={"type": "email", "hashed": False, "identity": EMAIL})
    world = documents(original=plain)
    yield scene(
        "plain", "an address in the open", plain, codes(HOSTED, "recipient-match"), email=EMAIL.upper(), documents=world
    )
    ended = assertion(expires="2021-05-06T00:00:00Z")
    yield scene(
        "expired",
        "a badge that ended",
        ended,
        codes(HOSTED, "period-expired"),
        "expired",
        documents=documents(original=ended),
    )
    unknown = codes(HOSTED, "trust-unknown")
    yield scene("unknown-issuer", "an issuer that is not known here", assertion(), unknown, trusted=())
    whole = assertion(badge=badge_class(issuer=profile()))
    fetched = (ASSERTION, ISSUER)
    world = documents(original=whole)
    yield scene(
        "embedded",
        "class and issuer in the badge: only the issuer is asked again",
        whole,
        codes(HOSTED),
        fetched=fetched,
        documents=world,
    )
    praised = assertion(endorsement=[{"type": "Endorsement", "id": f"{EVIL}praise.json"}])
    world = documents(original=praised)
    yield scene(
        "endorsed",
        "endorsements of the older kind are not looked at",
        praised,
        codes(HOSTED, "endorsements-bad"),
        documents=world,
    )
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}

    def newer(name: str, about: str | None, code: str, place: str, *asked: str) -> Scene:
        seal = endorsement(about or "")
        if not about:
            del seal["credentialSubject"]["id"]
        seal = signed(seal, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
        badge = badge_class(endorsement=[seal]) if place == "badge" else badge_class()
        more = {"badge": badge} if place == "badge" else {"endorsement": [seal]}
        return scene(
            name,
            f"an endorsement of the newer kind: {name}",
            assertion(**more),
            codes(HOSTED, code),
            fetched=(ASSERTION, *(() if place == "badge" else (CLASS,)), ISSUER, *asked),
            documents=documents(original=assertion(**more)) | college,
        )

    yield newer("endorsed-nothing", None, "endorsements-bad", "assertion")
    yield newer("endorsed-badge", ASSERTION, "endorsements-ok", "assertion", COLLEGE_URL)
    yield newer("endorsed-class", CLASS, "endorsements-ok", "badge", COLLEGE_URL)
    named = assertion(**{"extensions:recipientProfile": {"name": "Sofía Andrade"}})
    yield scene(
        "named", "a holder with a name", named, codes(HOSTED), documents=documents(original=named), text="valid"
    )


def _images() -> Iterator[Scene]:
    text = json.dumps(assertion())
    baked = png(itxt(text, keyword="openbadges"))
    older = png(text_chunk(ASSERTION))
    space = svg(f'<openbadges:assertion verify="{ASSERTION}"/>').replace(
        b"https://purl.imsglobal.org/ob/v3p0", b"http://openbadges.org"
    )
    for name, description, image in (
        ("png", "a badge in a PNG", baked),
        ("png-address", "a PNG that only holds the badge's address", older),
        ("svg-address", "an SVG that only holds the badge's address", space),
    ):
        yield Scene(
            f"ob2/{name}",
            description,
            {"base64": base64_of(image)},
            codes(HOSTED),
            fetched=(ASSERTION, CLASS, ISSUER),
            documents=documents(),
            trusted=(ISSUER,),
        )
    unread = codes(HOSTED, "signature-hosted-unreachable", "issuer-profile-unreachable", *UNSURE)
    unread |= {name: f"{name}-not-checked" for name in ("format", "period", "recipient")}
    yield Scene(
        "ob2/png-address-gone",
        "a PNG with an address at which nobody answers",
        {"base64": base64_of(older)},
        unread,
        "unverified",
        (ASSERTION,),
        documents={},
    )
    plain = png(text_chunk("http://old.example.org/assertions/1.json"))
    failed = stopped(HOSTED, "signature-hosted-address") | {"format": "format-not-checked"}
    yield Scene(
        "ob2/png-address-http",
        "a PNG with an address that anybody on the way could answer",
        {"base64": base64_of(plain)},
        failed,
        "invalid",
        (),
        documents={},
    )


def _origins() -> Iterator[Scene]:
    unread = codes(HOSTED, "signature-hosted-unreachable", "issuer-profile-unreachable", *UNSURE)
    gone = {ASSERTION: {"status": 404}}
    yield scene("gone", "the original is gone", assertion(), unread, "unverified", (ASSERTION,), documents=gone)
    ended = assertion() | {"expires": "2026-10-01T00:00:00Z"}
    period = {"period": "period-expired"}
    yield scene(
        "gone-expired",
        "the original is gone, and what claims to be a copy has ended: nobody knows whether it ever was genuine",
        ended,
        unread | period,
        "unverified",
        (ASSERTION,),
        documents=gone,
    )
    left = {"id": ASSERTION, "revoked": True, "revocationReason": "Awarded in error."}
    yield scene(
        "gone-revoked",
        "the original is gone (410), and what is left says that it was revoked",
        assertion(),
        codes(HOSTED, "status-revoked"),
        "revoked",
        documents=documents(more={ASSERTION: {"status": 410, "json": left}}),
    )
    for name, rest in (("silent", None), ("not-revoked", {**assertion(), "revoked": "true"})):
        answer = {ASSERTION: {"status": 410, "json": rest}}
        yield scene(
            f"gone-{name}",
            "gone, and not said to be revoked",
            assertion(),
            unread,
            "unverified",
            (ASSERTION,),
            documents=answer,
        )
    yield from _stricter()
    page = {ASSERTION: {"text": "<!doctype html><title>Welcome</title>"}}
    yield scene("page", "a web page in its place", assertion(), unread, "unverified", (ASSERTION,), documents=page)
    other = stopped(HOSTED, "signature-hosted-other")
    changes = {
        "recipient": put(assertion(), hash_identity("eve@example.com", SALT), "recipient", "identity"),
        "salt": without(assertion(), "recipient", "salt"),
        "badge": assertion(badge=f"{HOST}badges/mastery.json"),
        "date": assertion(issuedOn="2016-05-06T00:00:00Z"),
        "end": assertion(expires="2099-05-06T00:00:00Z"),
    }
    for name, copy_ in changes.items():
        yield scene(f"copy-{name}", f"a copy that says otherwise: {name}", copy_, other, "invalid", (ASSERTION,))
    swapped = documents(original=assertion(id=f"{HOST}assertions/2.json"))
    yield scene("other", "another badge at its address", assertion(), other, "invalid", (ASSERTION,), documents=swapped)
    zoned = assertion(issuedOn="2019-05-06T02:00:00+02:00")
    yield scene("zone", "the same moment in another zone", zoned, codes(HOSTED))
    address = stopped(HOSTED, "signature-hosted-address")
    for name, said in (
        ("http", "http://old.example.org/1.json"),
        ("urn", "urn:uuid:1"),
        ("user", "https://old.example.org@evil.example.net/1"),
    ):
        yield scene(f"address-{name}", f"an id that is {said}", assertion(id=said), address, "invalid", ())
    missing = stopped(HOSTED, "signature-missing")
    unsigned = assertion(verification={"type": "SignedBadge", "creator": KEY})
    yield scene("unsigned", "a signed badge without its signature", unsigned, missing, "invalid", ())
    for name in ("recipient", "badge", "verification", "issuedOn"):
        yield scene(
            f"no-{name.lower()}",
            f"no {name}",
            assertion(**{name: None}),
            stopped(HOSTED, "format-missing"),
            "invalid",
            (),
        )
    dated = assertion(issuedOn="2019-05-06")
    yield scene("day", "a date without a time", dated, stopped(HOSTED, "format-bad-date"), "invalid", ())
    listed = assertion(badge=[CLASS])
    yield scene("badge-list", "a list of badges", listed, stopped(HOSTED, "format-type"), "invalid", ())


def _stricter() -> Iterator[Scene]:
    """A copy may leave nothing out that the original says, and add nothing to what is left of one that was revoked."""
    other = stopped(HOSTED, "signature-hosted-other")

    def differing(name: str, description: str, copy: Json, original: Json) -> Scene:
        world = documents(original=original)
        return scene(name, description, copy, other, "invalid", (ASSERTION,), documents=world)

    for name, written in (("day", "2021-05-06"), ("number", 1_577_836_800), ("list", ["2021-05-06T00:00:00Z"])):
        original = assertion(expires=written)
        yield differing(f"copy-no-end-{name}", "an end that is no moment, left out", assertion(), original)
    signed_one = assertion(verification={"type": "SignedBadge"})
    yield differing("original-signed", "an original that wants to be signed", assertion(), signed_one)
    yield differing("original-class", "an original of another type", assertion(), assertion(type="BadgeClass"))
    gone = assertion(revoked=True, issuedOn="2019-05-07T00:00:00Z")
    yield differing("revoked-copy-date", "a revoked badge, and a copy with another date", assertion(), gone)
    world = documents(original=assertion(revoked="yes"))
    revoked = codes(HOSTED, "status-revoked")
    yield scene("revoked-word", "revoked, in a word", assertion(), revoked, "revoked", documents=world)
    more = assertion(
        badge=badge_class(name="Another badge"),
        evidence="https://evil.example/",
        expires="2020-01-01T00:00:00Z",
        **{"extensions:recipientProfile": {"name": "Somebody Else"}},
    )
    yield scene(
        "revoked-copy-more",
        "no more than its id is left of a revoked badge, and the copy says much",
        more,
        revoked,
        "revoked",
        documents=documents(original={"id": ASSERTION, "revoked": True}),
        text="revoked",
    )


def _scopes() -> Iterator[Scene]:
    away = codes(HOSTED, "issuer-profile-unreachable", *UNSURE)
    no_class = documents(more={CLASS: {"error": "unreachable"}})
    yield scene(
        "no-class", "the class cannot be read", assertion(), away, "unverified", (ASSERTION, CLASS), documents=no_class
    )
    no_issuer = documents(more={ISSUER: {"status": 404}})
    yield scene("no-issuer", "the issuer cannot be read", assertion(), away, "unverified", documents=no_issuer)
    strange = codes(HOSTED, "issuer-profile-other", *UNSURE)
    other = documents(more={CLASS: {"json": badge_class(id=f"{HOST}badges/other.json")}})
    yield scene(
        "other-class",
        "another class in its place",
        assertion(),
        strange,
        "unverified",
        (ASSERTION, CLASS),
        documents=other,
    )
    nobody = documents(more={CLASS: {"json": without(badge_class(), "issuer")}})
    yield scene(
        "class-no-issuer",
        "a class without an issuer",
        assertion(),
        strange,
        "unverified",
        (ASSERTION, CLASS),
        documents=nobody,
    )
    said = documents(id=f"{EVIL}issuer.json")
    yield scene("other-issuer", "somebody else's profile", assertion(), strange, "unverified", documents=said)

    scope = stopped(HOSTED, "issuer-scope")
    fake = assertion(
        id=f"{EVIL}1.json",
        badge=badge_class(id=f"{EVIL}class.json", issuer=profile(verification={"allowedOrigins": "evil.example.net"})),
    )
    world = documents(more={f"{EVIL}1.json": {"json": fake}})
    yield scene(
        "forged",
        "a forger's badge with a forged profile of a real issuer in it: the issuer's own profile counts",
        fake,
        scope,
        "invalid",
        (f"{EVIL}1.json", ISSUER),
        documents=world,
    )
    scopes: tuple[tuple[str, Json, bool], ...] = (
        ("start", {"startsWith": f"{HOST}assertions/"}, True),
        ("starts", {"startsWith": [f"{HOST}a/", f"{HOST}assertions/"]}, True),
        ("start-other", {"startsWith": f"{HOST}awards/"}, False),
        ("start-short", {"startsWith": "https://old.example"}, False),
        ("origin", {"allowedOrigins": "old.example.org"}, True),
        ("origin-full", {"allowedOrigins": ["https://other.example.org", "https://old.example.org"]}, True),
        ("origin-other", {"allowedOrigins": ["other.example.org"]}, False),
        ("both", {"startsWith": f"{HOST}assertions/", "allowedOrigins": ["other.example.org"]}, False),
    )
    for name, said_scope, fits in scopes:
        yield scene(
            f"scope-{name}",
            f"where the issuer keeps its badges: {json.dumps(said_scope)}",
            assertion(),
            codes(HOSTED) if fits else scope,
            "valid" if fits else "invalid",
            documents=documents(verification=said_scope),
        )
    leaving = assertion(id=f"{HOST}assertions/%2e%2E/uploads/1.json")
    yield scene(
        "scope-dots",
        "an address that leaves the issuer's folder again",
        leaving,
        scope,
        "invalid",
        (leaving["id"], CLASS, ISSUER),
        documents=documents(verification={"startsWith": f"{HOST}assertions/"}, more={leaving["id"]: {"json": leaving}}),
    )


def _version_1() -> Iterator[Scene]:
    older = {
        "uid": "f2c20",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": SALT,
            "identity": "sha256$" + hashlib.sha256(b"x").hexdigest(),
        },
        "badge": CLASS,
        "verify": {"type": "hosted", "url": ASSERTION},
        "issuedOn": "2013-06-03T00:00:00Z",
    }
    said = (("ob1-issued", {"issued": "2013-06-03"}), ("ob1-hosted", {"address": ASSERTION}))
    failed, unsure = stopped(HOSTED, "format-unsupported"), ("format-unsupported",)
    more: dict[str, Any] = {"notes": said, "unsure": unsure}
    yield scene("version-1", "a badge of version 1.0", older, failed, "unverified", (), text="unsupported", **more)
    yield Scene(
        "ob2/version-1-address",
        "a PNG that only holds the address of a badge of version 1.0",
        {"base64": base64_of(png(text_chunk(ASSERTION)))},
        failed,
        "unverified",
        (ASSERTION,),
        {ASSERTION: {"json": older}},
        **more,
    )
    newer = copy.deepcopy(older) | {"@context": "https://w3id.org/openbadges/v1", "type": "Assertion", "id": ASSERTION}
    yield scene("version-1-1", "a badge of version 1.1", newer, failed, "unverified", (), text="unsupported", **more)
    yield scene("version-1-day", "a day alone", older | {"issuedOn": "2013-06-03"}, failed, "unverified", (), **more)
    seconds = older | {"issuedOn": 1370217600}
    yield scene("version-1-seconds", "a moment in seconds", seconds, failed, "unverified", (), **more)
    oldest = {
        "recipient": "sha256$" + hashlib.sha256(b"x").hexdigest(),
        "salt": SALT,
        "issued_on": "2011-06-01",
        "badge": {
            "version": "0.5.0",
            "name": "Data Foundations",
            "image": "/data.png",
            "description": "Can read a data set.",
            "criteria": "/data",
            "issuer": {"origin": "https://old.example.org", "name": "Example Data Skills"},
        },
    }
    told = (("ob05-issued", {"issued": "2011-06-01"}),)
    kind = {"format": {"kind": "ob05"}}
    more = {"notes": told, "unsure": unsure, "text": "unsupported", "found": kind}
    yield scene("version-0-5", "a badge of version 0.5", oldest, failed, "unverified", (), **more)
