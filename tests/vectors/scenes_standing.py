"""Scenarios of the last checks: period, recipient, endorsements, trust, and where things are read."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.vectors.scene import Scene, bad, good, keyless
from tests.vectors.scenes_signing import of
from tests.vectors.signing import KeyWindow, did_web_url, hash_identity
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    CONTEXTS,
    EMAIL,
    INDEX,
    LIST,
    ORG_METHOD,
    ORG_URL,
    SALT,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
    Json,
    credential,
    did_document,
    documents,
    entry,
    key,
    put,
    signed,
    status_list,
    unsigned_list,
    without,
)

ANSWERED = (ORG_URL, LIST)


def period() -> Iterator[Scene]:
    """Check 6."""
    endless = without(credential(), "validUntil")
    yield Scene(
        "period/open",
        "a badge without an end",
        {"json": signed(endless)},
        good("period-open"),
        text="valid",
    )
    yield Scene(
        "period/expired",
        "the end has passed",
        {"json": signed()},
        good("period-expired"),
        "expired",
        now="2028-09-14T00:00:01Z",
        documents=documents(listed=status_list(validUntil="2028-10-01T00:00:00Z")),
        text="expired",
    )
    last = documents(listed=status_list(validUntil="2028-10-01T00:00:00Z"))
    yield Scene(
        "period/last-second",
        "the very moment of the end",
        {"json": signed()},
        now="2028-09-14T00:00:00Z",
        documents=last,
    )
    early = signed(put(credential(), "2026-12-01T00:00:00Z", "validFrom"))
    yield Scene(
        "period/not-yet",
        "the beginning has not come",
        {"json": early},
        good("period-not-yet"),
        "invalid",
        text="not-yet",
        found={"period": {"issued": "2026-12-01"}},
    )
    there = put(
        put(credential(), "2026-11-22T13:59:59.5+02:00", "validFrom"), "2026-11-22T07:00:01-05:00", "validUntil"
    )
    yield Scene("period/zones", "a badge of one and a half seconds, in two time zones", {"json": signed(there)})
    over = put(put(credential(), "2026-11-20T00:00:00+02:00", "validFrom"), "2026-11-22T13:59:59+02:00", "validUntil")
    yield Scene(
        "period/expired-stale",
        "expired, with a list that cannot be read: expired is certain",
        {"json": signed(over)},
        good("status-unreachable", "period-expired"),
        "expired",
        ANSWERED,
        {ORG_URL: documents()[ORG_URL]},
    )
    yield Scene(
        "period/expired-unsigned",
        "expired, signed by a stranger in the name of an issuer whose document cannot be read: nobody knows it genuine",
        {"json": signed(over, STRANGER_KEY, method=ORG_METHOD)},
        keyless("issuer-unreachable", "period-expired"),
        "unverified",
        (ORG_URL,),
        {},
    )
    nowhere = put(copy.deepcopy(over), {"id": "did:example:acme", "type": ["Profile"], "name": "Acme"}, "issuer")
    yield Scene(
        "period/expired-nowhere",
        "expired, in the name of an issuer that nobody can look up: anybody can write that",
        {"json": signed(nowhere, STRANGER_KEY, method="did:example:acme#1")},
        keyless("issuer-did-unsupported", "period-expired"),
        "unverified",
        (),
        {},
    )


def recipient() -> Iterator[Scene]:
    """Check 7."""
    badge = {"json": signed()}
    yield Scene("recipient/match", "the address it was awarded to", badge, good("recipient-match"), email=EMAIL)
    yield Scene(
        "recipient/match-case",
        "the address in other letters",
        badge,
        good("recipient-match"),
        email=f" {EMAIL.title()} ",
    )
    hashed = hash_identity("rosa@xn--bcher-kva.example", SALT)
    ascii_form = put(credential(), hashed, "credentialSubject", "identifier", 0, "identityHash")
    for name, typed in (("unicode", "Rosa@BÜCHER.example"), ("ascii", "rosa@xn--bcher-kva.example")):
        yield Scene(
            f"recipient/domain-{name}",
            "an address whose domain is not ASCII, hashed in its ASCII form",
            {"json": signed(ascii_form)},
            good("recipient-match"),
            email=typed,
        )
    yield Scene(
        "recipient/domain-none",
        "an address whose domain can be none",
        badge,
        good("recipient-mismatch"),
        "invalid",
        email="rosa@\u0301.ex ämple/",
    )
    other = "mallory@example.com"
    around = f"\ufeff\u3000 {EMAIL}\t\u2003"
    yield Scene("recipient/space", "white space around the address", badge, good("recipient-match"), email=around)
    nobody = Scene("recipient/no-space", "signs that are no white space", badge, good("recipient-mismatch"), "invalid")
    yield replace(nobody, email="\x1c\x85")
    yield Scene("recipient/mismatch", "another address", badge, good("recipient-mismatch"), "invalid", email=other)
    named = without(credential(), "credentialSubject", "identifier", 0)
    yield Scene(
        "recipient/none", "a badge that gives only a name", {"json": signed(named)}, good("recipient-none"), email=EMAIL
    )
    plain = {"type": "IdentityObject", "hashed": False, "identityHash": EMAIL, "identityType": "emailAddress"}
    open_mail = put(credential(), [plain], "credentialSubject", "identifier")
    yield Scene(
        "recipient/plain",
        "an address that is not hashed, and no name",
        {"json": signed(open_mail)},
        good("recipient-match"),
        email=EMAIL,
        text="valid-anonymous-until",
    )
    unreachable = keyless("issuer-unreachable", "recipient-mismatch")
    yield Scene(
        "recipient/mismatch-offline",
        "another address, and nobody to ask for the key",
        badge,
        unreachable,
        "invalid",
        documents={},
        email=other,
    )


ENDORSEMENTS = "https://college.example.edu/credentials/endorsements/"


def endorsement(of_what: str, *, by: str = COLLEGE) -> Json:
    """A college's endorsement, unsigned."""
    return {
        "@context": CONTEXTS,
        "id": f"{ENDORSEMENTS}1.json",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement of Data Foundations",
        "issuer": {"id": by, "type": ["Profile"], "name": "Example College"},
        "validFrom": "2026-09-01T00:00:00Z",
        "credentialSubject": {
            "id": of_what,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We accept it for credit.",
        },
    }


def endorsements() -> Iterator[Scene]:
    """Check 8."""
    about = credential()["credentialSubject"]["achievement"]["id"]
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    asked = (*ANSWERED, COLLEGE_URL)

    def attested(document: Json) -> Json:
        return signed(document, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")

    def endorsed(*attached: Json) -> Json:
        holder = ("credentialSubject", "achievement", "endorsement")
        return {"json": signed(put(credential(), list(attached), *holder))}

    world = documents() | college
    genuine = attested(endorsement(about))
    yield Scene(
        "endorsements/ok",
        "an endorsement that holds",
        endorsed(genuine),
        good("endorsements-ok"),
        "valid",
        asked,
        world,
        endorsed=(("passed", "We accept it for credit."),),
    )
    away = f"{STRANGER}#{STRANGER_KEY.public}"
    other = endorsement(about, by=STRANGER) | {"id": f"{ENDORSEMENTS}2.json"}
    absent = signed(other, STRANGER_KEY, method=away)
    yield Scene(
        "endorsements/two",
        "one that holds, and one that cannot be looked at",
        endorsed(genuine, absent),
        good("endorsements-bad"),
        "valid",
        (*asked, STRANGER_URL),
        world,
        endorsed=(("passed", "We accept it for credit."), ("unknown", None)),
    )

    def doubtful(name: str, description: str, attached: Json, fetched: tuple[str, ...] = asked, **more: Any) -> Scene:
        world = more.pop("documents", documents() | college)
        return Scene(
            f"endorsements/{name}", description, endorsed(attached), good("endorsements-bad"), "valid", fetched, world
        )

    flattered = attested(endorsement(about))
    put(flattered, "We accept it for double credit.", "credentialSubject", "endorsementComment")
    yield doubtful("changed", "an endorsement that was changed before the badge was signed", flattered)
    yield doubtful("unreachable", "an endorser whom nobody can reach", genuine, documents=documents())
    elsewhere = attested(endorsement(f"{BASE}badges/other/achievement.json"))
    yield doubtful("other-subject", "an endorsement of something else", elsewhere, ANSWERED)
    pretended = attested(endorsement(about, by=STRANGER))
    yield doubtful("other-issuer", "an endorsement in another's name", pretended)
    over = attested(endorsement(about) | {"validUntil": "2026-10-01T00:00:00Z"})
    yield doubtful("ended", "an endorsement that has ended", over)
    listing = "https://college.example.edu/credentials/status/1.json"
    listed = attested(endorsement(about) | {"credentialStatus": entry(address=listing)})
    for name, bits, code, told in (
        ("listed", (), "endorsements-ok", ("passed", "We accept it for credit.")),
        ("revoked", (INDEX,), "endorsements-bad", ("failed", None)),
        ("list-unreachable", None, "endorsements-bad", ("unknown", None)),
    ):
        theirs = (
            {}
            if bits is None
            else {listing: {"json": attested(unsigned_list(bits) | {"id": listing, "issuer": COLLEGE})}}
        )
        yield Scene(
            f"endorsements/{name}",
            f"an endorsement with a status list of its own: {name}",
            endorsed(listed),
            good(code),
            "valid",
            (*asked, listing),
            world | theirs,
            endorsed=(told,),
        )
    yield Scene(
        "endorsements/many",
        "more endorsements than are looked at",
        endorsed(*(attested(endorsement(about) | {"id": f"{ENDORSEMENTS}{number}.json"}) for number in range(11))),
        good("endorsements-bad"),
        "valid",
        asked,
        world,
        endorsed=(("passed", "We accept it for credit."),) * 10,
    )
    yield doubtful("unsigned", "an endorsement without signature", endorsement(about), ANSWERED)


def trust() -> Iterator[Scene]:
    """Check 9, and where things are read."""
    foreign = signed(of(COLLEGE), COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    yield Scene(
        "trust/unknown",
        "an issuer that is not known here: a warning, and its address stands beside its name",
        {"json": foreign},
        good("status-none", "trust-unknown"),
        fetched=(COLLEGE_URL,),
        documents=college,
        text="valid-until",
        values={"issuer": "Example College (college.example.edu/credentials/issuers/registrar)"},
        notes=(("issuer-unknown", {"issuer": "college.example.edu/credentials/issuers/registrar"}),),
    )
    claimed = "Example Data Skills (badges.example.org)"
    for name, written, shown in (
        ("filled", f"{claimed}{chr(0x3164) * 200}", claimed),
        ("long", f"{claimed} {'x' * 400}", f"{claimed} {'x' * 39}…"),
        ("empty", chr(0x3164), ""),
    ):
        named = signed(of(COLLEGE, name=written), COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
        address = COLLEGE.removeprefix("did:web:").replace(":", "/")
        yield Scene(
            f"trust/{name}-name",
            f"a stranger's name that would push the address out of the sentence: {name}",
            {"json": named},
            good("status-none", "trust-unknown"),
            fetched=(COLLEGE_URL,),
            documents=college,
            text="valid-until",
            values={"issuer": f"{shown} ({address})" if shown else address},
        )
    far = f"did:web:college.example.edu:%E9:caf%C3%A9:{'x' * 400}"
    far_url = did_web_url(far)
    yield Scene(
        "trust/long-address",
        "a stranger's address that is cut at its path, with an escape in it that makes no text",
        {"json": signed(of(far, name="Example College"), COLLEGE_KEY, method=f"{far}#{COLLEGE_KEY.public}")},
        good("status-none", "trust-unknown"),
        fetched=(far_url,),
        documents={far_url: {"json": did_document(far, KeyWindow(COLLEGE_KEY.public))}},
        text="valid-until",
        values={"issuer": f"Example College (college.example.edu/%E9/café/{'x' * 271}…)"},
    )
    yield Scene("trust/nobody", "nobody is known here", {"json": signed()}, good("trust-unknown"), trusted=())
    mimic = key("the mimic")
    as_key = f"did:key:{mimic.public}"
    named = signed(of(as_key, name="Example Data Skills"), mimic, method=f"{as_key}#{mimic.public}")
    yield Scene(
        "trust/same-name",
        "a stranger who took the name of a known issuer",
        {"json": named},
        good("status-none", "trust-unknown"),
        fetched=(),
        text="valid-until",
        values={"issuer": f"Example Data Skills ({as_key})"},
    )
    tricky = of(as_key, name="Example {recipient}‮ Data\n<b>Skills</b>")
    yield Scene(
        "trust/tricky-name",
        "a name with braces, a line break, an invisible sign and markup: shown as text",
        {"json": signed(tricky, mimic, method=f"{as_key}#{mimic.public}")},
        good("status-none"),
        fetched=(),
        trusted=(as_key,),
        text="valid-until",
        values={"issuer": "Example {recipient} Data <b>Skills</b>"},
    )
    yield Scene(
        "trust/name-rightward",
        "a revoked badge, whose sentence begins with a name that runs from the right",
        {"json": signed(put(credential(), "\u05de\u05db\u05dc\u05dc\u05d4", "issuer", "name"))},
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,))),
        text="revoked",
        values={"issuer": "\u05de\u05db\u05dc\u05dc\u05d4"},
    )
    served = "http://localhost:8000/"
    moved = {f"{served}{address.removeprefix(BASE)}": answer for address, answer in documents().items()}
    yield Scene(
        "served/elsewhere",
        "a preview: what lies under base_url is read from where the page is served",
        {"json": signed()},
        fetched=tuple(moved),
        documents=moved,
        base_url=BASE,
        served_from=served,
        notes=(("served-from", {"base_url": BASE, "served_from": served}),),
    )
    yield Scene(
        "served/elsewhere-foreign",
        "a preview: another issuer's document is read where it is",
        {"json": foreign},
        good("status-none"),
        fetched=(COLLEGE_URL,),
        documents=college,
        trusted=(COLLEGE,),
        base_url=BASE,
        served_from=served,
        notes=(),
    )
    yield bad(
        "served/elsewhere-changed",
        "a preview: a changed badge is no better there",
        {"json": put(signed(), "Data Mastery", "name")},
        "signature-mismatch",
        fetched=(f"{served}issuers/data-skills/did.json",),
        documents=moved,
        base_url=BASE,
        served_from=served,
    )
