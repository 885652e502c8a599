"""Tests rules that exist only once: when an award ends, which issuers are known, which assertion has an id."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress.model import Assertion, Program, Recipient
from badgepress.read import find_authored, require_program
from badgepress.sign import known_issuers, own_issuers

DAY = datetime(2024, 2, 29, tzinfo=UTC)


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))


def lasting(folder: Path, duration: str) -> Program:
    file = folder / "classes/data-foundations.yml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith("expires_after")]
    file.write_text("\n".join([*kept, *([f"expires_after: {duration}"] if duration else [])]) + "\n")
    return require_program(folder, faultless=True)


def award(expires: datetime | None) -> Assertion:
    return Assertion(badge="data-foundations", recipient=Recipient(name="A"), issued=DAY, expires=expires)


def test_an_award_ends_as_it_says_or_as_its_class_says(folder: Path) -> None:
    own = datetime(2030, 1, 1, tzinfo=UTC)
    forever, year = lasting(folder, ""), lasting(folder, "P1Y")
    assert forever.ends(award(None)) is None
    assert forever.ends(award(own)) == own
    assert year.ends(award(None)) == datetime(2025, 2, 28, tzinfo=UTC)
    assert year.ends(award(own)) == own


def test_own_issuers_and_those_of_trusted_yml_are_known(folder: Path) -> None:
    (folder / "trusted.yml").write_text(
        "- {name: A, why: W, did: 'did:web:a.example'}\n- {name: B, why: W, url: 'https://b.example/issuer'}\n"
    )
    program = require_program(folder, faultless=True)
    (own,) = own_issuers(program)
    assert own.startswith("did:web:")
    assert known_issuers(program) == (own, "did:web:a.example", "https://b.example/issuer")


def test_an_assertion_is_found_by_its_id_in_any_file(folder: Path) -> None:
    shutil.rmtree(folder / "assertions")
    (folder / "assertions/2026").mkdir(parents=True)
    shared = "badge: data-foundations\nissued: 2026-03-02\n"
    (folder / "assertions/2026/one.yml").write_text(shared + "recipient: {name: One}\n")
    entries = "awards:\n  - {id: two, recipient: {name: Two}}\n  - {id: three, recipient: {name: Three}}\n"
    (folder / "assertions/all.yml").write_text(shared + entries)
    (folder / "assertions/broken.yml").write_text("badge: data-foundations\n")
    program = require_program(folder)
    for name, file, count in (("one", "2026/one", 1), ("two", "all", 2), ("three", "all", 2)):
        found = find_authored(program, name)
        assert found is not None
        assert (found.award.id, found.file.name, found.count) == (name, file, count)
    assert find_authored(program, "broken") is None
    assert find_authored(program, "absent") is None
