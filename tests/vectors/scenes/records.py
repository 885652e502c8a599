"""Comprehensive Learner Records 2.0: the record's own checks, and those of the credentials inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.scene import Codes, Note, Scene, good
from tests.vectors.world import (
    BASE,
    CONTEXTS,
    EMAIL,
    INDEX,
    LIST,
    ORG,
    ORG_METHOD,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    documents,
    put,
    signed,
    status_list,
)

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
RECORD = good("format-ok-clr", "status-none", "period-open")


def record(*inside: Any, **more: Any) -> Json:
    """A learner record of these credentials; `more` replaces members, None leaves one out."""
    made = {
        "@context": [CONTEXTS[0], CLR, *CONTEXTS[1:]],
        "id": f"{BASE}records/1.json",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "All that Sofía learned",
        "description": "Her badges of three years.",
        "issuer": {"id": ORG, "type": ["Profile"], "name": "Example Data Skills"},
        "validFrom": "2026-10-01T00:00:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": credential()["credentialSubject"]["identifier"],
            "verifiableCredential": list(inside),
        },
    } | more
    return {name: value for name, value in made.items() if value is not None}


def scenes() -> Iterator[Scene]:
    """Envelopes, and what is in them."""

    def given(
        name: str,
        description: str,
        document: Json,
        codes: Codes = RECORD,
        verdict: str = "valid",
        fetched: tuple[str, ...] = (ORG_URL, LIST),
        **more: Any,
    ) -> Scene:
        return Scene(f"records/{name}", description, {"json": document}, codes, verdict, fetched, **more)

    def stopped(code: str) -> Codes:
        names = list(RECORD)
        last = names.index(code.partition("-")[0])
        return {
            check: f"{check}-not-checked" if names.index(check) > last else code if names.index(check) == last else fine
            for check, fine in RECORD.items()
        }

    def every(count: int) -> Note:
        return "clr-all", {"count": count, "bad": 0}

    def some(count: int, bad: int) -> Note:
        return "clr-some", {"count": count, "bad": bad}

    def told(text: str, bad: int, count: int, *names: Any) -> dict[str, Any]:
        return {"text": f"record-{text}", "values": {"bad": bad, "count": count, "names": list(names)}}

    def named(name: str) -> list[Any]:
        return ["quoted", {"got": name}]

    second = signed(put(credential(), f"{BASE}awards/second/credential.json", "id"))
    changed = put(signed(), "Data Mastery", "credentialSubject", "achievement", "name")
    yield given(
        "two",
        "two badges that hold",
        signed(record(signed(), second)),
        notes=(every(2),),
        text="valid",
        inside=("valid", "valid"),
    )
    yield given(
        "email",
        "the holder's address",
        signed(record(signed())),
        RECORD | {"recipient": "recipient-match"},
        email=EMAIL,
        inside=("valid",),
    )
    one_changed = signed(record(signed(), changed))
    yield given(
        "changed-inside",
        "one was changed before the record was signed",
        one_changed,
        verdict="invalid",
        notes=(some(2, 1),),
        **told("invalid", 1, 2, named("Data Mastery")),
        inside=("valid", "invalid"),
    )
    revoked = documents(listed=status_list((INDEX,)))
    yield given(
        "revoked-inside",
        "one was revoked since",
        signed(record(signed())),
        verdict="unverified",
        documents=revoked,
        notes=(some(1, 1),),
        **told("unverified", 1, 1, named("Data Foundations")),
        inside=("revoked",),
    )
    world = documents()
    del world[LIST]
    yield given(
        "unconfirmed-inside",
        "whether one was revoked cannot be found out",
        signed(record(signed())),
        verdict="unverified",
        documents=world,
        text="record-unverified",
        inside=("unverified",),
    )
    stranger = signed(credential(), STRANGER_KEY, method=ORG_METHOD)
    yield given(
        "forged-inside",
        "one in the organisation's name, signed by somebody else",
        signed(record(signed(), stranger)),
        verdict="invalid",
        **told("invalid", 1, 2, named("Data Foundations")),
        inside=("valid", "invalid"),
    )
    once = signed(put(credential(), "2026-10-01T00:00:00Z", "validUntil"))
    yield given(
        "expired-inside",
        "one has ended: it was awarded all the same",
        signed(record(once)),
        text="valid",
        notes=(some(1, 1),),
        inside=("expired",),
    )
    yield given(
        "ended",
        "a record that has ended, with a changed badge inside",
        signed(record(changed, validUntil="2026-11-01T00:00:00Z")),
        RECORD | {"period": "period-expired"},
        "invalid",
        fetched=(ORG_URL,),
        **told("invalid", 1, 1, named("Data Mastery")),
        inside=("invalid",),
    )
    after = signed(record(signed()))
    after["credentialSubject"]["verifiableCredential"].append(second)
    yield given(
        "added",
        "one was put in after the record was signed",
        after,
        stopped("signature-mismatch"),
        "invalid",
        (ORG_URL,),
        inside=(),
    )
    forged = signed(record(signed()), STRANGER_KEY, method=ORG_METHOD)
    yield given(
        "forged",
        "an envelope that somebody else signed",
        forged,
        stopped("signature-mismatch"),
        "invalid",
        (ORG_URL,),
        inside=(),
    )
    within = signed(record(signed(record(signed(), id=f"{BASE}records/2.json"))))
    yield given(
        "record-inside",
        "a record in a record",
        within,
        verdict="unverified",
        notes=(some(1, 1),),
        **told("unverified", 1, 1, named("unnamed")),
        fetched=(ORG_URL,),
        inside=("unverified",),
    )
    other = {"@context": CONTEXTS[:1], "type": ["VerifiableCredential"], "issuer": ORG, "credentialSubject": {}}
    yield given(
        "other-inside",
        "a credential of another kind",
        signed(record(other)),
        verdict="unverified",
        fetched=(ORG_URL,),
        **told("unverified", 1, 1, named("unnamed")),
        inside=("unverified",),
    )
    for name, document, code in (
        ("no-name", record(signed(), name=None), "format-missing"),
        ("no-subject-type", put(record(signed()), ["Person"], "credentialSubject", "type"), "format-type"),
        ("empty", put(record(), [], "credentialSubject", "verifiableCredential"), "format-type"),
        ("number", record(7), "format-type"),
        ("no-context", record(signed(), **{"@context": CONTEXTS}), "format-context"),
        ("undefined", record(signed(), honours="cum laude"), "format-undefined-term"),
    ):
        proof = [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}]
        yield given(
            name,
            f"a record that is not well formed: {name}",
            document | {"proof": proof},
            stopped(code),
            "invalid",
            (),
            inside=(),
        )
    many = signed(record(*([other] * 51)))
    limit = ("clr-many", {"count": 51, "limit": 50})
    yield given(
        "many",
        "more than are looked at",
        many,
        verdict="unverified",
        fetched=(ORG_URL,),
        **told("unverified", 51, 51, *[named("unnamed")] * 5, "…"),
        notes=(some(50, 50), limit),
        inside=("unverified",) * 50,
    )
