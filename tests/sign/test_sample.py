"""The signed sample programme: it has no errors, fits the published schema, and shows every feature."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from badgepress import sign
from badgepress.build import Options, check
from badgepress.model import Program, moment
from badgepress.read import load_awards, read_program
from badgepress.sign import store


@pytest.fixture(scope="module")
def sample(root: Path) -> Program:
    program, problems = read_program(root / "badges", shown="badges")
    assert program is not None
    assert problems == []
    return program


@pytest.fixture(scope="module")
def credentials(sample: Program) -> list[dict[str, Any]]:
    return [dict(line.credential or {}) for name in store.names(sample) for line in store.read_lines(sample, name)[0]]


def test_the_sample_has_no_errors_and_nothing_to_sign(root: Path, sample: Program) -> None:
    now = moment("2026-11-22")
    problems, plan = check(Options(root / "badges", root / "site", now, shown="badges"))
    # two earners whose earlier work was recognised instead, and one skill without an alignment
    assert [one.code for one in problems] == ["prerequisite-missing", "prerequisite-missing", "unaligned-skill"]
    assert {one.severity for one in problems} == {"warning"}
    assert plan is not None
    assert (plan.signing, plan.previewing, len(plan.lists)) == (0, 0, 0)


def test_every_credential_fits_the_published_schema(conformance: Path, credentials: list[dict[str, Any]]) -> None:
    schema = json.loads((conformance / "schemas/ob30/ob_v3p0_achievementcredential_schema.json").read_text())
    schema["$schema"] = schema["$schema"].rstrip("#")
    validator = jsonschema.Draft201909Validator(schema)
    wrong = [(one["id"], error.message) for one in credentials for error in validator.iter_errors(one)]
    assert wrong == []


def test_the_sample_shows_every_feature(sample: Program, credentials: list[dict[str, Any]]) -> None:
    awards = [award for file in sample.files for award in load_awards(file, sample)[0]]
    cohorts = Counter(award.place().file for award in awards)
    countries = {award.assertion.recipient.country for award in awards} - {None}
    levels = {badge.level for badge in sample.classes.values() if badge.level}
    today = "2026-11-22T00:00:00Z"
    assert len(sample.issuers) == 2
    assert len(sample.classes) >= 16
    assert len(levels) == 3
    assert len(awards) >= 80
    assert max(cohorts.values()) == 30
    assert len(countries) >= 15
    assert any(award.assertion.revoked for award in awards)
    assert any(award.assertion.reissued for award in awards)
    assert any(award.assertion.visibility == "unlisted" for award in awards)
    assert any(award.assertion.evidence for award in awards)
    assert any(award.assertion.results for award in awards)
    assert any(one.get("validUntil", today) < today for one in credentials)
    assert any(today < one.get("validUntil", today) < "2027-02-01" for one in credentials)
    assert len(credentials) == len(awards) + sum(len(award.assertion.reissued) for award in awards)
    assert {key.public for issuer in sample.issuers.values() for key in issuer.keys} == {sign.keyring.SAMPLE_PUBLIC_KEY}


def test_the_sample_contains_no_plain_email_address(root: Path) -> None:
    for path in (root / "badges").rglob("*"):
        if path.suffix in (".yml", ".jsonl"):
            text = path.read_text(encoding="utf-8")
            assert "@example.net" not in text, path
            assert "@example.com" not in text, path
