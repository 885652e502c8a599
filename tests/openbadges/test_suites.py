from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges import jcs
from badgepress.openbadges.jsonld import canonical, contexts, resolver
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.publickey import PublicKey, from_multikey
from badgepress.openbadges.proof import hash_data, holds, signature_in, suite_of
from tests.openbadges.samples import KEY, METHOD, small
from tests.vectors.foreign import p256, proven

Json = dict[str, Any]
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
PUBLIC = from_multikey(KEY.public)
PAIR = p256("these tests")


def test_a_p256_proof_holds_for_its_document_alone() -> None:
    document = small()
    proof = proven(document, PAIR, "ecdsa-rdfc-2019", METHOD)
    key = from_multikey(PAIR.multikey)
    assert holds(Document(document), proof, key)
    assert not holds(Document(document | {"validFrom": "2026-09-14T00:00:01Z"}), proof, key)
    assert not holds(Document(document), proof, from_multikey(p256("others").multikey))


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_key_of_another_kind_never_fits(suite: str) -> None:
    document = small()
    proof = proven(document, KEY, suite, METHOD)
    assert holds(Document(document), proof, PUBLIC)
    assert not holds(Document(document), proof, from_multikey(PAIR.multikey))
    other = "eddsa-jcs-2022" if suite == "eddsa-rdfc-2022" else "eddsa-rdfc-2022"
    assert not holds(Document(document), proof | {"cryptosuite": other}, PUBLIC)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "proof",
        {},
        {"type": "DataIntegrityProof"},
        {"type": "DataIntegrityProof", "cryptosuite": None},
        {"type": "DataIntegrityProof", "cryptosuite": ["eddsa-rdfc-2022"]},
        {"type": ["DataIntegrityProof"], "cryptosuite": "eddsa-rdfc-2022"},
        {"type": "Ed25519Signature2020", "cryptosuite": "eddsa-rdfc-2022"},
        {"type": "Ed25519Signature2018"},
        {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"},
    ],
)
def test_other_suites_are_not_known(entry: object) -> None:
    assert suite_of(entry) is None


def test_a_jcs_proof_with_other_contexts_is_refused() -> None:
    document = small()
    proof = proven(document, KEY, "eddsa-jcs-2022", METHOD, **{"@context": document["@context"]})
    more = document | {"@context": [*document["@context"], contexts.MULTIKEY1]}
    assert holds(Document(more), proof, PUBLIC)
    for named in ([], document["@context"][:1], list(reversed(document["@context"]))):
        with pytest.raises(CredentialError) as raised:
            holds(Document(document | {"@context": named}), proof, PUBLIC)
        assert raised.value.code == "bad-context"


@pytest.mark.parametrize("value", ["", "z", "z0", "m" + "1" * 64, "z" + "1" * 63, "z" + "1" * 65, "z" * 100, 7, None])
def test_a_proof_value_is_64_bytes_of_base58(value: object) -> None:
    assert signature_in({"proofValue": value}) is None
    assert signature_in({"proofValue": "z" + base58.encode(bytes(64))}) == bytes(64)


def test_ambiguous_numbers_have_no_canonical_json() -> None:
    assert jcs.canonicalize({"b": 9007199254740991, "a": [1.5, "€", None, True]}) == (
        '{"a":[1.5,"€",null,true],"b":9007199254740991}'
    )
    with pytest.raises(CredentialError) as raised:
        jcs.canonicalize({"n": 9007199254740993})
    assert raised.value.code == "bad-number"


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_published_canonical_json(name: str, conformance: Path) -> None:
    folder = conformance / "rfc8785-jcs"
    value = json.loads((folder / "input" / f"{name}.json").read_bytes())
    made = jcs.canonicalize({"it": value}).encode()
    assert made == b'{"it":' + (folder / "output" / f"{name}.json").read_bytes() + b"}"


@pytest.fixture
def w3c(conformance: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """W3C's examples. One of their contexts is for examples only, so the bundle lacks it."""
    example = json.loads((conformance / "contexts" / "credentials-examples-v2.jsonld").read_text())
    known = {**contexts.bundled(), EXAMPLES: example}
    monkeypatch.setattr(resolver, "bundled", lambda: known)
    return conformance / "w3c-vc-di-eddsa"


def published(folder: Path, name: str) -> tuple[Json, list[Json]]:
    document = json.loads((folder / name).read_text())
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    return document, proofs


def key_of(proof: Json) -> PublicKey:
    return from_multikey(proof["verificationMethod"].partition("#")[2])


@pytest.mark.parametrize(
    ("folder", "letters", "form"),
    [("eddsa-jcs-2022", "JCS", jcs.canonicalize), ("Ed25519Signature2020", "EdSig", canonical.canonicalize)],
)
def test_a_published_example(folder: str, letters: str, form: Any, w3c: Path) -> None:
    here = w3c / folder
    document, (proof,) = published(here, f"signed{letters}.json")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    assert form(unsigned) == (here / f"canonDoc{letters}.txt").read_text()
    assert hash_data(Document(document), proof).hex() == (here / f"combinedHash{letters}.txt").read_text().strip()
    assert holds(Document(document), proof, key_of(proof))
    assert not holds(Document(document | {"name": "Changed"}), proof, key_of(proof))


@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"])
def test_published_sets_and_chains(name: str, w3c: Path) -> None:
    document, proofs = published(w3c / "proof-set-chain", f"{name}.json")
    assert len(proofs) >= 1
    for proof in proofs:
        named = proof.get("previousProof", [])
        previous = [one for one in proofs if one.get("id") in ([named] if isinstance(named, str) else named)]
        assert holds(Document(document), proof, key_of(proof), previous)
        assert not holds(Document(document | {"name": "Changed"}), proof, key_of(proof), previous)
        if previous:
            assert not holds(Document(document), proof, key_of(proof))
            edited = copy.deepcopy(previous)
            edited[0]["created"] = "2023-02-24T23:36:39Z"
            assert not holds(Document(document), proof, key_of(proof), edited)
