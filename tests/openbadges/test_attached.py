"""Endorsements that are tokens. Only a context that defines every word defines a word for them."""

from __future__ import annotations

from typing import Any

import pytest

from badgepress.openbadges.attached import MEMBER, unattached
from badgepress.openbadges.jsonld.contexts import bundled

EVERYTHING = "https://www.w3.org/ns/credentials/undefined-terms/v2"


def words(context: Any) -> set[str]:
    """All terms of a context, including nested contexts."""
    if isinstance(context, list):
        return set().union(*map(words, context))
    if not isinstance(context, dict):
        return set()
    return set(context).union(*map(words, context.values()))


def test_no_context_defines_it() -> None:
    for address, document in bundled().items():
        assert MEMBER not in words(document), address
        assert ("@vocab" in document["@context"]) == (address == EVERYTHING), address


@pytest.mark.parametrize("kept", [None, 7, {}, [], "", ["e", 7], [[]]])
def test_anything_but_tokens_stays(kept: Any) -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], MEMBER: kept}
    assert unattached(document) is document


def test_tokens_are_dropped_in_their_places_without_changing_the_document() -> None:
    achievement = {"id": "a", MEMBER: ["e", "f"], "creator": {MEMBER: "e"}}
    document = {
        "@context": [],
        MEMBER: "e",
        "issuer": {"id": "i", MEMBER: "e"},
        "credentialSubject": {"achievement": achievement, MEMBER: "e"},
    }
    assert unattached(document) == {
        "@context": [],
        "issuer": {"id": "i"},
        "credentialSubject": {"achievement": {"id": "a", "creator": {MEMBER: "e"}}, MEMBER: "e"},
    }
    assert achievement[MEMBER] == ["e", "f"]


def test_tokens_are_signed_if_every_word_is_defined() -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2", EVERYTHING], MEMBER: "e"}
    assert unattached(document) is document
