"""Other JSON trees for the same signed statements, and two places that say different things."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from tests.vectors.foreign import proven
from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.scenes.records import RECORD, record
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    CONTEXTS,
    INDEX,
    LIST,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    status_list,
)

ID = credential()["id"]
SOFIA = "did:example:sofia"
_CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_REVOKED = documents(listed=status_list((INDEX,)))
_COLLEGE = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
_ASKED = (ORG_URL, LIST)


def scenes() -> Iterator[Scene]:
    """Check 2: one spelling of the signed statements."""
    yield from _taken_away()
    yield from _dressed_up()
    yield from _indexes()
    yield from _told_twice()
    yield from _records()


def _taken_away() -> Iterator[Scene]:
    """Period and status stand under the badge's id in a place where nothing looks for them."""
    held = {"id": ID, "type": ["VerifiableCredential"]}
    about = credential()["credentialSubject"]["achievement"]["id"]
    endorsing = endorsement(about) | {"@context": [CONTEXTS[0], _CLR, *CONTEXTS[1:]]}
    endorsing["credentialSubject"] |= {"type": ["EndorsementSubject", "ClrSubject"], "verifiableCredential": [held]}
    ended = credential() | {"validUntil": "2026-10-01T00:00:00Z"}
    for name, holder in (("endorsed", endorsing), ("bare", None)):
        badge = copy.deepcopy(ended)
        for member in ("validUntil", "credentialStatus"):
            held[member] = badge[member]
        if holder is None:
            badge["evidence"] = [held | {"type": ["Evidence", "VerifiableCredential"]}]
        else:
            put(badge, [signed(holder, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")], *_ENDORSED)
        sealed = signed(badge)
        del sealed["validUntil"], sealed["credentialStatus"]
        yield bad(
            f"format/taken-{name}",
            "a badge that ended and was revoked; both stand inside, under its id, and the signature holds",
            {"json": sealed},
            "format-invalid",
            documents=_REVOKED | _COLLEGE,
        )

    # Only some words have graphs and JSON as values. With a vocabulary for all words, others look alike.
    for name, path in (("json", ("jsonSchema",)), ("graph", ("endorsement", "proof"))):
        badge = copy.deepcopy(ended) | {"@context": [*CONTEXTS, _ALL_WORDS]}
        said = {"id": ID, "type": ["VerifiableCredential"], **{one: badge[one] for one in _HELD}}
        put(badge, said if len(path) == 1 else [{"type": ["EndorsementCredential"], path[1]: said}], path[0])
        sealed = signed(badge)
        for member in _HELD:
            del sealed[member]
        yield bad(
            f"format/taken-{name}",
            "a badge that ended and was revoked; both stand where another vocabulary would have JSON, or a graph",
            {"json": sealed},
            "format-invalid",
            documents=_REVOKED,
        )


_HELD = ("validUntil", "credentialStatus")
_ALL_WORDS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_ENDORSED = ("credentialSubject", "achievement", "endorsement")


def _dressed_up() -> Iterator[Scene]:
    """A status entry that signs alike and reads differently."""
    usual = signed()
    status = "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"
    for name, path, value in (
        ("index", ("credentialStatus", "statusListIndex"), [str(INDEX)]),
        ("purpose", ("credentialStatus", "statusPurpose"), ["revocation"]),
        ("list", ("credentialStatus", "statusListCredential"), {"id": LIST}),
        ("value", ("credentialStatus", "statusListIndex"), {"@value": str(INDEX)}),
        ("type", ("credentialStatus", "type"), ["BitstringStatusListEntry", status]),
        ("nested", ("credentialStatus",), [[entry()]]),
        ("part", ("credentialStatus",), [entry(), {"id": entry()["id"], "type": "BitstringStatusListEntry"}]),
    ):
        yield bad(
            f"format/spelled-{name}",
            f"a revoked badge whose status entry is spelled in another way: {name}",
            {"json": put(copy.deepcopy(usual), value, *path)},
            "format-invalid",
            documents=_REVOKED,
        )
    yield Scene(
        "status/spelled-null",
        "members and entries that are null are absent, as they are for the signature",
        {"json": put(copy.deepcopy(usual), [None, entry() | {"statusSize": None}], "credentialStatus")},
        good("status-revoked"),
        "revoked",
        documents=_REVOKED,
    )
    yield Scene(
        "status/spelled-twice",
        "one entry given twice is one entry",
        {"json": put(copy.deepcopy(usual), [entry()] * 9, "credentialStatus")},
    )


def _indexes() -> Iterator[Scene]:
    """A place in a list is a text of digits or a whole number."""
    for name, index, ends in (
        ("number", INDEX, "revoked"),
        ("number-clear", INDEX + 1, "valid"),
        ("point", float(INDEX), "revoked"),
    ):
        yield Scene(
            f"status/index-{name}",
            "the place in the list is a number",
            {"json": signed(put(credential(), index, "credentialStatus", "statusListIndex"))},
            good("status-revoked" if ends == "revoked" else "status-ok"),
            ends,
            documents=_REVOKED,
        )
    for name, wrong in (("negative", -1), ("fraction", 0.5), ("true", True)):
        yield bad(
            f"status/index-{name}",
            "the place in the list is no whole number from 0",
            {"json": signed(put(credential(), wrong, "credentialStatus", "statusListIndex"))},
            "format-invalid",
        )


def _told_twice() -> Iterator[Scene]:
    """An organisation that two places describe differently is shown by its address."""
    creator = {"id": ORG, "type": ["Profile"], "name": "Another name"}
    holder = ("credentialSubject", "achievement", "creator")
    yield Scene(
        "trust/told-differently",
        "the badge gives its issuer two names: neither is shown",
        {"json": signed(put(credential(), creator, *holder))},
        good(),
        "valid",
        text="valid-until",
        values={"issuer": "badges.example.org/issuers/data-skills"},
    )
    elsewhere = signed(put(put(credential(), creator, *holder), ORG, "issuer"))
    yield Scene(
        "trust/told-elsewhere",
        "the issuer's name stands beside its id in another place",
        {"json": elsewhere},
        good(),
        "valid",
        text="valid-until",
        values={"issuer": "Another name"},
    )

    yield from _told_by_others()


def _told_by_others() -> Iterator[Scene]:
    """An issuer without a name of its own is not called what somebody else calls it, who endorses."""
    endorsing = endorsement(ORG)
    endorsing["credentialSubject"] |= {"type": ["EndorsementSubject", "Profile"], "name": "World Academy"}
    attested = signed(endorsing, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
    plain = put(credential(), {"id": ORG, "type": ["Profile"], "endorsement": [attested]}, "issuer")
    yield bad(
        "trust/told-by-endorser",
        "the issuer's name stands in an endorsement of somebody else, and nowhere else",
        {"json": signed(plain)},
        "format-invalid",
        documents=documents() | _COLLEGE,
    )
    yield Scene(
        "trust/told-by-endorser-jcs",
        "the same with a proof over the tree: it reads like an issuer without a name",
        {"json": {**plain, "proof": [proven(plain, ORG_KEY, "eddsa-jcs-2022", ORG_METHOD)]}},
        good("endorsements-ok"),
        "valid",
        (ORG_URL, LIST, COLLEGE_URL),
        documents=documents() | _COLLEGE,
        text="valid-until",
        values={"issuer": "badges.example.org/issuers/data-skills"},
    )
    alike = put(credential(), [attested], "issuer", "endorsement")
    alike["issuer"]["name"] = "World Academy"
    yield Scene(
        "trust/told-by-both",
        "the issuer and who endorses it give it the same name",
        {"json": signed(alike)},
        good("endorsements-ok"),
        "valid",
        (ORG_URL, LIST, COLLEGE_URL),
        documents=documents() | _COLLEGE,
        text="valid-until",
        values={"issuer": "World Academy"},
    )


def _records() -> Iterator[Scene]:
    """What a learner record says, and what its entries say."""

    def attested(document: Json) -> Json:
        return signed(document, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")

    foreign = put(credential(), {"id": COLLEGE, "type": ["Profile"], "name": "Example College"}, "issuer")
    foreign["credentialSubject"] |= {"id": SOFIA, "name": "Queen of all"}
    foreign["credentialSubject"]["identifier"].pop()
    foreign["credentialSubject"]["achievement"]["creator"] = {"id": ORG, "type": ["Profile"], "name": "World Academy"}
    del foreign["credentialStatus"]
    whole = record(attested(foreign), issuer={"id": ORG, "type": ["Profile"]})
    whole["credentialSubject"] |= {"id": SOFIA, "identifier": whole["credentialSubject"]["identifier"][:1]}
    yield Scene(
        "records/names-inside",
        "a badge inside, of another issuer, names the holder and the issuer of the record: that is not shown as theirs",
        {"json": signed(whole)},
        RECORD,
        "valid",
        (ORG_URL, COLLEGE_URL),
        documents=documents() | _COLLEGE,
        text="valid-anonymous",
        values={"issuer": "badges.example.org/issuers/data-skills"},
        inside=("valid",),
    )
    brief = {name: value for name, value in credential()["credentialSubject"]["achievement"].items() if name != "image"}
    listing = put(record(signed()), [brief], "credentialSubject", "achievement")
    yield Scene(
        "records/achievements",
        "a record that also lists the achievement of a badge inside, in fewer words",
        {"json": signed(listing)},
        good("format-ok-clr", "status-none", "period-open"),
        "valid",
        _ASKED,
        inside=("valid",),
    )
    stood_for = put(credential(), [attested(endorsement(ORG))], "issuer", "endorsement")
    yield Scene(
        "records/endorsed-inside",
        "a badge inside, of the record's own issuer, has an endorsement of the issuer",
        {"json": signed(record(signed(stood_for)))},
        good("format-ok-clr", "status-none", "period-open"),
        "valid",
        (*_ASKED, COLLEGE_URL),
        documents=documents() | _COLLEGE,
        inside=("valid",),
    )
    enveloped = {
        "@context": CONTEXTS[:1],
        "id": "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
        "type": "EnvelopedVerifiableCredential",
    }
    yield Scene(
        "records/enveloped",
        "a token inside, in the form of VC Data Model 2.0 that is not read here: nothing is said against it",
        {"json": signed(record(signed(), enveloped))},
        good("format-ok-clr", "status-none", "period-open"),
        "unverified",
        _ASKED,
        inside=("valid", "unverified"),
    )
    named = endorsement(ORG)
    named["credentialSubject"] |= {"type": ["EndorsementSubject", "Profile"], "name": "Example Data Skills"}
    told = put(credential(), [attested(named)], "issuer", "endorsement")
    yield Scene(
        "records/told-by-endorser",
        "a badge inside, of the record's own issuer, names that issuer, and so does who endorses it there",
        {"json": signed(record(signed(told), issuer={"id": ORG, "type": ["Profile"]}))},
        RECORD,
        "valid",
        (ORG_URL, LIST, COLLEGE_URL),
        documents=documents() | _COLLEGE,
        text="valid",
        inside=("valid",),
    )
    ended = signed(credential() | {"validUntil": "2026-10-01T00:00:00Z"})
    yield Scene(
        "records/expired-unreachable",
        "a badge inside has ended, and whether it was revoked before cannot be found out",
        {"json": signed(record(ended))},
        RECORD,
        "unverified",
        _ASKED,
        documents={ORG_URL: documents()[ORG_URL]},
        inside=("expired",),
    )
    evidence = {"id": f"{BASE}records/1.json", "type": ["Evidence", "VerifiableCredential"], "name": "My record"}
    inner = credential() | {"evidence": [evidence | {"validUntil": "2026-10-01T00:00:00Z"}]}
    taken = signed(record(signed(inner)) | {"validUntil": "2026-10-01T00:00:00Z"})
    del taken["validUntil"]
    yield bad(
        "records/taken",
        "a record that ended: its end stands in a badge inside, under the record's id",
        {"json": taken},
        "format-invalid",
    )
