"""Checks share what they compute: no document is parsed, expanded or canonicalised twice."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.jsonld.template import Template
from badgepress.openbadges.keys.ed25519 import SecretKey, verify_signature
from badgepress.openbadges.work import Work
from badgepress.verify import jsons, spelling
from tests import node
from tests.vectors.expand import load
from tests.verify.test_vectors import NAMES, run

SCRIPTS = Path(__file__).resolve().parent.parent / "verifier"
Json = dict[str, Any]
TIMES = 300
#: Badges with several proofs, proof chains, JCS proofs, endorsements, unsigned tokens, a record's contents, a list; and
#: some that are refused early.
SOME = [
    *("signature/set", "signature/set-many", "signature/set-one-wrong", "signature/chain-of-three"),
    *("signature/jcs-2022", "endorsements/ok", "endorsements/listed", "endorsements/token-achievement", "records/two"),
    *("status/unreachable", "signature/chain-jcs"),
]


class Counted:
    """Counts how often each document was processed in each way, by its text, and the steps charged."""

    def __init__(self) -> None:
        self.made: dict[str, Counter[str]] = {}
        self.steps = 0

    def note(self, kind: str, given: object) -> None:
        text = given if isinstance(given, str) else json.dumps(given, sort_keys=True)
        self.made.setdefault(kind, Counter())[text] += 1

    def most(self, kind: str) -> int:
        return max(self.made.get(kind, Counter()).values(), default=0)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    found = Counted()

    def counting(kind: str, first: Callable[..., Any], of: Callable[..., object]) -> Callable[..., Any]:
        def made(*given: Any, **more: Any) -> Any:
            found.note(kind, of(*given))
            return first(*given, **more)

        return made

    def everywhere(name: str, first: Callable[..., Any], kind: str) -> None:
        wrapped = counting(kind, first, lambda given, *_: given)
        for module in list(sys.modules.values()):
            if module.__name__.startswith("badgepress") and getattr(module, name, None) is first:
                monkeypatch.setattr(module, name, wrapped)

    spend, read = Work.spend, Work.read
    walk, canonical = spelling.Spelling.__init__, Template.canonical

    def spent(self: Work, steps: int) -> None:
        found.steps += steps
        spend(self, steps)

    def told(self: Work, count: int) -> None:
        # Do not count bytes read: they depend on how a test writes JSON.
        before = found.steps
        try:
            read(self, count)
        finally:
            found.steps = before

    everywhere("read_object", jsons.read_object, "read")
    everywhere("statements", jsonld.statements, "statements")
    monkeypatch.setattr(Work, "spend", spent)
    monkeypatch.setattr(Work, "read", told)
    monkeypatch.setattr(spelling.Spelling, "__init__", counting("walked", walk, lambda _, given: given))
    said = counting("canonical", canonical, lambda self, leaves: f"{id(self)} {json.dumps(leaves)}")
    monkeypatch.setattr(Template, "canonical", said)
    return found


@pytest.mark.parametrize("name", SOME)
def test_no_document_is_made_twice(name: str, counted: Counted) -> None:
    run(load(name))
    # Two documents may share a proof configuration.
    made = counted.made.get("statements", {}).items()
    assert {count for text, count in made if "credentialSubject" in text} <= {1}
    for kind in ("read", "walked"):
        assert counted.most(kind) <= 1, kind


def test_several_proofs_need_the_canonical_form_once(counted: Counted) -> None:
    run(load("signature/set"))
    proofs = len(load("signature/set")["input"]["json"]["proof"])
    assert proofs > 1
    forms = [count for text, count in counted.made["canonical"].items() if "credentialSubject" not in text]
    # The badge, its list, and the configuration of each proof.
    assert sum(forms) == sum(counted.made["statements"].values())


def test_each_use_is_charged() -> None:
    document, work = Document(load("signature/set")["input"]["json"]), Work()
    before = work.left
    document.statements(work)
    first = before - work.left
    document.canonical(work)
    assert 0 < before - first - work.left < first  # the places of a document are paid for once, its values each time


@pytest.mark.heavy
def test_both_halves_make_nothing_twice_and_count_the_same_steps(counted: Counted) -> None:
    """For all vectors: a badge costs the same in both halves, whatever is cached."""
    done = node.run(["node", "counts.mjs"], SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs: Mapping[str, Mapping[str, Any]] = json.loads(done.stdout)
    assert theirs.keys() == set(NAMES)
    ours = {}
    for name in NAMES:
        counted.made.clear()
        counted.steps = 0
        run(load(name))
        ours[name] = counted.steps
    assert {name: one["steps"] for name, one in theirs.items()} == ours


def test_the_other_half_makes_nothing_twice() -> None:
    done = node.run(["node", "counts.mjs", *SOME], SCRIPTS)
    assert done.returncode == 0, done.stderr
    for name, made in json.loads(done.stdout).items():
        assert made["Spelling"], name
        for kind in ("readObject", "toDataset", "canonize", "Spelling"):
            assert set(made.get(kind, [])) <= {1}, (name, kind)


@pytest.mark.long
def test_what_a_verification_costs() -> None:
    """In units of signature checks of the same run. Printed, because costs depend on the machine."""
    key, message = SecretKey.from_seed(bytes(range(32))), bytes(64)
    signature = key.sign(message)
    one = least(lambda: verify_signature(key.public_bytes, message, signature), TIMES)
    for name in ("status/unreachable", "signature/set", "endorsements/ok", "records/fifty"):
        vector = load(name)

        def again(vector: Json = vector) -> None:
            run(vector)

        def fresh(vector: Json = vector) -> None:
            jsonld.forget()
            run(vector)

        known = least(again, TIMES // 100)
        print(f"{name}: {known / one:.0f} signatures; {least(fresh, 2) / one:.0f} where no shape is known")


def least(do: Callable[[], object], times: int) -> float:
    """Processor seconds for one call: the best of seven runs of `times` calls."""
    found = []
    for _ in range(7):
        before = process_time()
        for _ in range(times):
            do()
        found.append((process_time() - before) / times)
    return min(found)
