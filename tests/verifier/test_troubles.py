"""If several things are wrong with a badge, both verifiers report the same one first."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from tests.vectors import world
from tests.vectors.world import Json
from tests.verifier.asking import Browser, both, differences

ACHIEVEMENT = ("credentialSubject", "achievement")


def putting(value: Any, *path: str) -> Callable[[Json], Json]:
    return lambda badge: world.put(badge, value, *path)


def endorsed(proof: Any) -> Callable[[Json], Json]:
    """An endorsement whose proof graph contains something that states nothing there."""
    return putting([{"id": "urn:x:y", "type": ["VerifiableCredential"], "proof": [proof]}], *ACHIEVEMENT, "endorsement")


TROUBLES = {
    "relative id": putting("h", "id"),
    "no address": putting("a:b c", "id"),
    "empty proof": endorsed({}),
    "proof that is a text": endorsed("x"),
    "proof that is an id": endorsed({"id": "urn:a:b"}),
    "type": putting(["VerifiableCredential", "OpenBadgeCredential", "Foo"], "type"),
    "type inside": putting(["Achievement", "Foo"], *ACHIEVEMENT, "type"),
    "term": putting(1, "foo"),
    "language": putting({"@value": "x", "@language": "e n"}, "name"),
    "nothing as value": putting({"@value": None}, "issuer", "description"),
    "list": putting({"@list": ["a"]}, "issuer", "description"),
    "relative id inside": putting("q", *ACHIEVEMENT, "id"),
    "direction": putting({"@value": "x", "@direction": "rtl"}, "issuer", "description"),
    "number": putting(1e300, *ACHIEVEMENT, "creditsAvailable"),
    "empty object": putting([{}], "evidence"),
    "relative id in a list": putting([{"id": "x y"}, {}], "evidence"),
    "relative resource": putting(["x"], "relatedResource"),
    "no id": putting({"id": None, "type": "Image"}, *ACHIEVEMENT, "image"),
    "type that is a number": putting([{"type": 5}], "evidence"),
    "id that is a number": putting([{"id": 5, "type": "Evidence"}], "evidence"),
    "label": putting([{"id": "_:b0", "type": "Evidence"}], "evidence"),
}


@pytest.fixture(scope="module")
def half() -> Iterator[Browser]:
    with Browser() as asked:
        yield asked


@pytest.mark.parametrize(
    ("together", "most"),
    [
        (2, 150),
        pytest.param(2, 441, marks=pytest.mark.heavy),
        pytest.param(3, 700, marks=pytest.mark.heavy),
        pytest.param(3, 9_261, marks=pytest.mark.long),
    ],
)
def test_both_report_the_same_trouble_first(together: int, most: int, half: Browser) -> None:
    for names in random.Random(0).sample([*product(TROUBLES, repeat=together)], most):
        badge = world.credential() | {"proof": [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}]}
        for name in names:
            badge = TROUBLES[name](badge)
        vector: dict[str, Any] = {
            "input": {"json": badge},
            "now": world.NOW,
            "trusted": [],
            "email": None,
            "documents": {},
        }
        ours, theirs = both(json.loads(json.dumps({**vector, "base_url": None, "served_from": None})), half)
        assert list(differences(ours, theirs)) == [], names
