"""Scenarios of the third and fourth check: does the signature hold, and was it the issuer's to make?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.scene import Scene, bad, good, keyless
from tests.vectors.signing import Key, KeyWindow, from_base58, to_base58
from tests.vectors.world import (
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    OLD_KEY,
    ORG,
    ORG_KEY,
    ORG_METHOD,
    ORG_URL,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
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


def of(issuer: str, document: Json | None = None, name: str = "Example College") -> Json:
    """The badge as issued by somebody else, without status."""
    badge = without(document or credential(), "credentialStatus")
    return put(badge, {"id": issuer, "type": ["Profile"], "name": name}, "issuer")


def one_off(proof_value: str) -> str:
    """The same signature but for its last byte."""
    raw = bytearray(from_base58(proof_value[1:]))
    raw[31] ^= 1
    return "z" + to_base58(bytes(raw))


def tangle() -> Json:
    """Organisations without a name, alike and with parts that are alike: telling them apart takes ages."""
    part = {"type": ["Profile"], "parentOrg": [{"type": ["Profile"]} for _ in range(12)]}
    return {**put(credential(), [part, part], "issuer", "parentOrg"), "proof": signed()["proof"]}


def signature() -> Iterator[Scene]:
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


def issuer() -> Iterator[Scene]:
    """Check 4."""
    badge = {"json": signed()}

    def unresolved(name: str, description: str, code: str, answer: Json | None, **more: Any) -> Scene:
        world = {ORG_URL: answer} if answer else {}
        codes = keyless(f"issuer-{code}")
        return Scene(f"issuer/{name}", description, badge, codes, "unverified", documents=world, **more)

    yield unresolved(
        "unreachable",
        "nobody answers at the issuer's address",
        "unreachable",
        None,
        text="unverified",
        found={"signature": {"address": ORG_URL, "reason": "fetch-unreachable"}},
    )
    yield unresolved("404", "the issuer's document is gone", "unreachable", {"status": 404})
    yield unresolved(
        "cors", "the issuer's server does not let pages read it", "unreachable", {"error": "cors"}, flags=("cors",)
    )
    for name in (
        *("offline", "not-found", "too-large", "too-slow", "private-address", "unknown-host"),
        *("too-many-redirects", "elsewhere", "bad-address"),
    ):
        yield unresolved(
            f"unread-{name}",
            f"why the issuer's document could not be read: {name}",
            "unreachable",
            {"error": name},
            text="unverified",
            found={"signature": {"address": ORG_URL, "reason": f"fetch-{name}"}},
        )
    yield unresolved(
        "not-json", "a web page in place of the document", "bad-document", {"text": "<!doctype html><p>Log in"}
    )
    twice = '{"id":"' + ORG + '","id":"' + ORG + '"}'
    yield unresolved("duplicate-key", "a document that says its id twice", "bad-document", {"text": twice})
    yield unresolved("other-document", "another's document", "bad-document", {"json": did_document(STRANGER)})
    window = put(did_document(), "soon", "verificationMethod", 0, "expires")
    yield unresolved("bad-window", "a key whose end is no date", "bad-document", {"json": window})

    for name, method in (("other-did", "did:ion:EiAnKD8#key-1"), ("web-address", "https://example.com/keys#1")):
        yield Scene(
            f"issuer/{name}",
            "a key that is looked up in a way that is not known here",
            {"json": signed(method=method)},
            keyless("issuer-did-unsupported"),
            "unverified",
            fetched=(),
        )
    for name, host in (
        ("dots", "badges.example.org:..:x"),
        ("address", "192.0.2.7"),
        ("slash", "badges.example.org:a%2Fb"),
    ):
        yield Scene(
            f"issuer/did-{name}",
            "a did:web that does not name a document plainly: nothing is fetched",
            {"json": signed(method=f"did:web:{host}#k")},
            keyless("issuer-did-unsupported"),
            "unverified",
            fetched=(),
        )

    def mismatch(name: str, description: str, code: str, document: Json, world: dict[str, Json], *asked: str) -> Scene:
        return bad(
            f"issuer/{name}",
            description,
            {"json": document},
            f"issuer-{code}",
            documents=world,
            fetched=asked or (ORG_URL,),
        )

    stranger = did_document(STRANGER, KeyWindow(STRANGER_KEY.public))
    forged = signed(by=STRANGER_KEY, method=f"{STRANGER}#{STRANGER_KEY.public}")
    world = {**documents(), STRANGER_URL: {"json": stranger}}
    yield mismatch(
        "mismatch", "signed by a stranger with a good key of their own", "mismatch", forged, world, STRANGER_URL
    )
    controlled = documents(org=put(did_document(), STRANGER, "verificationMethod", 0, "controller"))
    yield mismatch("controller", "a key that somebody else controls", "mismatch", signed(), controlled)
    ownerless = documents(org=without(did_document(), "verificationMethod", 0, "controller"))
    yield mismatch("nobody", "a key that nobody controls", "mismatch", signed(), ownerless)
    by_key = signed(by=STRANGER_KEY, method=f"did:key:{STRANGER_KEY.public}#{STRANGER_KEY.public}")
    yield bad(
        "issuer/did-key-mismatch",
        "a did:key in the organisation's name",
        {"json": by_key},
        "issuer-mismatch",
        fetched=(),
    )
    login = documents(org=put(did_document(), [], "assertionMethod"))
    yield mismatch("not-listed", "a key that may not sign badges", "key-not-listed", signed(), login)

    def windowed(**window: str) -> dict[str, Json]:
        return documents(org=did_document(ORG, KeyWindow(ORG_KEY.public, **window)))

    yield mismatch(
        "key-not-yet",
        "signed before the key came into use",
        "key-not-yet",
        signed(),
        windowed(valid_from="2026-10-01T00:00:00Z"),
    )
    yield mismatch(
        "key-ended",
        "signed after the key went out of use",
        "key-ended",
        signed(),
        windowed(expires="2026-09-01T00:00:00Z"),
    )
    both = windowed(expires="2026-09-01T00:00:00Z", revoked="2026-08-01T00:00:00Z")
    yield mismatch("key-revoked", "signed after the key was withdrawn", "key-revoked", signed(), both)
    same = windowed(revoked="2026-09-14T08:30:00Z")
    yield mismatch("key-revoked-then", "signed at the very moment the key was withdrawn", "key-revoked", signed(), same)
    undated = signed_as(credential(), ORG_KEY, created=None)
    yield mismatch(
        "key-ended-undated",
        "no signing date, and a key that is out of use today",
        "key-ended",
        undated,
        windowed(expires="2026-11-01T00:00:00Z"),
    )

    rotated = documents(
        org=did_document(
            ORG,
            KeyWindow(ORG_KEY.public, valid_from="2026-10-01T00:00:00Z"),
            KeyWindow(OLD_KEY.public, expires="2026-10-01T00:00:00Z"),
        )
    )
    yield Scene(
        "issuer/key-rotated",
        "signed with the old key while it was in use",
        {"json": signed(by=OLD_KEY)},
        documents=rotated,
    )
    later = windowed(revoked="2026-11-15T00:00:00Z")
    yield Scene("issuer/key-revoked-later", "signed before the key was withdrawn", badge, documents=later)
    relative = did_document()
    fragment = f"#{ORG_KEY.public}"
    put(put(relative, fragment, "verificationMethod", 0, "id"), [fragment], "assertionMethod")
    yield Scene(
        "issuer/relative-ids", "a document with relative names of keys", badge, documents=documents(org=relative)
    )
    embedded = did_document()
    embedded["assertionMethod"] = embedded.pop("verificationMethod")
    yield Scene(
        "issuer/embedded-key", "a key that stands in assertionMethod itself", badge, documents=documents(org=embedded)
    )
    suite = put(did_document(), "Ed25519VerificationKey2020", "verificationMethod", 0, "type")
    yield Scene("issuer/2020-key", "a key of the older type's name", badge, documents=documents(org=suite))

    yield from _elsewhere()


def _elsewhere() -> Iterator[Scene]:
    """Issuers that live in other places."""
    none = good("status-none")
    as_key = f"did:key:{COLLEGE_KEY.public}"
    document = signed(of(as_key), COLLEGE_KEY, method=f"{as_key}#{COLLEGE_KEY.public}")
    yield Scene(
        "issuer/did-key", "a did:key: nothing is fetched", {"json": document}, none, fetched=(), trusted=(as_key,)
    )
    places = {
        "did-web-path": (COLLEGE, COLLEGE_URL),
        "did-web-host": (STRANGER, STRANGER_URL),
        "did-web-port": (
            "did:web:badges.example.org%3A8443:issuers:x",
            "https://badges.example.org:8443/issuers/x/did.json",
        ),
        "did-web-localhost": ("did:web:localhost%3A8000:issuers:x", "http://localhost:8000/issuers/x/did.json"),
    }
    for name, (who, address) in places.items():
        yield Scene(
            f"issuer/{name}",
            f"the document of {who}",
            {"json": signed(of(who), COLLEGE_KEY, method=f"{who}#{COLLEGE_KEY.public}")},
            none,
            fetched=(address,),
            documents={address: {"json": did_document(who, KeyWindow(COLLEGE_KEY.public))}},
            trusted=(who,),
        )
