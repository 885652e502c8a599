from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges import proof
from badgepress.openbadges.attached import MEMBER
from badgepress.openbadges.jsonld import contexts, resolver
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.ed25519 import SecretKey, decode_public
from badgepress.openbadges.keys.publickey import from_multikey
from tests.openbadges.samples import CREATED, KEY, METHOD, small, whole

Json = dict[str, Any]
SOURCES = Path(__file__).resolve().parent.parent.parent / "src"
#: Verifies dummy badges to warm up.
WARMING = "verifier/ready.ts"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def signed(document: Json | None = None) -> Json:
    return proof.sign(document or small(), KEY, verification_method=METHOD, created=CREATED)


def test_the_proof_is_a_list_of_one_and_holds() -> None:
    credential = signed(whole())
    assert credential == whole() | {"proof": credential["proof"]}
    (one,) = credential["proof"]
    assert {name: value for name, value in one.items() if name != "proofValue"} == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    proof.check(credential, one, KEY.public_bytes)


def test_the_same_document_gets_the_same_proof() -> None:
    assert signed() == signed()


def test_the_order_of_members_does_not_matter() -> None:
    credential = signed()
    turned = dict(reversed(credential.items()))
    proof.check(turned, credential["proof"][0], KEY.public_bytes)


def test_other_proofs_of_the_document_do_not_matter() -> None:
    credential = signed()
    credential["proof"].append({"type": "DataIntegrityProof", "cryptosuite": "other"})
    proof.check(credential, credential["proof"][0], KEY.public_bytes)


MISMATCH = "error[signature-mismatch]: proof.proofValue: the signature is not this key's over this document"


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: c.update(validFrom="2026-09-14T00:00:01Z"),
        lambda c: c.pop("validFrom"),
        lambda c: c.update(validUntil="2030-01-01T00:00:00Z"),
        lambda c: c.update(id="https://badges.example.org/awards/a2/credential.json"),
        lambda c: c["credentialSubject"]["achievement"].update(name="Data Foundation"),
        lambda c: c["credentialSubject"]["identifier"][0].update(hashed=False),
        lambda c: c["credentialSubject"]["identifier"].append({"type": "IdentityObject"}),
        lambda c: c["issuer"].update(id="did:web:evil.example"),
        lambda c: c["type"].append("https://evil.example/Type"),
        lambda c: c["proof"][0].update(created="2026-09-14T08:00:01Z"),
        lambda c: c["proof"][0].update(verificationMethod=METHOD + "x"),
        lambda c: c["proof"][0].update(domain="example.com"),
        lambda c: c["proof"][0].pop("created"),
    ],
)
def test_a_changed_copy_fails(edit: Callable[[Json], object]) -> None:
    credential = copy.deepcopy(signed())
    edit(credential)
    with pytest.raises(CredentialError) as raised:
        proof.check(credential, credential["proof"][0], KEY.public_bytes)
    assert str(raised.value) == MISMATCH


def test_another_key_fails() -> None:
    credential = signed()
    with pytest.raises(CredentialError) as raised:
        proof.check(credential, credential["proof"][0], SecretKey.generate().public_bytes)
    assert str(raised.value) == MISMATCH


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"type": "Ed25519Signature2020"},
            "error[unsupported-proof]: proof: a kind of proof that is not supported "
            '(got "Ed25519Signature2020", expected "eddsa-rdfc-2022")',
        ),
        (
            {"cryptosuite": "eddsa-jcs-2022"},
            "error[unsupported-proof]: proof: a kind of proof that is not supported "
            '(got "eddsa-jcs-2022", expected "eddsa-rdfc-2022")',
        ),
        (
            {"previousProof": "urn:uuid:1"},
            "error[unsupported-proof]: proof.previousProof: a chain of proofs is not supported",
        ),
        (
            {"proofPurpose": "authentication"},
            "error[proof-purpose]: proof.proofPurpose: the proof was made for another purpose "
            '(got "authentication", expected "assertionMethod")',
        ),
        (
            {"proofValue": None},
            "error[bad-proof]: proof.proofValue: proof.proofValue is not a signature in base58 multibase "
            "(expected z… of 64 bytes)",
        ),
        (
            {"proofValue": "z0"},
            "error[bad-proof]: proof.proofValue: proof.proofValue is not a signature in base58 multibase "
            "(expected z… of 64 bytes)",
        ),
        (
            {"proofValue": "z" * 101},
            "error[bad-proof]: proof.proofValue: proof.proofValue is not a signature in base58 multibase "
            "(expected z… of 64 bytes)",
        ),
        (
            {"proofValue": "z" + base58.encode(bytes(range(1, 64)))},
            "error[bad-proof]: proof.proofValue: proof.proofValue is not a signature in base58 multibase "
            "(expected z… of 64 bytes)",
        ),
        (
            {"created": "2026-09-14"},
            'error[bad-proof]: proof.created: proof.created is not a date with time and zone (got "2026-09-14")',
        ),
        (
            {"verificationMethod": {"id": "x"}},
            'error[bad-proof]: proof.verificationMethod: the proof names no key (got {"id":"x"})',
        ),
    ],
)
def test_unsupported_proofs(change: Json, message: str) -> None:
    credential = signed()
    with pytest.raises(CredentialError) as raised:
        proof.check(credential, credential["proof"][0] | change, KEY.public_bytes)
    assert str(raised.value) == message


def test_a_signed_document_is_not_signed_again() -> None:
    with pytest.raises(CredentialError) as raised:
        signed(signed())
    assert str(raised.value) == "error[already-signed]: proof: the document has a proof already"


def test_a_proof_needs_a_moment() -> None:
    with pytest.raises(CredentialError) as raised:
        proof.sign(small(), KEY, verification_method=METHOD, created="yesterday")
    assert str(raised.value) == (
        'error[bad-proof]: proof.created: proof.created is not a date with time and zone (got "yesterday")'
    )


@pytest.mark.parametrize("path", [(), ("issuer",), ("credentialSubject", "achievement")])
def test_our_own_badges_have_no_unsigned_members(path: tuple[str, ...]) -> None:
    credential = signed()
    holder: Json = credential
    for step in path:
        holder = holder[step]
    holder[MEMBER] = ["e.e.e"]
    assert proof.holds(Document(credential), credential["proof"][0], from_multikey(KEY.public))
    with pytest.raises(CredentialError) as raised:
        proof.check(credential, credential["proof"][0], KEY.public_bytes)
    assert raised.value.code == "undefined-term"
    with pytest.raises(CredentialError) as raised:
        signed({name: value for name, value in credential.items() if name != "proof"})
    assert raised.value.code == "undefined-term"


def test_only_one_module_of_each_half_names_suites() -> None:
    """A new suite takes one line in each half's table, a line in the handbook and a vector."""
    names = {one.cryptosuite or one.type for one in proof.SUITES}
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.*")
        if path.suffix in (".py", ".ts", ".mjs") and not {"node_modules", "_bundle"} & set(path.parts)
        if any(f'"{name}"' in path.read_text("utf-8") for name in names)
    }
    assert found - {WARMING} == {"badgepress/openbadges/proof.py", "verifier/openbadges/proof.ts"}


def test_both_halves_have_the_same_suites() -> None:
    """If only one half knew a suite, its badges would get two verdicts."""
    text = (SOURCES / "verifier" / "openbadges" / "proof.ts").read_text("utf-8")
    rows = re.findall(
        r'\{ type: "(\w+)", cryptosuite: (?:"([^"]+)"|null), kind: "([^"]+)", form: "(\w+)"(?:, today: "([^"]+)")? \}',
        text,
    )
    ours = [(one.type, one.cryptosuite or "", one.kind, one.form, one.today) for one in proof.SUITES]
    assert rows == ours


# The vectors of the specifications.


@pytest.fixture
def examples_context(conformance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """W3C's examples use a context that real credentials may not use, so the bundle lacks it."""
    document = json.loads((conformance / "contexts" / "credentials-examples-v2.jsonld").read_text())
    known = {**contexts.bundled(), EXAMPLES: document}
    monkeypatch.setattr(resolver, "bundled", lambda: known)
    yield
    jsonld.forget(EXAMPLES)


@pytest.mark.usefixtures("examples_context")
def test_w3c_vectors(conformance: Path) -> None:
    folder = conformance / "w3c-vc-di-eddsa"
    made = folder / "eddsa-rdfc-2022"
    pair = json.loads((folder / "keyPair.json").read_text())
    key = SecretKey.from_multibase(pair["privateKeyMultibase"])
    document = json.loads((folder / "unsigned.json").read_text())
    expected = json.loads((made / "signedDataInt.json").read_text())
    config = {name: value for name, value in expected["proof"].items() if name != "proofValue"}

    assert key.public == pair["publicKeyMultibase"]
    assert canonicalize(document) == (made / "canonDocDataInt.txt").read_text()
    assert canonicalize({**config, "@context": document["@context"]}) == (made / "proofCanonDataInt.txt").read_text()
    hashes = proof.hash_data(Document(document), config).hex()
    assert hashes == (made / "combinedHashDataInt.txt").read_text().strip()
    assert hashes[:64] == (made / "proofHashDataInt.txt").read_text().strip()
    assert hashes[64:] == (made / "docHashDataInt.txt").read_text().strip()
    found = proof.sign(document, key, verification_method=config["verificationMethod"], created=config["created"])
    assert found["proof"] == [expected["proof"]]
    proof.check(expected, expected["proof"], decode_public(pair["publicKeyMultibase"]))
    with pytest.raises(CredentialError, match="signature-mismatch"):
        proof.check(expected | {"name": "Changed"}, expected["proof"], key.public_bytes)


def test_1edtech_example(conformance: Path) -> None:
    folder = conformance / "1edtech-impl-vectors-ob"
    expected = json.loads((folder / "07-signed-credential.json").read_text())
    published = expected["proof"][0] if isinstance(expected["proof"], list) else expected["proof"]
    document = {name: value for name, value in expected.items() if name != "proof"}
    secret = re.search("secretKeyMultibase: '([^']+)'", (folder / "00-multikey.txt").read_text())
    assert secret
    key = SecretKey.from_multibase(secret[1])
    codes = (folder / "codes.txt").read_text().split()

    assert canonicalize(document) == (folder / "document-canon.txt").read_text()
    assert proof.hash_data(Document(document), published).hex() in codes
    found = proof.sign(document, key, verification_method=published["verificationMethod"], created=published["created"])
    assert found["proof"] == [published]
    assert published["proofValue"] in codes
    proof.check(expected, published, key.public_bytes)
    with pytest.raises(CredentialError, match="signature-mismatch"):
        proof.check(expected | {"validFrom": "2010-01-01T00:00:01Z"}, published, key.public_bytes)
