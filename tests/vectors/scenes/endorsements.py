"""Vectors of check 8, endorsements: does each of them hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.scene import Scene, good
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    ANSWERED,
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    CONTEXTS,
    INDEX,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    unsigned_list,
)

ABOUT = credential()["credentialSubject"]["achievement"]["id"]
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


def attested(document: Json) -> Json:
    """The document, signed by the college."""
    return signed(document, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")


def genuine() -> Json:
    """The college's endorsement of the achievement."""
    return attested(endorsement(ABOUT))


def endorsed(*attached: Json) -> Json:
    """The badge with these endorsements of its achievement."""
    return signed(put(credential(), list(attached), "credentialSubject", "achievement", "endorsement"))


def scenes() -> Iterator[Scene]:
    """Check 8."""
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    asked = (*ANSWERED, COLLEGE_URL)

    world = documents() | college
    yield Scene(
        "endorsements/ok",
        "an endorsement that holds",
        {"json": endorsed(genuine())},
        good("endorsements-ok"),
        "valid",
        asked,
        world,
        endorsed=(("passed", "We accept it for credit."),),
    )
    away = f"{STRANGER}#{STRANGER_KEY.public}"
    other = endorsement(ABOUT, by=STRANGER) | {"id": f"{ENDORSEMENTS}2.json"}
    absent = signed(other, STRANGER_KEY, method=away)
    yield Scene(
        "endorsements/two",
        "one that holds, and one that cannot be looked at",
        {"json": endorsed(genuine(), absent)},
        good("endorsements-bad"),
        "valid",
        (*asked, STRANGER_URL),
        world,
        endorsed=(("passed", "We accept it for credit."), ("unknown", None)),
    )

    def doubtful(name: str, description: str, attached: Json, fetched: tuple[str, ...] = asked, **more: Any) -> Scene:
        world = more.pop("documents", documents() | college)
        return Scene(
            f"endorsements/{name}",
            description,
            {"json": endorsed(attached)},
            good("endorsements-bad"),
            "valid",
            fetched,
            world,
        )

    flattered = attested(endorsement(ABOUT))
    put(flattered, "We accept it for double credit.", "credentialSubject", "endorsementComment")
    yield doubtful("changed", "an endorsement that was changed before the badge was signed", flattered)
    yield doubtful("unreachable", "an endorser whom nobody can reach", genuine(), documents=documents())
    elsewhere = attested(endorsement(f"{BASE}badges/other/achievement.json"))
    yield doubtful("other-subject", "an endorsement of something else", elsewhere, ANSWERED)
    pretended = attested(endorsement(ABOUT, by=STRANGER))
    yield doubtful("other-issuer", "an endorsement in another's name", pretended)
    over = attested(endorsement(ABOUT) | {"validUntil": "2026-10-01T00:00:00Z"})
    yield doubtful("ended", "an endorsement that has ended", over)
    listing = "https://college.example.edu/credentials/status/1.json"
    listed = attested(endorsement(ABOUT) | {"credentialStatus": entry(address=listing)})
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
            {"json": endorsed(listed)},
            good(code),
            "valid",
            (*asked, listing),
            world | theirs,
            endorsed=(told,),
        )
    yield Scene(
        "endorsements/many",
        "more endorsements than are looked at",
        {
            "json": endorsed(
                *(attested(endorsement(ABOUT) | {"id": f"{ENDORSEMENTS}{number}.json"}) for number in range(11))
            )
        },
        good("endorsements-bad"),
        "valid",
        asked,
        world,
        endorsed=(("passed", "We accept it for credit."),) * 10,
    )
    yield doubtful("unsigned", "an endorsement without signature", endorsement(ABOUT), ANSWERED)
