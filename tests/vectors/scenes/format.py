"""Vectors of check 2, format: is it an Open Badges 3.0 credential?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.parse import text
from tests.vectors.world import CONTEXTS, ORG, Json, credential, put, signed, without


def scenes() -> Iterator[Scene]:
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
        (
            "value-type",
            {"description": {"@value": "x", "@type": ["http://www.w3.org/2001/XMLSchema#string"]}},
            ["about", {"reason": "bad-json-ld", "term": "invalid typed value"}],
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
