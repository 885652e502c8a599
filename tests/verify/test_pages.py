"""Pages of a badge site that are no awards, and addresses that cannot be read: each says what helps there."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from badgepress.errors import FetchError, problem
from badgepress.verify import verify
from badgepress.verify.moments import moment
from badgepress.verify.pages import explained, unread
from badgepress.verify.report import Report
from tests.vectors.world import NOW

#: Whole reports, which the browser verifier is held to as well (tests/verifier/pages.test.mjs).
VECTORS = sorted((Path(__file__).resolve().parents[1] / "vectors" / "pages").glob("*.json"))


@pytest.mark.parametrize(
    ("folder", "says", "helps"),
    [
        ("badges", "the page about a kind of badge", "holds no badge either"),
        ("issuers", "the page about an issuer", "Ask the holder"),
        ("earners", "the page about a person and their awards", "Open one of the awards on that page"),
    ],
)
def test_each_page_says_what_it_is(folder: str, says: str, helps: str) -> None:
    now = moment(NOW)
    assert now
    address = f"https://badges.example.org/{folder}/one/"
    page = f'<!doctype html><html><head><link rel="canonical" href="{address}"></head></html>'.encode()
    report = explained(verify(page, now=now), page)
    assert says in report.sentence
    assert helps in report.check("parse").hint
    assert (report.verdict, report.check("parse").code) == ("unverified", "parse-unsupported")


def reported(vector: dict[str, str]) -> Report:
    now, language = moment(vector["now"]), vector["language"]
    assert now
    if "address" in vector:
        error = FetchError(problem(vector["error"], "cannot read", file=vector["address"]))
        return unread(vector["address"], error, now=now, language=language)
    page = vector["text"].encode()
    return explained(verify(page, now=now, language=language), page, language=language)


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_reports_are_given_word_for_word(root: Path, file: Path) -> None:
    vector = json.loads(file.read_text("utf-8"))
    assert reported(vector).as_dict() == vector["expect"]
    jsonschema.validate(vector["expect"], json.loads((root / "docs/report.schema.json").read_text("utf-8")))


def test_there_are_reports_of_both_kinds() -> None:
    assert {file.stem.partition("-")[0] for file in VECTORS} == {"page", "unread"}
    assert len(VECTORS) >= 15
