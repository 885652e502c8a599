"""The published lists know places that are gone here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.errors import FetchError, problem
from badgepress.published import lost_places
from badgepress.read import read_program
from tests.sign.conftest import AT, Issue

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
    assert (found.code, found.place.file, found.got) == ("published-place-lost", "badges/issued/", "no line at index 0")


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


def test_a_revocation_that_only_the_site_knows_is_an_error(program: Path, issue: Issue) -> None:
    """History was written anew to before the revocation: neither a line nor a place is missing."""
    issue(now=AT - timedelta(days=1))
    before = (program / "issued/status/1.json").read_bytes()
    file = program / SINGLE
    counting = file.read_text()
    file.write_text(counting + "revoked: {on: 2026-11-20}\n")
    issue()
    there = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    assert lost_places(program, "badges", there) == []
    (program / "issued/status/1.json").write_bytes(before)
    assert lost_places(program, "badges", there) == []
    file.write_text(counting)
    (found,) = lost_places(program, "badges", there)
    assert (found.code, found.got) == ("revocation-lost", "index 0 ('k3v9x2')")
    # A list that was signed here later may have lifted a suspension, and waits to be published.
    file.write_text(counting + "suspended: {on: 2026-11-20}\n")
    issue()
    there = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    file.write_text(counting)
    assert lost_places(program, "badges", there) == []
    issue(now=AT + timedelta(days=1))
    assert lost_places(program, "badges", there) == []


def test_a_published_list_shows_that_something_was_issued(program: Path, issue: Issue) -> None:
    issue()
    there = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    assert lost_places(program, "badges", there) == []
    shutil.rmtree(program / "issued")
    (found,) = lost_places(program, "prog", there)
    assert (found.code, found.severity, found.place.file) == ("issued-lost", "error", "prog/issued/")
    assert found.hint.startswith("`badgepress restore --program prog`")


def test_a_site_that_cannot_be_asked_is_told_where_nothing_is_issued(program: Path, issue: Issue) -> None:
    def silent(address: str) -> bytes:
        raise FetchError(problem("unreachable", "no answer"))

    (found,) = lost_places(program, "badges", silent)
    assert (found.code, found.severity) == ("published-unread", "warning")
    assert found.got == f"{URL.format(1)}: no answer"
    assert lost_places(program, "badges", site({})) == [], "a site that is not there yet"
    issue()
    assert lost_places(program, "badges", silent) == []


def test_places_noted_as_unused_are_known(program: Path, published: dict[str, bytes]) -> None:
    read, _ = read_program(program)
    assert read is not None
    (program / "issued/2026/k3v9x2.jsonl").unlink()
    sign.settle(read, {1: {0}})
    assert lost_places(program, "badges", site(published)) == []
