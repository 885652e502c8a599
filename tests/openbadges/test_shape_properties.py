"""Canonicalising by shape gives the same bytes as full expansion, whatever is cached."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld import rdfc
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.source import LIMITS, Limits
from tests.openbadges.changes import bases, documents
from tests.openbadges.test_jsonld import pyld_quads
from tests.tiers import examples

Json = dict[str, Any]
# With custom limits, the cache is not used.
WHOLE = Limits(LIMITS.depth, LIMITS.values - 1)


def whole_way(document: Json) -> str | list[str]:
    """The canonical form by full expansion and RDFC-1.0, or the document's problems."""
    try:
        return rdfc.canonize(jsonld.to_nquads_dataset(document, limits=WHOLE)).nquads
    except CredentialError as error:
        return [str(one) for one in error.problems]


def by_shape(document: Json) -> str | list[str]:
    """The same, but with whatever is cached."""
    try:
        return canonicalize(document)
    except CredentialError as error:
        return [str(one) for one in error.problems]


def check_all(some: list[Json]) -> None:
    """Compares both ways for each document alone, in order, in reverse order, and once more."""
    expected = [whole_way(document) for document in some]
    for order in (range(len(some)), reversed(range(len(some)))):
        jsonld.forget()
        for number in order:
            assert by_shape(some[number]) == expected[number]
    for document, form in zip(some, expected, strict=True):
        before = copy.deepcopy(document)
        assert by_shape(document) == form
        assert repr(document) == repr(before)
        if isinstance(form, str):
            assert rdfc.canonize(jsonld.to_nquads_dataset(document)).nquads == form


@settings(max_examples=examples(20))
@given(documents())
def test_any_order_of_any_documents(some: list[Json]) -> None:
    check_all(some)


@pytest.mark.heavy
@settings(max_examples=800)
@given(documents(most=8))
def test_any_order_of_many_documents(some: list[Json]) -> None:
    check_all(some)


@settings(max_examples=examples(12))
@given(documents(most=3))
def test_quads_equal_pylds(some: list[Json]) -> None:
    for document in some:
        form = by_shape(document)
        if isinstance(form, str):
            assert form == pyld_quads(document)


@settings(max_examples=examples(12))
@given(st.sampled_from(range(len(bases()))), st.data())
def test_blank_nodes_are_sorted_anew(number: int, data: st.DataObject) -> None:
    """Only texts differ, so one template fits all. The labels depend on the texts."""
    document = bases()[number]
    canonicalize(document)
    words = data.draw(st.permutations([f"word {one}" for one in range(12)]))
    some = [document]
    for turn in range(4):
        other = copy.deepcopy(document)
        spoken = iter(words[turn:] + words[:turn])
        _reworded(other, spoken)
        some.append(other)
    check_all(some)


def _reworded(value: Any, words: Any) -> None:
    """Changes texts in members that are plain texts in every context."""
    for name, one in value.items() if isinstance(value, dict) else ():
        if name in ("name", "description", "narrative", "targetName", "identityHash") and isinstance(one, str):
            value[name] = next(words, one)
        _reworded(one, words)
    for one in value if isinstance(value, list) else ():
        _reworded(one, words)
