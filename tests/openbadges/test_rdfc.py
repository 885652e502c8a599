from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import nquads
from badgepress.openbadges.jsonld.nquads import Quad
from badgepress.openbadges.jsonld.rdfc import Algorithm, canonize

P, Q = "<urn:p>", "<urn:q>"


def test_labels_follow_the_hashes_not_the_names() -> None:
    found = canonize([Quad("_:x", P, '"1"', ""), Quad("_:y", P, '"2"', ""), Quad("_:y", Q, "_:x", "")])
    other = canonize([Quad("_:y", P, '"1"', ""), Quad("_:x", P, '"2"', ""), Quad("_:x", Q, "_:y", "")])
    assert found.nquads == other.nquads
    assert found.labels["x"] == other.labels["y"]
    assert sorted(found.labels.values()) == ["c14n0", "c14n1"]


def test_no_blank_nodes_and_no_quads() -> None:
    assert canonize([]).nquads == ""
    assert canonize([Quad("<urn:s>", P, '"1"', "<urn:g>")]).nquads == '<urn:s> <urn:p> "1" <urn:g> .\n'


BLANKS = st.sampled_from([f"_:n{number}" for number in range(5)])
QUADS = st.builds(
    Quad, BLANKS, st.sampled_from([P, Q]), st.one_of(BLANKS, st.sampled_from(['"1"', "<urn:o>"])), st.just("")
)


@given(st.sets(QUADS, max_size=8), st.permutations(range(5)))
def test_the_form_does_not_depend_on_labels(quads: set[Quad], order: list[int]) -> None:
    names = {f"_:n{old}": f"_:m{new}" for old, new in enumerate(order)}
    renamed = [Quad(names[s], p, names.get(o, o), g) for s, p, o, g in quads]
    found = canonize(quads)
    assert found.nquads == canonize(renamed).nquads
    # The canonical text, parsed again, has itself as canonical form.
    assert canonize(nquads.parse(found.nquads)).nquads == found.nquads


def clique(size: int) -> list[Quad]:
    names = [f"_:n{number}" for number in range(size)]
    return [Quad(a, P, b, "") for one, two in combinations(names, 2) for a, b in ((one, two), (two, one))]


def test_a_poison_graph_is_refused() -> None:
    with pytest.raises(CredentialError) as raised:
        canonize(clique(12))
    assert str(raised.value) == (
        "error[too-complex]: the document's blank nodes are too entangled to canonicalise "
        "(expected at most 40000 quads)"
    )


def test_the_work_limit_is_an_argument() -> None:
    assert canonize(clique(3), work_limit=1000).nquads.count("\n") == 6
    with pytest.raises(CredentialError, match="at most 10 quads"):
        canonize(clique(3), work_limit=10)


def test_one_node_named_in_many_graphs_is_no_work() -> None:
    again = [Quad("_:x", P, "_:y", f"<https://example.org/{number}>") for number in range(14)]
    twins = [Quad(twin, P, "_:x", "") for twin in ("_:t", "_:u")]
    # Trying all orders of fourteen nodes would take forever.
    assert canonize([*again, *twins]).nquads.count("\n") == 16


def test_a_long_chain_of_equal_nodes_is_refused_before_the_stack_ends() -> None:
    ring = [Quad(f"_:n{number}", P, f"_:n{(number + 1) % 400}", "") for number in range(400)]
    with pytest.raises(CredentialError) as raised:
        canonize(ring, work_limit=10**9)
    assert str(raised.value) == (
        "error[too-complex]: the document's blank nodes are too entangled to canonicalise (expected at most 200 levels)"
    )


def _entries(kind: str, conformance: Path) -> list[dict[str, Any]]:
    manifest = json.loads((conformance / "rdf-canon" / "manifest.jsonld").read_text())
    return [entry for entry in manifest["entries"] if kind in entry["type"]]


def _run(entry: dict[str, Any], conformance: Path) -> tuple[str, dict[str, str]]:
    algorithm: Algorithm = "sha384" if entry.get("hashAlgorithm") == "SHA384" else "sha256"
    text = (conformance / "rdf-canon" / entry["action"]).read_text()
    found = canonize(nquads.parse(text), algorithm=algorithm)
    return found.nquads, dict(found.labels)


def test_w3c_canonical_forms(conformance: Path) -> None:
    entries = _entries("EvalTest", conformance)
    entries = [entry for entry in entries if "Negative" not in entry["type"]]
    wrong = [
        entry["id"]
        for entry in entries
        if _run(entry, conformance)[0] != (conformance / "rdf-canon" / entry["result"]).read_text()
    ]
    assert wrong == []
    assert len(entries) >= 60


def test_w3c_label_maps(conformance: Path) -> None:
    entries = _entries("MapTest", conformance)
    wrong = [
        entry["id"]
        for entry in entries
        if _run(entry, conformance)[1] != json.loads((conformance / "rdf-canon" / entry["result"]).read_text())
    ]
    assert wrong == []
    assert len(entries) >= 20


def test_w3c_poison_graphs(conformance: Path) -> None:
    entries = _entries("Negative", conformance)
    assert entries
    for entry in entries:
        with pytest.raises(CredentialError, match="too-complex"):
            _run(entry, conformance)
