"""Compare the store with the published status lists: they show which indexes were lost here."""

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
    """Return a fetch function that answers with the published lists."""

    def fetch(address: str) -> bytes:
        if address not in lists:
            raise FetchError(problem("not-found", "not found"))
        return lists[address]

    return fetch


@pytest.fixture
def published(program: Path, issue: Issue) -> dict[str, bytes]:
    """The published lists of three awards, one of them revoked."""
    file = program / SINGLE
    file.write_text(file.read_text() + "revoked: {on: 2026-11-20}\n")
    issue()
    return {URL.format(1): (program / "issued/status/1.json").read_bytes()}


def test_an_index_that_only_the_site_knows_is_an_error(program: Path, published: dict[str, bytes]) -> None:
    assert lost_places(program, "badges", site(published)) == []
    for path in sorted((program / "issued").rglob("*.json*")):
        path.unlink()
    (found,) = lost_places(program, "badges", site(published))
    assert (found.code, found.place.file, found.got) == ("published-place-lost", "badges/issued/", "no line at index 0")


def test_a_list_that_none_of_our_keys_signed_is_ignored(program: Path, published: dict[str, bytes]) -> None:
    for path in sorted((program / "issued").rglob("*.jsonl")):
        path.unlink()
    forged = {URL.format(1): published[URL.format(1)].replace(b'"validFrom":"2026', b'"validFrom":"2025')}
    assert forged != published
    assert lost_places(program, "badges", site(forged)) == []
    assert lost_places(program, "badges", site({URL.format(1): b"<!doctype html>"})) == []


def test_a_site_that_does_not_answer_is_ignored(program: Path, published: dict[str, bytes]) -> None:
    fetched: list[str] = []

    def fetch(address: str) -> bytes:
        fetched.append(address)
        raise FetchError(problem("unreachable", "no answer"))

    assert lost_places(program, "badges", fetch) == []
    assert fetched == [URL.format(1)]


def test_a_revocation_that_only_the_site_knows_is_an_error(program: Path, issue: Issue) -> None:
    """The history was rewritten to before the revocation: no line and no index is missing."""
    issue(now=AT - timedelta(days=1))
    before = (program / "issued/status/1.json").read_bytes()
    file = program / SINGLE
    valid_text = file.read_text()
    file.write_text(valid_text + "revoked: {on: 2026-11-20}\n")
    issue()
    online = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    assert lost_places(program, "badges", online) == []
    (program / "issued/status/1.json").write_bytes(before)
    assert lost_places(program, "badges", online) == []
    file.write_text(valid_text)
    (found,) = lost_places(program, "badges", online)
    assert (found.code, found.got) == ("revocation-lost", "index 0 ('k3v9x2')")
    # A newer list here may have lifted a suspension and just not be published yet.
    file.write_text(valid_text + "suspended: {on: 2026-11-20}\n")
    issue()
    online = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    file.write_text(valid_text)
    assert lost_places(program, "badges", online) == []
    issue(now=AT + timedelta(days=1))
    assert lost_places(program, "badges", online) == []


def test_a_published_list_shows_that_something_was_issued(program: Path, issue: Issue) -> None:
    issue()
    online = site({URL.format(1): (program / "issued/status/1.json").read_bytes()})
    assert lost_places(program, "badges", online) == []
    shutil.rmtree(program / "issued")
    (found,) = lost_places(program, "prog", online)
    assert (found.code, found.severity, found.place.file) == ("issued-lost", "error", "prog/issued/")
    assert found.hint.startswith("`badgepress restore --program prog`")


def test_an_unreachable_site_is_reported_if_nothing_is_issued(program: Path, issue: Issue) -> None:
    def silent(address: str) -> bytes:
        raise FetchError(problem("unreachable", "no answer"))

    (found,) = lost_places(program, "badges", silent)
    assert (found.code, found.severity) == ("published-unread", "warning")
    assert found.got == f"{URL.format(1)}: no answer"
    assert lost_places(program, "badges", site({})) == [], "a site that does not exist yet"
    issue()
    assert lost_places(program, "badges", silent) == []


def test_indexes_noted_as_unused_are_not_lost(program: Path, published: dict[str, bytes]) -> None:
    read, _ = read_program(program)
    assert read is not None
    (program / "issued/2026/k3v9x2.jsonl").unlink()
    sign.settle(read, {1: {0}})
    assert lost_places(program, "badges", site(published)) == []
