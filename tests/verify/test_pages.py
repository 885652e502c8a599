"""Pages of a badge site that are not awards, and addresses we cannot read: each report says what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from badgepress.errors import FetchError, problem
from badgepress.openbadges.moments import moment
from badgepress.verify import verify
from badgepress.verify.pages import explained, unread
from badgepress.verify.report import Report, Text
from badgepress.words import tell
from badgepress.words.catalogues import catalogue
from tests.vectors.world import NOW
from tests.verify.plain import plain

#: The browser verifier must give the same reports in the same words (tests/verifier/test_vectors.py).
VECTORS = sorted((Path(__file__).resolve().parents[1] / "vectors" / "pages").glob("*.json"))


@pytest.mark.parametrize(
    ("folder", "kind"), [("badges", "badge-page"), ("issuers", "issuer-page"), ("earners", "earner-page")]
)
def test_each_page_says_what_it_is(folder: str, kind: str) -> None:
    now = moment(NOW)
    assert now
    address = f"https://badges.example.org/{folder}/one/"
    page = f'<!doctype html><html><head><link rel="canonical" href="{address}"></head></html>'.encode()
    report = explained(verify(page, now=now), page)
    parsed = report.check("parse")
    assert (parsed.sentence, parsed.hint) == (Text("label", "page", {"kind": Text("kind", kind)}), Text("advice", kind))
    assert (report.verdict, report.reason, parsed.code) == ("unverified", ("parse",), "parse-unsupported")


def reported(vector: dict[str, Any]) -> Report:
    now = moment(vector["now"])
    assert now
    if "address" in vector:
        error = FetchError(problem(vector["error"], "cannot read", file=vector["address"]))
        return unread(vector["address"], error, now=now)
    page = vector["text"].encode()
    return explained(verify(page, now=now), page)


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_each_report_has_its_codes_and_words_of_its_language(root: Path, file: Path) -> None:
    vector = json.loads(file.read_text("utf-8"))
    report, expect = reported(vector), vector["expect"]
    parsed = report.check("parse")
    assert (report.verdict, report.text.key, report.reason, parsed.code) == (
        expect["verdict"],
        expect["text"],
        ("parse",),
        expect["code"],
    )
    if "reason" in expect:
        assert plain(parsed.values["reason"]) == expect["reason"]
    else:
        assert plain((parsed.sentence or parsed).values["kind"]) == expect["kind"]
    told, words = tell(report, vector["language"]), catalogue(vector["language"])
    assert told.title == words["verdict"][expect["text"]]["title"]
    assert told.sentence == told.check("parse").sentence
    jsonschema.validate(told.as_dict(), json.loads((root / "docs/report.schema.json").read_text("utf-8")))


def test_there_are_reports_of_both_kinds() -> None:
    assert {file.stem.partition("-")[0] for file in VECTORS} == {"page", "unread"}
    assert len(VECTORS) >= 15
