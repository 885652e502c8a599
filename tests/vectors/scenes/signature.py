"""Vectors of check 3, signature: does it hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.scene import Scene, bad
from tests.vectors.signing import Key, from_base58, to_base58
from tests.vectors.world import (
    NOW,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    did_document,
    documents,
    put,
    signed,
    signed_as,
    without,
)

# A P-256 key: a Multikey, but not of the kind that the suite needs.
OTHER_CURVE = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"


def changed(value: object, *path: str | int) -> Json:
    """The signed badge with one value changed afterwards."""
    return put(signed(), value, *path)


def one_off(proof_value: str) -> str:
    """The same signature but for its last byte."""
    raw = bytearray(from_base58(proof_value[1:]))
    raw[31] ^= 1
    return "z" + to_base58(bytes(raw))


def tangle() -> Json:
    """Organisations without a name, alike and with parts that are alike: telling them apart takes ages."""
    part = {"type": ["Profile"], "parentOrg": [{"type": ["Profile"]} for _ in range(12)]}
    return {**put(credential(), [part, part], "issuer", "parentOrg"), "proof": signed()["proof"]}


def scenes() -> Iterator[Scene]:
    """Check 3."""

    def broken(name: str, description: str, document: Json, code: str, **more: Any) -> Scene:
        return bad(f"signature/{name}", description, {"json": document}, f"signature-{code}", **more)

    subject = ("credentialSubject",)
    yield broken(
        "changed-name",
        "another holder's name",
        changed("Sofía Andrada", *subject, "identifier", 1, "identityHash"),
        "mismatch",
        text="invalid",
    )
    yield broken("changed-date", "an earlier date", changed("2026-09-13T00:00:00Z", "validFrom"), "mismatch")
    yield broken("changed-end", "a later end", changed("2038-09-14T00:00:00Z", "validUntil"), "mismatch")
    yield broken("removed-end", "the end taken out", without(signed(), "validUntil"), "mismatch")
    yield broken("removed-status", "the status taken out", without(signed(), "credentialStatus"), "mismatch")
    index = changed("94568", "credentialStatus", "statusListIndex")
    yield broken("changed-index", "another place in the status list", index, "mismatch")
    mail = changed("sha256$" + "0" * 64, *subject, "identifier", 0, "identityHash")
    yield broken("changed-recipient", "another holder's e-mail", mail, "mismatch")
    mastery = changed("Data Mastery", *subject, "achievement", "name")
    yield broken("changed-achievement", "another achievement", mastery, "mismatch")
    added = changed("ext:SecondName", *subject, "identifier", 1, "identityType")
    yield broken("changed-identity-type", "another type of identity", added, "mismatch")
    value = signed()["proof"][0]["proofValue"]
    yield broken(
        "changed-byte",
        "one bit of the signature changed",
        changed(one_off(value), "proof", 0, "proofValue"),
        "mismatch",
    )
    created = changed("2026-09-14T08:30:01Z", "proof", 0, "created")
    yield broken("changed-created", "one second later", created, "mismatch")
    other = signed(by=STRANGER_KEY, method=ORG_METHOD)
    yield broken("wrong-key", "signed with a stranger's key in the organisation's name", other, "mismatch")
    zero = changed("z" + to_base58(bytes(64)), "proof", 0, "proofValue")
    yield broken("zeros", "a signature of zeros", zero, "mismatch")

    yield broken("none", "no proof", credential(), "missing")
    yield broken("empty-list", "an empty list of proofs", changed([], "proof"), "missing")
    yield broken("null", "a proof that is null", changed(None, "proof"), "missing")
    yield broken("text", "a proof that is a text", changed("signed, honestly", "proof"), "malformed")
    yield broken("no-type", "a proof without type", changed([{"proofValue": value}], "proof"), "malformed")
    yield broken("short", "a signature of 63 bytes", changed(value[:-2], "proof", 0, "proofValue"), "malformed")
    yield broken(
        "not-base58", "a signature in another alphabet", changed("z0OIl", "proof", 0, "proofValue"), "malformed"
    )
    yield broken(
        "created-date", "a signing date without time", changed("2026-09-14", "proof", 0, "created"), "malformed"
    )
    yield broken("no-method", "no key named", without(signed(), "proof", 0, "verificationMethod"), "malformed")
    no_fragment = changed(ORG, "proof", 0, "verificationMethod")
    yield broken("no-fragment", "an issuer named where a key belongs", no_fragment, "unsupported")
    hidden = signed_as(credential(), ORG_KEY, expires="2026-10-01T00:00:00Z")
    hidden["proof"][0]["https://w3id.org/security#expiration"] = hidden["proof"][0].pop("expires")
    yield broken("hidden-expiry", "the proof's end spelled as a full address", hidden, "malformed")
    yield broken(
        "undefined-term",
        "a word without meaning in the proof",
        changed("x", "proof", 0, "stamp"),
        "malformed",
        fetched=(ORG_URL,),
    )

    other_suite = changed({"type": "BbsBlsSignature2020", "proofValue": value}, "proof")
    yield broken("other-suite", "a kind of proof unknown here", other_suite, "unsupported", text="unsupported")
    jcs = changed("eddsa-jcs-2022", "proof", 0, "cryptosuite")
    yield broken("jcs", "the name of another suite", jcs, "mismatch")
    chain = changed("urn:uuid:6f0fb0a8-3b1c-4a0e-9d2f-8a1f6a6d7a11", "proof", 0, "previousProof")
    yield broken("chain", "a proof that builds on another, which is not there", chain, "malformed")
    purpose = signed_as(credential(), ORG_KEY, proofPurpose="authentication")
    yield broken("purpose", "a proof made for logging in", purpose, "purpose")
    two = signed()
    two["proof"].insert(0, {"type": "BbsBlsSignature2020", "proofValue": value})
    yield Scene(
        "signature/second",
        "two proofs, of which the second can be checked",
        {"json": two},
        notes=(("proofs-some", {"count": 2, "held": 1}),),
    )
    yield Scene("signature/object", "a proof that is not in a list", {"json": changed(signed()["proof"][0], "proof")})
    yield Scene(
        "signature/no-created", "a proof without a date", {"json": signed_as(credential(), ORG_KEY, created=None)}
    )
    lasting = signed_as(credential(), ORG_KEY, expires="2027-01-01T00:00:00Z")
    yield Scene("signature/lasting", "a proof with an end that has not come", {"json": lasting})
    ending = signed_as(credential(), ORG_KEY, expires=NOW)
    yield Scene("signature/last-second", "the very moment of a proof's end", {"json": ending})
    ended = signed_as(credential(), ORG_KEY, expires="2026-10-01T00:00:00Z")
    yield broken("expired", "a proof that has ended", ended, "expired")

    yield broken("too-complex", "a tangle of nameless things, each like all others", tangle(), "too-complex")
    unlisted = Key(bytes(range(32)))
    yield broken("key-missing", "a key that the organisation does not publish", signed(by=unlisted), "key-missing")
    curve = documents(org=put(did_document(), OTHER_CURVE, "verificationMethod", 0, "publicKeyMultibase"))
    yield broken("key-other-curve", "a key of another kind", signed(), "key-malformed", documents=curve)
    kind = documents(org=put(did_document(), "EcdsaSecp256k1VerificationKey2019", "verificationMethod", 0, "type"))
    yield broken("key-other-type", "a method of another type", signed(), "key-malformed", documents=kind)
    nothing = documents(org=without(did_document(), "verificationMethod", 0, "publicKeyMultibase"))
    yield broken("key-nothing", "a method without a key", signed(), "key-malformed", documents=nothing)
