"""Vectors of check 4, issuer: was the signature the issuer's to make?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.scene import Scene, bad, good, keyless
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    OLD_KEY,
    ORG,
    ORG_KEY,
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


def of(issuer: str, document: Json | None = None, name: str = "Example College") -> Json:
    """The badge as issued by somebody else, without status."""
    badge = without(document or credential(), "credentialStatus")
    return put(badge, {"id": issuer, "type": ["Profile"], "name": name}, "issuer")


def scenes() -> Iterator[Scene]:
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
    last = windowed(expires="2026-09-14T08:30:00Z")
    yield mismatch("key-ended-then", "signed at the very moment the key went out of use", "key-ended", signed(), last)
    first = windowed(valid_from="2026-09-14T08:30:00Z")
    yield Scene(
        "issuer/key-begun-then", "signed at the very moment the key came into use", {"json": signed()}, documents=first
    )
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
