"""Contexts and suites that the verifiers do not know, and older names that they do.

What is unknown is never valid and never called invalid for that alone; what is known to be wrong stays invalid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import proven
from tests.vectors.scene import Scene, bad, good, stopped
from tests.vectors.scenes.records import CLR
from tests.vectors.scenes.signature_suites import with_proof
from tests.vectors.world import (
    CONTEXTS,
    EMAIL,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    documents,
    put,
    signed,
    signed_as,
    status_list,
    unsigned_list,
    without,
)

VC1 = "https://www.w3.org/2018/credentials/v1"
STATUS = "https://www.w3.org/ns/credentials/status/v1"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
OB_OLDER = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
CLR_OLDER = "https://purl.imsglobal.org/spec/clr/v2p0/context.json"
DRAFTS = {
    "group": "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
    "plugfest": "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
}


def scenes() -> Iterator[Scene]:
    """Checks 2 and 3."""
    yield from _contexts()
    yield from _suites()
    yield from _known()


def older(document: Json, *contexts: str) -> Json:
    """The same on Verifiable Credentials 1.1, with these contexts behind it."""
    made = {**document, "@context": [VC1, *contexts], "issuanceDate": document["validFrom"]}
    if "validUntil" in made:
        made["expirationDate"] = made.pop("validUntil")
    del made["validFrom"]
    return made


def proven_2020(document: Json) -> Json:
    """With a proof of the suite Ed25519Signature2020."""
    return with_proof(document, proven(document, ORG_KEY, "Ed25519Signature2020", ORG_METHOD))


def _contexts() -> Iterator[Scene]:
    def named(name: str, description: str, contexts: list[Any], code: str, **more: Any) -> Scene:
        document = {**credential(), **more.pop("members", {}), "@context": contexts}
        proof = [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}]
        return bad(f"format/{name}", description, {"json": {**document, "proof": proof}}, f"format-{code}", **more)

    unknown = {"text": "unsupported"}
    later = "https://www.w3.org/ns/credentials/v3"
    yield named("later-credentials", "a later data model", [later, *CONTEXTS[1:]], "unknown-context", **unknown)
    badges = "https://purl.imsglobal.org/spec/ob/v4p0/context.json"
    yield named("later-badges", "a later Open Badges", [CONTEXTS[0], badges], "unknown-context", **unknown)
    newer = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"
    yield named("later-edition", "a later edition of 3.0", [CONTEXTS[0], newer], "unknown-context", **unknown)
    yield named("before-badges", "something before Open Badges", [CONTEXTS[0], badges, *CONTEXTS[1:]], "context")
    yield named("before-credentials", "something before the data model", [badges, *CONTEXTS], "context")
    blocks = [VC1, "https://w3id.org/blockcerts/v3"]
    types = {"type": ["VerifiableCredential", "BlockcertsCredential"]}
    yield named("blockcerts", "a certificate of another kind", blocks, "unsupported", members=types, **unknown)
    course = {"type": ["EducationalOccupationalCredential"]}
    yield named("schema-org", "no credential at all", ["https://schema.org"], "unsupported", members=course, **unknown)
    for name, badge in {
        "whole": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential",
        "draft": "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#OpenBadgeCredential",
        "short": "obi:OpenBadgeCredential",
    }.items():
        spelled = {"type": ["VerifiableCredential", badge]}
        yield named(f"type-{name}", "a badge's type as an address: no other kind", [*CONTEXTS], "type", members=spelled)
    no_type = {"type": ["Masterpiece"]}
    yield named("claims-badges", "the words of badges, and no badge", CONTEXTS[1:], "context", members=no_type)


def _suites() -> Iterator[Scene]:
    badge = credential()
    other = {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023", "proofValue": "u2V0C"}
    others = {**badge, "proof": [other]}

    def unsure(name: str, description: str, codes: tuple[str, ...], verdict: str, **more: Any) -> Scene:
        given = more.pop("given", others)
        skipped = ("issuer-not-checked", "status-not-checked", "endorsements-not-checked", "trust-not-checked")
        found = good("signature-unsupported", *skipped, *codes)
        return Scene(f"signature/other-suite-{name}", description, {"json": given}, found, verdict, (), **more)

    yield unsure("named", "a suite that is not known here", (), "unverified", text="unsupported")
    yield unsure(
        "email", "the same, of the one who asks", ("recipient-match",), "unverified", email=EMAIL, text="unsupported"
    )
    yield unsure(
        "other-email",
        "the same, of somebody else: that is known",
        ("recipient-mismatch",),
        "invalid",
        email="ben.okafor@example.com",
        text="other-holder-besides",
    )
    yield unsure(
        "not-yet", "the same, whose time has not come", ("period-not-yet",), "invalid", now="2026-01-01T00:00:00Z"
    )
    ended = put(credential(), "2026-10-01T00:00:00Z", "validUntil") | {"proof": [other]}
    yield unsure(
        "ended", "the same, whose time is over: not called expired", ("period-expired",), "unverified", given=ended
    )
    nobody = without(credential(), "credentialSubject", "identifier") | {"proof": [other]}
    yield unsure("nobody", "the same, naming nobody", ("recipient-nobody",), "unverified", given=nobody, notes=())
    forged = signed(credential(), STRANGER_KEY, method=ORG_METHOD)
    forged["proof"].append(other)
    yield bad(
        "signature/other-suite-forged",
        "beside one that is not known, a proof that does not hold",
        {"json": forged},
        "signature-mismatch",
    )
    forged = {**forged, "proof": forged["proof"][::-1]}
    yield bad("signature/other-suite-forged-first", "in the other order", {"json": forged}, "signature-mismatch")


def _known() -> Iterator[Scene]:
    draft = signed_as(credential(), ORG_KEY, cryptosuite="eddsa-2022")
    note = ("draft-suite", {"suite": "eddsa-2022", "got": "eddsa-rdfc-2022"})
    yield Scene("signature/eddsa-2022", "the name of a draft", {"json": draft}, notes=(note,))
    changed = put(signed_as(credential(), ORG_KEY, cryptosuite="eddsa-2022"), "Data Mastery", "name")
    yield bad("signature/eddsa-2022-changed", "such a badge, changed", {"json": changed}, "signature-mismatch")
    renamed = put(signed(), "eddsa-2022", "proof", 0, "cryptosuite")
    yield bad("signature/eddsa-2022-renamed", "the draft's name put in", {"json": renamed}, "signature-mismatch")

    listed = older(credential(), CONTEXTS[1], CONTEXTS[2], STATUS, SUITE_2020)
    yield Scene("format/context-status", "the context of status lists", {"json": proven_2020(listed)})
    yield Scene(
        "format/context-status-revoked",
        "the same, and revoked",
        {"json": proven_2020(listed)},
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((94_567,))),
    )
    newer = signed({**credential(), "@context": [*CONTEXTS, STATUS]})
    yield Scene("format/context-status-2", "the same beside the newer data model", {"json": newer})
    also = signed(unsigned_list() | {"@context": [CONTEXTS[0], STATUS]}, created="2026-11-01T00:00:00Z")
    yield Scene("status/list-context", "a list that names it", {"json": signed()}, documents=documents(listed=also))

    for name, address in DRAFTS.items():
        badge = drafted(address)
        yield Scene(
            f"format/draft-{name}",
            "a badge of a draft of Open Badges 3.0, which asked for fewer ids",
            {"json": proven_2020(badge)},
            good("status-none", "period-open"),
            fetched=(ORG_URL,),
            text="valid-anonymous",
        )
        nameless = without(drafted(address), "credentialSubject", "achievement", "name")
        yield bad(
            f"format/draft-{name}-nameless", "one without a name", {"json": proven_2020(nameless)}, "format-missing"
        )
        changed = put(proven_2020(drafted(address)), "Other", "credentialSubject", "achievement", "name")
        yield bad(f"signature/draft-{name}-changed", "one that was changed", {"json": changed}, "signature-mismatch")
    yield from _records()


def drafted(context: str) -> Json:
    """A badge as the drafts of 2022 had it."""
    return {
        "@context": [VC1, context, SUITE_2020],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": "Profile", "id": ORG, "name": "Example Data Skills"},
        "issuanceDate": "2026-09-14T00:00:00Z",
        "credentialSubject": {
            "type": "AchievementSubject",
            "id": "did:example:sofia",
            "achievement": {
                "type": "Achievement",
                "name": "Data Foundations",
                "description": "Can read, clean and picture a data set.",
                "criteria": {"type": "Criteria", "narrative": "Finish the course."},
                "image": "https://badges.example.org/badge.png",
            },
        },
    }


def _records() -> Iterator[Scene]:
    def record(*inside: Json, **more: Any) -> Json:
        return {
            "@context": [VC1, CLR_OLDER, OB_OLDER, SUITE_2020],
            "id": "https://badges.example.org/records/1.json",
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "All that Sofía learned",
            "issuer": {"id": ORG, "type": ["Profile"], "name": "Example Data Skills"},
            "issuanceDate": "2026-10-01T00:00:00Z",
            "credentialSubject": {
                "id": "did:example:sofia",
                "type": ["ClrSubject"],
                "verifiableCredential": list(inside),
            },
            **more,
        }

    # On the older data model can only be what is on it as well: the newer one gives its words other meanings.
    badge = older(credential(), OB_OLDER, SUITE_2020)
    badge = proven_2020(
        {
            key: value
            for key, value in badge.items()
            if key not in ("credentialStatus", "credentialSchema", "awardedDate")
        }
    )
    codes = good("format-ok-clr", "status-none", "period-open")
    held = proven_2020(record(badge))
    yield Scene(
        "records/1-1",
        "a learner record on Verifiable Credentials 1.1",
        {"json": held},
        codes,
        "valid",
        (ORG_URL,),
        inside=("valid",),
    )
    changed = put(proven_2020(record(badge)), "Other", "name")
    yield Scene(
        "records/1-1-changed",
        "the same, changed",
        {"json": changed},
        stopped("signature-mismatch") | {"format": "format-ok-clr"},
        "invalid",
        (ORG_URL,),
    )
    undated = proven_2020(without(record(badge), "issuanceDate"))
    yield bad("records/1-1-undated", "the same without its date", {"json": undated}, "format-missing")
    newest = proven_2020(record(badge, **{"@context": [VC1, CLR, OB_OLDER, SUITE_2020]}))
    yield Scene(
        "records/1-1-newer-words",
        "the words of version 2.0.1 on the older data model",
        {"json": newest},
        codes,
        "valid",
        (ORG_URL,),
        inside=("valid",),
    )
