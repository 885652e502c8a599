"""Steps depend on the document alone, each kind of place is charged once, and an overdrawn budget is refused."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld.source import LIMITS
from badgepress.openbadges.limits import WORK_STEPS
from badgepress.openbadges.work import NOTHING, Work, measure
from badgepress.verify.report import Text
from tests import node
from tests.tiers import examples
from tests.vectors.scenes.several_limits import diploma, orders
from tests.vectors.world import CONTEXTS, Json, credential, put
from tests.verify.test_vectors import run

SCRIPTS = Path(__file__).resolve().parent.parent / "verifier"
MANY = 10**9
TEXTS = st.sampled_from(["", "type", "é😀", "x" * 700, "@context", "Profile"])
NAMES = st.sampled_from(["type", "@type", "@context", "name", "", "__proto__", "constructor", "é😀"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=40,
)


def steps(*documents: Json) -> int:
    work = Work(MANY)
    for document in documents:
        work.document(measure(document))
    return MANY - work.left


def test_a_kind_of_place_is_paid_for_once() -> None:
    one = put(credential(), [{"type": ["Evidence"], "name": "1"}], "evidence")
    two = put(credential(), [{"type": ["Evidence"], "name": "1"}, {"type": ["Evidence"], "name": "2"}], "evidence")
    assert steps(two) - steps(one) == 4 + 10
    assert steps(one, one) < 2 * steps(one)
    assert measure(one).places == measure(two).places


def test_a_context_on_an_inner_node_is_paid_for_each_time() -> None:
    one = put(credential(), [{"@context": CONTEXTS, "type": ["Evidence"], "name": "1"}], "evidence")
    two = put(credential(), [{"@context": CONTEXTS, "type": ["Evidence"], "name": n} for n in "12"], "evidence")
    assert measure(one).places == measure(two).places
    assert steps(two) - steps(one) == 5 + len(CONTEXTS) + 100 * len(CONTEXTS) + 10


def test_inline_contexts_are_paid_for_each_time() -> None:
    own = {"@context": [*CONTEXTS, {"x": "urn:x"}], "id": "urn:y", "x": "z"}
    assert steps(own, own) == 2 * steps(own)


def test_text_has_a_price() -> None:
    assert steps({"name": "é" * 10_000}) - steps({"name": "é"}) == 10


def test_documents_over_the_limits_cost_nothing() -> None:
    assert measure({"a": [0] * LIMITS.values}) == NOTHING
    assert measure({"a": [0] * (LIMITS.values - 2)}).values == LIMITS.values


def test_a_known_shape_costs_what_it_cost_first() -> None:
    jsonld.forget()
    spent = []
    for text in ("one", "another", "x" * 5_000):
        work = Work()
        jsonld.statements(put(credential(), text, "name"), work)
        spent.append(WORK_STEPS - work.left)
    assert spent[0] == spent[1] == spent[2] - 5
    assert spent[0] == steps(put(credential(), "one", "name"))


def test_an_overdrawn_budget_is_refused() -> None:
    work = Work(1_000)
    with pytest.raises(CredentialError, match="too-complex"):
        jsonld.statements(orders(90), work)
    with pytest.raises(CredentialError, match="too-complex"):
        jsonld.statements(credential(), work)


def test_the_largest_real_badge_needs_a_quarter_or_so() -> None:
    document, world = diploma()
    spent: list[int] = []
    first = Work.spend

    def spend(self: Work, count: int) -> None:
        spent.append(count)
        first(self, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Work, "spend", spend)
        vector = {"input": {"json": document}, "documents": world, "now": "2026-11-22T12:00:00Z"}
        run({**vector, "trusted": [], "email": None, "base_url": None})
    assert WORK_STEPS / 5 < sum(spent) < WORK_STEPS / 3.5


def test_credentials_beyond_the_budget_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    document, world = diploma()
    vector = {"input": {"json": document}, "documents": world, "now": "2026-11-22T12:00:00Z"}
    monkeypatch.setattr(sys.modules["badgepress.verify"], "Work", lambda: Work(110_000))
    report, _ = run({**vector, "trusted": [], "email": None, "base_url": None})
    assert report.verdict == "unverified"
    assert 5 < len(report.credentials) < 45
    assert {one.verdict for one in report.credentials} == {"valid"}
    assert Text("note", "clr-many", {"count": 50, "limit": len(report.credentials)}) in report.notes


@settings(max_examples=examples(60), deadline=None)
@given(document=st.dictionaries(NAMES, DOCUMENTS, max_size=5))
def test_every_document_has_a_price(document: Json) -> None:
    before = copy.deepcopy(document)
    assert steps(document) >= 1
    assert steps(document, document) >= steps(document)
    assert document == before


def test_both_verifiers_count_alike(tmp_path: Path) -> None:
    made: list[Json] = [credential(), orders(90), diploma()[0], {"a": [0] * LIMITS.values}]

    @settings(max_examples=examples(50), deadline=None)
    @given(document=st.dictionaries(NAMES, DOCUMENTS, max_size=5))
    def gather(document: Json) -> None:
        made.append(document)

    gather()
    (tmp_path / "documents.json").write_text(json.dumps(made), "utf-8")
    done = node.run(["node", "steps.mjs", str(tmp_path / "documents.json")], SCRIPTS)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [steps(*made[: count + 1]) for count in range(len(made))]
