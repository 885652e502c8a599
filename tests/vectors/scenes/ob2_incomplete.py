"""Open Badges 2.0 badges that lack something: in the class, issuer, context, dates, extensions or verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.old_world import (
    ASSERTION,
    CLASS,
    CONTEXT,
    EVIL,
    HOST,
    HOSTED,
    ISSUER,
    KEY,
    SIGNED,
    UNSURE,
    assertion,
    badge_class,
    codes,
    documents,
    profile,
    scene,
    stopped,
)
from tests.vectors.scene import Codes, Note, Scene
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.scenes.ob2_signed import payload_2 as payload
from tests.vectors.scenes.ob2_signed import token, world_2
from tests.vectors.signing import KeyWindow
from tests.vectors.world import COLLEGE, COLLEGE_KEY, COLLEGE_URL, EMAIL, Json, did_document, signed, without

OLDER = "https://w3id.org/openbadges/v1"
STRANGE = "https://blockchain.example/v2"
LATE = ("endorsements-not-checked", "trust-not-checked")


def scenes() -> Iterator[Scene]:
    """Parts, contexts, dates, extensions and endorsements."""
    yield from _parts()
    yield from _assertions()
    yield from _contexts()
    yield from _dates()
    yield from _extensions()
    yield from _endorsed()


def _late(code: str, base: Codes = HOSTED) -> Codes:
    """Found once class and profile were read."""
    return codes(base, code, *LATE)


def _parts() -> Iterator[Scene]:
    def part(name: str, description: str, code: str, badge: Json | None = None, issuer: Json | None = None) -> Scene:
        world = documents(more={CLASS: {"json": badge or badge_class()}, ISSUER: {"json": issuer or profile()}})
        verdict = "invalid" if code else "valid"
        told = _late(code) if code else codes(HOSTED)
        return scene(f"part-{name}", description, assertion(), told, verdict, documents=world)

    for name in ("type", "name", "description", "image", "criteria"):
        yield part(f"class-no-{name}", f"a class without {name}", "format-missing", without(badge_class(), name))
    for name in ("name", "url", "email"):
        lacking = without(profile(), name)
        yield part(f"issuer-no-{name}", f"an issuer without {name}", "format-missing", None, lacking)
    for name, value in (("type", "Badge"), ("name", 7), ("name", ["A", "B"]), ("criteria", ""), ("image", [1])):
        kind = f"{name}-{type(value).__name__}"
        yield part(f"class-{kind}", f"a class whose {name} is {value!r}", "format-type", badge_class(**{name: value}))
    for name, value in (("url", "skills.example.org"), ("email", "nobody"), ("email", ["a@example.org"])):
        kind = f"{name}-{type(value).__name__}"
        described = f"an issuer whose {name} is {value!r}"
        yield part(f"issuer-{kind}", described, "format-type", None, profile(**{name: value}))
    empty = badge_class(criteria={"type": "Criteria"})
    yield part("class-empty-criteria", "criteria that say nothing", "format-missing", empty)
    nothing = badge_class(image={"caption": "a star"})
    yield part("class-empty-image", "an image that is nowhere", "format-missing", nothing)
    fine = badge_class(image={"id": f"{HOST}1.png"}, criteria=f"{HOST}course", description="")
    yield part("class-fine", "an image with an id, criteria by their address, an empty description", "", fine)
    older = without(profile(**{"@context": OLDER, "type": "Issuer"}), "email")
    yield part("issuer-older", "an issuer of version 1, which asks for no address", "", None, older)

    yield scene(
        "part-revoked",
        "a revoked badge of a class that is not whole: it is revoked all the same",
        assertion(),
        codes(HOSTED, "status-revoked"),
        "revoked",
        documents=documents(original=assertion(revoked=True), more={CLASS: {"json": without(badge_class(), "name")}}),
    )
    yield scene(
        "part-signed",
        "a signed badge of a class that is not whole",
        token(payload()),
        _late("format-missing", SIGNED) | {"status": "status-none"},
        "invalid",
        (KEY, CLASS, ISSUER),
        documents=world_2() | {CLASS: {"json": without(badge_class(), "criteria")}},
    )
    nobody = assertion(badge=badge_class(issuer=profile(), description=None))
    yield scene(
        "part-embedded",
        "a class in the badge that is not whole",
        nobody,
        _late("format-missing"),
        "invalid",
        (ASSERTION, ISSUER),
        documents=documents(original=nobody),
    )


def _assertions() -> Iterator[Scene]:
    recipient = assertion()["recipient"]
    for name, value, code in (("no-hashed", None, "format-missing"), ("hashed-text", "true", "format-type")):
        said = {**recipient, "hashed": value}
        yield scene(
            f"recipient-{name}", "nobody can tell whether it is hashed", assertion(recipient=said),
            stopped(HOSTED, code), "invalid", (),
        )  # fmt: skip
    moodle = assertion(verification=None, verify={"type": "hosted", "url": ASSERTION})
    world = documents(original=moodle)
    yield scene("verify", "`verify`, as the context also calls it", moodle, codes(HOSTED), documents=world)
    sealed = assertion(verify={"type": "signed"})
    yield scene(
        "verify-signed", "two words on verifying, one of which asks for a signature", sealed,
        stopped(HOSTED, "signature-missing"), "invalid", (),
    )  # fmt: skip
    chained = assertion(verification={"type": ["MerkleProofVerification2017", "Extension"]})
    yield scene(
        "verification-other",
        "a kind of verification that is not of the standard",
        chained,
        stopped(HOSTED, "signature-unsupported") | {"period": "period-open", "recipient": "recipient-not-asked"},
        "unverified",
        (),
        unsure=("signature-unsupported",),
    )
    bare = assertion(verification={})
    yield scene("verification-none", "verified in no way", bare, stopped(HOSTED, "format-missing"), "invalid", ())
    for name, hidden, code, verdict in (
        ("md5", "md5$00c450c189812d92b3718d63a425a29d", "recipient-none", "valid"),
        ("sha512", "sha512$00c450", "recipient-none", "valid"),
        ("open", "ada@example.com", "recipient-mismatch", "invalid"),
    ):
        said = {"type": "email", "hashed": name != "open", "identity": hidden}
        given = assertion(recipient=said)
        world = documents(original=given)
        yield scene(
            f"recipient-{name}", f"an address as {hidden}", given, codes(HOSTED, code), verdict,
            documents=world, email=EMAIL,
        )  # fmt: skip
        yield scene(f"recipient-{name}-unasked", "nobody asked", given, codes(HOSTED), documents=world)


def _contexts() -> Iterator[Scene]:
    early = ("unverified", ())
    for name, context, code in (
        ("unknown", [CONTEXT, STRANGE], "format-unknown-context"),
        ("other", "https://example.org/badges/v2", "format-unknown-context"),
        ("own", [CONTEXT, {"badge": "https://example.org/other"}], "format-own-context"),
    ):
        given = assertion(**{"@context": context})
        told = stopped(HOSTED, code)
        yield scene(f"context-{name}", f"a context: {name}", given, told, *early, unsure=(code,))
    inner = assertion(recipient={**assertion()["recipient"], "@context": STRANGE})
    code = "format-unknown-context"
    yield scene("context-inner", "a context inside", inner, stopped(HOSTED, code), *early, unsure=(code,))
    nothing = assertion(**{"@context": None})
    for name, given in (
        ("none", nothing),
        ("null", nothing | {"@context": None}),
        ("empty", nothing | {"@context": []}),
    ):
        yield scene(f"context-{name}", "no context", given, stopped(HOSTED, "format-missing"), "invalid", ())
    for name, where, part in (("class", CLASS, badge_class()), ("issuer", ISSUER, profile())):
        world = documents(more={where: {"json": part | {"@context": [CONTEXT, STRANGE]}}})
        description = f"an unknown context of the {name}"
        yield scene(
            f"context-{name}", description, assertion(), _late(code), "unverified", documents=world, unsure=(code,),
            text="unsupported",
        )  # fmt: skip
    ended = assertion(expires="2021-05-06T00:00:00Z")
    world = documents(original=ended, more={CLASS: {"json": badge_class(**{"@context": STRANGE})}})
    yield scene(
        "context-expired", "ended, and of a class in unknown words", ended,
        _late(code) | {"period": "period-expired"}, "unverified", documents=world, unsure=(code,),
    )  # fmt: skip
    older = documents(more={CLASS: {"json": badge_class(**{"@context": OLDER})}})
    yield scene("context-older-class", "a class of version 1", assertion(), codes(HOSTED), documents=older)


def _dates() -> Iterator[Scene]:
    for name, written in (
        ("basic", "20190506T000000Z"),
        ("minutes", "2019-05-06T02:00+02:00"),
        ("short-zone", "2019-05-06T02:00:00+0200"),
        ("hours", "2019-05-05T19-05"),
        ("week", "2019-W19-1T00:00Z"),
        ("ordinal", "2019-126T00:00:00Z"),
        ("comma", "2019-05-06T00:00:00,000Z"),
        ("half-hour", "2019-05-05T23,5-0030"),
    ):
        given = assertion(issuedOn=written)
        told: dict[str, Any] = {"text": "valid-anonymous", "values": {"issued": "2019-05-06"}}
        yield scene(f"date-{name}", f"issued {written}, and 2019-05-06T00:00:00Z", given, codes(HOSTED), **told)
        world = documents(original=given)
        yield scene(f"date-{name}-there", "the other way around", assertion(), codes(HOSTED), documents=world)
    ended = assertion(expires="2021-W18T00Z")
    yield scene(
        "date-ended", "an end in weeks", ended, codes(HOSTED, "period-expired"), "expired",
        documents=documents(original=ended),
    )  # fmt: skip
    for name, other in (
        ("no-zone", "2019-05-06T00:00:00"),
        ("week-54", "2019-W54-1T00:00Z"),
        ("day-366", "2019-366T00:00Z"),
        ("month", "2019-13T00:00Z"),
        ("number", 1557100800),
        ("mixed", "2019-0506T00:00Z"),
        ("far-zone", "2019-05-06T00:00+2400"),
        ("space", "2019-05-06 00:00:00Z"),
    ):
        bad = stopped(HOSTED, "format-bad-date")
        yield scene(f"date-{name}", f"no date: {other}", assertion(issuedOn=other), bad, "invalid", ())


def _extensions() -> Iterator[Scene]:
    def extended(name: str, description: str, given: Json, *notes: Note, badge: Json | None = None) -> Scene:
        world = documents(original=given, more={CLASS: {"json": badge or badge_class()}})
        return scene(f"extension-{name}", description, given, codes(HOSTED), documents=world, notes=notes)

    def one(kind: str, /, **more: Any) -> Json:
        known = f"https://w3id.org/openbadges/extensions/{kind}/context.json"
        return {"@context": known, "type": ["Extension", f"extensions:{kind}"], **more}

    def bad(*names: str) -> Note:
        return "extension-bad", {"names": list(names)}

    def unchecked(*names: str) -> Note:
        return "extension-unchecked", {"names": list(names)}

    fine = {
        "extensions:recipientProfile": one("RecipientProfile", name="Sofía Andrade"),
        "extensions:geo": one("GeoCoordinates", description="Here", geo={"latitude": 1.5, "longitude": -2}),
    }
    yield extended("fine", "extensions that pass their schemas", assertion(**fine))
    for name, value in (("missing", None), ("number", 7)):
        link = badge_class(**{"extensions:ApplyLink": one("ApplyLink", **({} if value is None else {"url": value}))})
        yield extended(name, f"a link that is {value}", assertion(), bad("ApplyLink (url)"), badge=link)
    turned = one("GeoCoordinates", geo={"latitude": "north", "longitude": True})
    place = assertion(evidence=[{"id": f"{HOST}work", "location": turned}])
    yield extended("inside", "one inside something else", place, bad("GeoCoordinates (geo.latitude)"))
    several = {f"extensions:x{number}": one(f"Own{number}") for number in range(7)}
    named = unchecked("Own0", "Own1", "Own2", "Own3", "Own4", "…")
    yield extended("many", "more than are named", assertion(**several), named)
    bare = assertion(**{"extensions:mark": {"value": 3}, "other": {"type": "Extension"}})
    yield extended("bare", "extensions without a type", bare, unchecked("mark", "other"))
    away = documents(more={ASSERTION: {"status": 404}})
    unread = codes(HOSTED, "signature-hosted-unreachable", "issuer-profile-unreachable", *UNSURE)
    yield scene(
        "extension-unread", "of a badge whose original cannot be read", assertion(**{"extensions:a": one("Own")}),
        unread, "unverified", (ASSERTION,), documents=away, notes=(unchecked("Own"),),
    )  # fmt: skip
    evil = one(f"{EVIL}#<b>\u202e", url="x")
    yield extended("hostile", "a name that wants to be more", assertion(odd=evil), unchecked(f"{EVIL}#<b>"))


def _endorsed() -> Iterator[Scene]:
    seal = signed(endorsement(ISSUER), COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    yield scene(
        "endorsed-issuer",
        "an endorsement in the issuer's profile",
        assertion(),
        codes(HOSTED, "endorsements-ok"),
        fetched=(ASSERTION, CLASS, ISSUER, COLLEGE_URL),
        documents=documents(endorsement=[seal]) | college,
        endorsed=(("passed", "We accept it for credit.", "endorsement-ok-issuer"),),
    )
