"""Endorsements that are signed tokens (`endorsementJwt`)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import claims, proven, token
from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.scenes.signature_suites import with_proof
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    ANSWERED,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    CONTEXTS,
    INDEX,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    STRANGER_KEY,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    unsigned_list,
    without,
)

KID = f"{COLLEGE}#{COLLEGE_KEY.public}"
LISTING = "https://college.example.edu/credentials/status/1.json"
ACHIEVEMENT = ("credentialSubject", "achievement")
ABOUT = credential()["credentialSubject"]["achievement"]["id"]
TOLD = ("passed", "We accept it for credit.")
EVERYTHING = "https://www.w3.org/ns/credentials/undefined-terms/v2"


def by_college(about: str = ABOUT, **more: Any) -> str:
    """The college's endorsement as a token."""
    return token(endorsement(about) | more, COLLEGE_KEY, kid=KID, typ="vc+jwt")


def listing() -> Json:
    """The college's status list, on which its endorsement is revoked."""
    return signed(unsigned_list((INDEX,)) | {"id": LISTING, "issuer": COLLEGE}, COLLEGE_KEY, method=KID)


def attached(value: Any, *holder: str) -> Json:
    """The signed badge with tokens attached: no context has a word for them, so the signature is over the rest."""
    return put(signed(), value, *(holder or ACHIEVEMENT), "endorsementJwt")


def scenes() -> Iterator[Scene]:
    """Check 8, and what it asks of 2 and 3."""
    yield from _held()
    yield from _doubtful()
    yield from _signed_over()


def _scene(
    name: str, description: str, document: Json, code: str, told: tuple[str, str | None] | None, *more: str
) -> Scene:
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    return Scene(
        f"endorsements/token-{name}",
        description,
        {"json": document},
        good(code),
        fetched=(*ANSWERED, *more),
        documents=documents() | college | {LISTING: {"json": listing()}},
        endorsed=(told,) if told else None,
    )


def _held() -> Iterator[Scene]:
    fine = "endorsements-ok"
    yield _scene("achievement", "of the achievement", attached(by_college()), fine, TOLD, COLLEGE_URL)
    whole = attached([by_college(credential()["id"])], "credentialSubject")
    whole["endorsementJwt"] = whole["credentialSubject"].pop("endorsementJwt")
    yield _scene("credential", "of the badge itself, in a list", whole, fine, TOLD, COLLEGE_URL)
    yield _scene("issuer", "of the issuer", attached(by_college(ORG), "issuer"), fine, TOLD, COLLEGE_URL)
    registered = token(claims(endorsement(ABOUT), nbf=None, exp=1800000000, sub=ABOUT), COLLEGE_KEY, kid=KID)
    yield _scene("claims", "with registered claims", attached(registered), fine, TOLD, COLLEGE_URL)


def _doubtful() -> Iterator[Scene]:
    def doubtful(name: str, description: str, value: Any, outcome: str, *asked: str) -> Scene:
        return _scene(name, description, attached(value), "endorsements-bad", (outcome, None), *asked)

    forged = token(endorsement(ABOUT), STRANGER_KEY, kid=KID)
    yield doubtful("forged", "a stranger's, in the college's name", forged, "failed", COLLEGE_URL)
    head, _, seal = by_college().split(".")
    other = by_college(name="Twice the credit").split(".")[1]
    yield doubtful("changed", "changed after it was signed", f"{head}.{other}.{seal}", "failed", COLLEGE_URL)
    yield doubtful("other-subject", "of something else", by_college(f"{ABOUT}2"), "failed")
    yield doubtful("ended", "one that has ended", by_college(validUntil="2026-10-01T00:00:00Z"), "failed", COLLEGE_URL)
    listed = by_college(credentialStatus=entry(address=LISTING))
    yield doubtful("revoked", "one that its issuer revoked", listed, "failed", COLLEGE_URL, LISTING)
    none = token(endorsement(ABOUT), COLLEGE_KEY, kid=KID, alg="HS256")
    yield doubtful("unsupported", "signed with a shared secret", none, "unknown")
    yield doubtful("badge", "a badge in its place", token(credential(), kid=ORG_METHOD), "failed")
    yield doubtful("no-token", "a text that is no token", "We accept it for credit.", "failed")
    bare = {name: value for name, value in endorsement(ABOUT).items() if name not in ("@context", "validUntil")}
    over = token({**bare, "exp": 1789344000}, COLLEGE_KEY, kid=KID)
    yield doubtful("over", "one without a context that ended by its claim", over, "failed", COLLEGE_URL)
    told = token({**bare, "iss": ORG}, COLLEGE_KEY, kid=KID)
    yield doubtful("iss", "one whose claim names another issuer", told, "failed")
    away = token(endorsement(ABOUT, by="did:web:nobody.example"), COLLEGE_KEY, kid="did:web:nobody.example#1")
    yield doubtful(
        "unreachable",
        "by somebody whom nobody can reach",
        away,
        "unknown",
        "https://nobody.example/.well-known/did.json",
    )


def _signed_over() -> Iterator[Scene]:
    jcs = put(credential(), by_college(), *ACHIEVEMENT, "endorsementJwt")
    jcs = with_proof(jcs, proven(jcs, ORG_KEY, "eddsa-jcs-2022", ORG_METHOD))
    yield _scene("jcs", "under a proof over the JSON itself", jcs, "endorsements-ok", TOLD, COLLEGE_URL)
    less = without(copy.deepcopy(jcs), *ACHIEVEMENT, "endorsementJwt")
    yield bad("signature/token-taken", "a token taken away under such a proof", {"json": less}, "signature-mismatch")
    defined = put(credential(), [*CONTEXTS, EVERYTHING], "@context")
    defined = signed(put(defined, by_college(), *ACHIEVEMENT, "endorsementJwt"))
    name = "under a vocabulary that has a meaning for every word"
    yield _scene("defined", name, defined, "endorsements-ok", TOLD, COLLEGE_URL)
    again = put(copy.deepcopy(defined), by_college(f"{ABOUT}2"), *ACHIEVEMENT, "endorsementJwt")
    yield bad("signature/token-other", f"another token {name}", {"json": again}, "signature-mismatch")
    for name, value in (
        ("object", {"id": "https://a.example/"}),
        ("number", 7),
        ("mixed", [by_college(), 7]),
        ("null", [None, by_college()]),
    ):
        yield bad(
            f"format/endorsement-jwt-{name}",
            f"something else than tokens where tokens belong: {name}",
            {"json": attached(value)},
            "format-undefined-term",
            fetched=(),
        )
    for name, end in (("line", "\u2028"), ("return", "\r")):
        torn = put(put(credential(), [*CONTEXTS, EVERYTHING], "@context"), "a", f"grade{end}")
        about = "a word that holds an end of line, where every word has a meaning"
        yield bad(f"format/torn-{name}", about, {"json": torn}, "format-undefined-term", fetched=())
    named: dict[str, Any] = {"type": ["Achievement", "@none"], "id": "@home"}
    for name, said in named.items():
        kept = put(credential(), said, "credentialSubject", "achievement", name)
        about = f"a name in the form that JSON-LD keeps for itself: {name}"
        yield bad(f"format/kept-{name}", about, {"json": kept}, "format-invalid", fetched=())
    elsewhere = attached(by_college(), "credentialSubject")
    yield bad(
        "format/endorsement-jwt-place",
        "a token where none belongs",
        {"json": elsewhere},
        "format-undefined-term",
        fetched=(),
    )
