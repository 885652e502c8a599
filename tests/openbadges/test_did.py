from __future__ import annotations

from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld.dataset import to_nquads_dataset
from badgepress.openbadges.keys.did import KeyWindow, did_key_document, did_web, did_web_url, issuer_document
from tests.openbadges.samples import DID, KEY
from tests.told import head


@pytest.mark.parametrize(
    ("base_url", "did", "url"),
    [
        (
            "https://badges.example.org/",
            "did:web:badges.example.org:issuers:main",
            "https://badges.example.org/issuers/main/did.json",
        ),
        (
            "https://org.github.io/repo/",
            "did:web:org.github.io:repo:issuers:main",
            "https://org.github.io/repo/issuers/main/did.json",
        ),
        (
            "http://localhost:8000/a/b/",
            "did:web:localhost%3A8000:a:b:issuers:main",
            "https://localhost:8000/a/b/issuers/main/did.json",
        ),
        (
            "https://Badges.Example.org/Programme%20A/",
            "did:web:badges.example.org:Programme%20A:issuers:main",
            "https://badges.example.org/Programme%20A/issuers/main/did.json",
        ),
    ],
)
def test_the_did_of_an_issuer_and_back(base_url: str, did: str, url: str) -> None:
    assert did_web(base_url, "main") == did
    assert did_web_url(did) == url


def test_a_did_without_path_is_well_known() -> None:
    assert did_web_url("did:web:Example.com") == "https://example.com/.well-known/did.json"


@pytest.mark.parametrize(
    ("did", "message"),
    [
        ("did:key:z6Mk", 'not a did:web (got "did:key:z6Mk", expected did:web:…)'),
        ("did:web:", 'the host of the did:web is not a domain name (got "did:web:")'),
        ("did:web:127.0.0.1", "the host of the did:web is not a domain name (got 127.0.0.1)"),
        ("did:web:2130706433", "the host of the did:web is not a domain name (got 2130706433)"),
        ("did:web:0x7f000001", "the host of the did:web is not a domain name (got 0x7f000001)"),
        ("did:web:%5B::1%5D", "the host of the did:web is not a domain name (got %5b)"),
        ("did:web:a_b.example", "the host of the did:web is not a domain name (got a_b.example)"),
        ("did:web:user@example.com", "the host of the did:web is not a domain name (got user@example.com)"),
        ("did:web:example.com%2Fpath", "the host of the did:web is not a domain name (got example.com%2fpath)"),
        ("did:web:example.com%3A0", "the port of the did:web is not a number (got 0)"),
        ("did:web:example.com%3A99999", "the port of the did:web is not a number (got 99999)"),
        ("did:web:example.com%3A8%3A9", "the port of the did:web is not a number (got 8%3A9)"),
        ("did:web:example.com:..:x", 'the path of the did:web has a segment that is not plain (got "..")'),
        ("did:web:example.com:%2e%2E", 'the path of the did:web has a segment that is not plain (got "%2e%2E")'),
        ("did:web:example.com:a%2Fb", 'the path of the did:web has a segment that is not plain (got "a%2Fb")'),
        ("did:web:example.com:a%5cb", 'the path of the did:web has a segment that is not plain (got "a%5cb")'),
        ("did:web:example.com:", 'the path of the did:web has a segment that is not plain (got "")'),
        ("did:web:example.com:a?b", 'the path of the did:web has a segment that is not plain (got "a?b")'),
        ("did:web:example.com:a#b", 'the path of the did:web has a segment that is not plain (got "a#b")'),
    ],
)
def test_not_a_did_web(did: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        did_web_url(did)
    assert head(raised.value) == f"error[bad-did]: {message}"


@pytest.mark.parametrize(
    ("base_url", "message"),
    [
        ("ftp://example.org/", 'not a web address (got "ftp://example.org/", expected https://…)'),
        ("https:///x/", 'not a web address (got "https:///x/", expected https://…)'),
        ("https://example.org:x/", 'the address\'s port is not a number (got "https://example.org:x/")'),
        (
            "https://example.org/?a",
            'the address of a did:web has neither user, query nor fragment (got "https://example.org/?a")',
        ),
        ("https://bücher.example/", "the host of the did:web is not a domain name (got bücher.example)"),
    ],
)
def test_addresses_without_a_did(base_url: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        did_web(base_url, "main")
    assert head(raised.value) == f"error[bad-did]: {message}"


def test_the_document_of_an_issuer() -> None:
    window = KeyWindow(KEY.public, valid_from="2026-01-01T00:00:00Z", expires="2027-01-01T00:00:00Z")
    document = issuer_document(DID, [window], also_known_as=["https://northwind.example"])
    context: list[Any] = document.pop("@context")
    assert context[:2] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    assert list(context[2]) == ["validFrom"]
    assert document == {
        "id": DID,
        "alsoKnownAs": ["https://northwind.example"],
        "verificationMethod": [
            {
                "id": f"{DID}#{KEY.public}",
                "type": "Multikey",
                "controller": DID,
                "publicKeyMultibase": KEY.public,
                "validFrom": "2026-01-01T00:00:00Z",
                "expires": "2027-01-01T00:00:00Z",
            }
        ],
        "assertionMethod": [f"{DID}#{KEY.public}"],
    }


def test_a_revoked_key_stays_in_the_document() -> None:
    document = issuer_document(DID, [KeyWindow(KEY.public, revoked="2026-05-01T00:00:00Z")])
    assert document["verificationMethod"][0]["revoked"] == "2026-05-01T00:00:00Z"
    assert "alsoKnownAs" not in document
    assert len(document["@context"]) == 2


@pytest.mark.parametrize("start", ["", "2026-01-01T00:00:00Z"])
def test_every_term_of_the_document_is_defined(start: str) -> None:
    window = KeyWindow(KEY.public, valid_from=start, expires="2027-01-01T00:00:00Z", revoked="2026-06-01T00:00:00Z")
    predicates = {
        quad.predicate
        for quad in to_nquads_dataset(issuer_document(DID, [window], also_known_as=["https://x.example"]))
    }
    assert "<https://w3id.org/security#revoked>" in predicates
    assert ("<https://www.w3.org/2018/credentials#validFrom>" in predicates) == bool(start)


def test_the_document_of_a_did_key() -> None:
    did = f"did:key:{KEY.public}"
    document = did_key_document(did)
    assert document["id"] == did
    assert document["assertionMethod"] == [f"{did}#{KEY.public}"]
    assert document["verificationMethod"][0]["publicKeyMultibase"] == KEY.public


@pytest.mark.parametrize(
    ("did", "message"),
    [
        ("did:web:x", 'error[bad-did]: not a did:key (got "did:web:x", expected did:key:z6Mk…)'),
        ("did:key:z0", "error[bad-key]: not a base58 multibase key (got z0, expected an Ed25519 public key (z6Mk…))"),
    ],
)
def test_not_a_did_key(did: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        did_key_document(did)
    assert head(raised.value) == message
