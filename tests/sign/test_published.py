"""The published lists know places that are gone here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.errors import FetchError, problem
from badgepress.published import lost_places
from badgepress.read import read_program
from tests.sign.conftest import Issue

URL = "https://badges.example.org/status/{}.json"
SINGLE = "assertions/2026/k3v9x2.yml"


def site(lists: dict[str, bytes]) -> Callable[[str], bytes]:
    """A fetch that answers with what was published."""

    def fetch(address: str) -> bytes:
        if address not in lists:
            raise FetchError(problem("not-found", "not found"))
        return lists[address]

    return fetch


@pytest.fixture
def published(program: Path, issue: Issue) -> dict[str, bytes]:
    """The site of three awards, one of them revoked."""
    file = program / SINGLE
    file.write_text(file.read_text() + "revoked: {on: 2026-11-20}\n")
    issue()
    return {URL.format(1): (program / "issued/status/1.json").read_bytes()}


def test_a_place_that_only_the_site_knows_is_an_error(program: Path, published: dict[str, bytes]) -> None:
    assert lost_places(program, "badges", site(published)) == []
    for path in sorted((program / "issued").rglob("*.json*")):
        path.unlink()
    (found,) = lost_places(program, "badges", site(published))
    assert (found.code, found.place.file, found.got) == ("published-place-lost", "badges/issued/", "no line at place 0")


def test_a_list_that_none_of_our_keys_signed_says_nothing(program: Path, published: dict[str, bytes]) -> None:
    for path in sorted((program / "issued").rglob("*.jsonl")):
        path.unlink()
    forged = {URL.format(1): published[URL.format(1)].replace(b'"validFrom":"2026', b'"validFrom":"2025')}
    assert forged != published
    assert lost_places(program, "badges", site(forged)) == []
    assert lost_places(program, "badges", site({URL.format(1): b"<!doctype html>"})) == []


def test_a_site_that_does_not_answer_says_nothing(program: Path, published: dict[str, bytes]) -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        raise FetchError(problem("unreachable", "no answer"))

    assert lost_places(program, "badges", fetch) == []
    assert asked == [URL.format(1)]


def test_places_noted_as_unused_are_known(program: Path, published: dict[str, bytes]) -> None:
    read, _ = read_program(program)
    assert read is not None
    (program / "issued/2026/k3v9x2.jsonl").unlink()
    sign.settle(read, {1: {0}})
    assert lost_places(program, "badges", site(published)) == []
