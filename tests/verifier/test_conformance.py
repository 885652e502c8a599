"""The browser verifier gives the same canonical forms, hashes and signatures as published examples, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from badgepress.bundle import ensure_bundle
from badgepress.openbadges.jsonld import nquads
from badgepress.openbadges.keys.ed25519 import SecretKey
from tests import node

SCRIPTS = Path(__file__).resolve().parent
Json = dict[str, Any]
Published = tuple[Json, Json, str]


def hashes(cases: Sequence[Published], folder: Path, *previous: list[Json]) -> list[Json]:
    """The browser verifier's canonical form, hash and result for each document, proof and key."""
    ensure_bundle()
    file = folder / "cases.json"
    given: list[Json] = [{"document": one, "proof": two, "key": key, "previous": []} for one, two, key in cases]
    for case, before in zip(given, previous, strict=False):
        case["previous"] = before
    file.write_text(json.dumps(given), "utf-8")
    done = node.run(["node", "hashes.mjs", str(file)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    made: list[dict[str, Any]] = json.loads(done.stdout)
    return made


def inlined(folder: Path, document: Json) -> Json:
    """The document with W3C's context for examples inlined, because the bundle lacks it."""
    example = json.loads((folder / "contexts" / "credentials-examples-v2.jsonld").read_text())["@context"]
    named = [example if one.endswith("/examples/v2") else one for one in document["@context"]]
    return document | {"@context": named}


def w3c(folder: Path, suite: str, letters: str) -> tuple[Published, str, list[str]]:
    """The signed example from a suite's specification, its canonical form and its hash."""
    made = folder / "w3c-vc-di-eddsa" / suite
    document = json.loads((made / f"signed{letters}.json").read_text())
    # A JCS proof covers the contexts as named and does not load them.
    document = document if letters == "JCS" else inlined(folder, document)
    pair = json.loads((folder / "w3c-vc-di-eddsa" / "keyPair.json").read_text())
    canonical, combined = (
        (made / f"canonDoc{letters}.txt").read_text(),
        (made / f"combinedHash{letters}.txt").read_text(),
    )
    return (document, document["proof"], pair["publicKeyMultibase"]), canonical, [combined.strip()]


def onedtech(folder: Path) -> tuple[Published, str, list[str]]:
    """The signed example from the Open Badges 3.0 implementation guide, its canonical form and intermediate hashes."""
    made = folder / "1edtech-impl-vectors-ob"
    document = json.loads((made / "07-signed-credential.json").read_text())
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    secret = re.search("secretKeyMultibase: '([^']+)'", (made / "00-multikey.txt").read_text())
    assert secret
    public = SecretKey.from_multibase(secret[1]).public
    codes = re.findall(r"\b[0-9a-f]{128}\b", (made / "codes.txt").read_text())
    return (document, proof, public), (made / "document-canon.txt").read_text(), codes


@pytest.mark.parametrize(
    "published",
    [
        partial(w3c, suite="eddsa-rdfc-2022", letters="DataInt"),
        partial(w3c, suite="eddsa-jcs-2022", letters="JCS"),
        partial(w3c, suite="Ed25519Signature2020", letters="EdSig"),
        onedtech,
    ],
)
def test_published_example(published: Any, conformance: Path, tmp_path: Path) -> None:
    (document, proof, key), canonical, combined = published(conformance)
    changed = document | {"validFrom": "2010-01-01T00:00:01Z"}
    good, bad = hashes([(document, proof, key), (changed, proof, key)], tmp_path)
    assert good["canonical"] == canonical
    assert good["hash"] in combined
    assert good["holds"] is True
    assert bad["holds"] is False
    assert bad["hash"] not in combined


def test_published_sets_and_chains(conformance: Path, tmp_path: Path) -> None:
    cases: list[Published] = []
    previous: list[list[Json]] = []
    for name in ("signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"):
        document = json.loads((conformance / "w3c-vc-di-eddsa" / "proof-set-chain" / f"{name}.json").read_text())
        document = inlined(conformance, document)
        proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
        for proof in proofs:
            named = proof.get("previousProof", [])
            cases.append((document, proof, proof["verificationMethod"].partition("#")[2]))
            previous.append([one for one in proofs if one.get("id") in ([named] if isinstance(named, str) else named)])
    assert [one["holds"] for one in hashes(cases, tmp_path, *previous)] == [True] * len(cases)
    # A proof in a chain does not hold without the proofs it builds on.
    assert [one["holds"] for one in hashes(cases, tmp_path)] == [not before for before in previous]


def test_published_canonical_json(conformance: Path, tmp_path: Path) -> None:
    folder = conformance / "rfc8785-jcs"
    names = sorted(path.name for path in (folder / "input").iterdir())
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}
    key = SecretKey.from_seed(bytes(32)).public
    cases = [({"it": json.loads((folder / "input" / name).read_bytes())}, proof, key) for name in names]
    assert len(cases) >= 6
    made = [one["canonical"] for one in hashes(cases, tmp_path)]
    assert made == ['{"it":' + (folder / "output" / name).read_text("utf-8") + "}" for name in names]


def test_published_canonical_datasets(conformance: Path, tmp_path: Path) -> None:
    folder = conformance / "rdf-canon"
    entries = json.loads((folder / "manifest.jsonld").read_text())["entries"]
    entries = [one for one in entries if "MapTest" not in one["type"] and one.get("hashAlgorithm") != "SHA384"]
    ensure_bundle()
    file = tmp_path / "datasets.json"
    file.write_text(json.dumps([sorted(nquads.parse((folder / one["action"]).read_text())) for one in entries]))
    done = node.run(["node", "canonize.mjs", str(file)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    expected = [(folder / one["result"]).read_text() if "result" in one else "too-complex" for one in entries]
    wrong = [one["id"] for one, said, wanted in zip(entries, made, expected, strict=True) if said != wanted]
    assert wrong == []
    assert len(entries) >= 60


def test_the_bundled_contexts_are_the_published_ones(conformance: Path) -> None:
    folder = conformance / "contexts"
    index = json.loads((folder / "index.json").read_text())
    bundled = json.loads((ensure_bundle().folder / "contexts.json").read_bytes())
    # One of them is published elsewhere.
    shared = sorted(bundled.keys() & index.keys())
    assert len(shared) >= 13
    for url in shared:
        assert bundled[url] == json.loads((folder / index[url]).read_text()), url
