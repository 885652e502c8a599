"""Endorsements that are tokens: no context has a word for them, but one that has a word for everything."""

from __future__ import annotations

from typing import Any

import pytest

from badgepress.openbadges.attached import MEMBER, unattached
from badgepress.openbadges.jsonld.contexts import bundled

EVERYTHING = "https://www.w3.org/ns/credentials/undefined-terms/v2"


def words(context: Any) -> set[str]:
    """All terms of a context, those of contexts within it too."""
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
def test_what_is_no_token_stays(kept: Any) -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], MEMBER: kept}
    assert unattached(document) is document


def test_tokens_are_left_out_where_they_belong_and_nothing_is_changed() -> None:
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


def test_where_every_word_is_defined_they_are_signed() -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2", EVERYTHING], MEMBER: "e"}
    assert unattached(document) is document
