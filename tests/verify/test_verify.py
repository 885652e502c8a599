"""The report as callers use it. The vectors test each check's findings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import verify as verify_in_words
from badgepress.verify import SiteFetch, verify
from badgepress.verify.facts import issuer_address
from badgepress.verify.report import Check, Issuer, Outcome, Text, verdict_of
from badgepress.words import say
from badgepress.words.catalogues import catalogue
from tests.vectors.world import BASE, ORG, Json, credential, did_document, signed, status_list
from tests.verify.world import Told

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def world() -> Told:
    return Told(
        {
            f"{BASE}issuers/data-skills/did.json": {"json": did_document()},
            f"{BASE}status/1.json": {"json": status_list()},
        }
    )


def test_the_report_as_json() -> None:
    report = verify_in_words(signed(), now=NOW, fetch=world(), trusted=[ORG])
    written = report.as_dict()
    first = ["version", "verdict", "title", "sentence", "checks", "badge", "notes"]
    assert list(written) == [*first, "endorsements", "credentials", "checkedAt"]
    assert written["endorsements"] == written["credentials"] == []
    assert written["version"] == 1
    assert written["verdict"] == "valid"
    assert written["checkedAt"] == "2026-11-22T12:00:00Z"
    assert written["notes"] == []
    assert written["checks"][2] == {
        "id": "signature",
        "outcome": "passed",
        "code": "signature-ok",
        "sentence": catalogue("en")["signature-ok"]["sentence"],
        "hint": "",
    }
    assert written["badge"] == {
        "format": "ob3",
        "id": f"{BASE}awards/7Hq2/credential.json",
        "name": "Data Foundations",
        "description": "Can read, clean and picture a data set.",
        "image": f"{BASE}badges/data-foundations/badge.png",
        "issuer": {"id": ORG, "name": "Example Data Skills", "url": "https://skills.example.org/"},
        "recipient": {"name": "Sofía Andrade"},
        "issued": "2026-09-14T00:00:00Z",
        "expires": "2028-09-14T00:00:00Z",
        "evidence": [],
        "skills": [],
    }


def test_non_badges_have_no_facts() -> None:
    assert verify("{}", now=NOW).badge is None


def test_without_a_fetch_nothing_is_read() -> None:
    report = verify(signed(), now=NOW)
    assert report.verdict == "unverified"
    assert report.check("signature").code == "signature-key-unreachable"


def test_the_callers_object_is_left_alone() -> None:
    document, same = signed(), signed()
    verify(document, now=NOW, fetch=world())
    assert document == same


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        verify(signed(), now=datetime(2026, 11, 22))


def test_a_mistake_in_a_fetch_is_not_hidden() -> None:
    def broken(address: str) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verify(signed(), now=NOW, fetch=broken)


def test_a_built_site_verifies_from_its_folder(tmp_path: Path) -> None:
    answers: dict[str, Json] = {"issuers/data-skills/did.json": did_document(), "status/1.json": status_list()}
    for path, document in answers.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(document))
    report = verify(signed(), now=NOW, fetch=SiteFetch(tmp_path, BASE), trusted=[ORG])
    assert report.verdict == "valid"
    assert report.notes == (Text("note", "folder", {"base_url": BASE, "folder": str(tmp_path)}),)


def check(which: str, outcome: Outcome, code: str = "") -> Check:
    return Check(which, outcome, code or f"{which}-x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([], "valid"),
        ([check("endorsements", "warning"), check("trust", "warning")], "valid"),
        ([check("recipient", "unknown")], "valid"),
        ([check("status", "unknown")], "unverified"),
        ([check("signature", "unknown"), check("issuer", "unknown")], "unverified"),
        ([check("status", "unknown"), check("period", "failed", "period-expired")], "expired"),
        ([check("signature", "unknown"), check("period", "failed", "period-expired")], "unverified"),
        ([check("issuer", "unknown"), check("period", "failed", "period-expired")], "unverified"),
        ([check("status", "failed"), check("period", "failed", "period-expired")], "revoked"),
        ([check("status", "failed"), check("period", "failed", "period-not-yet")], "invalid"),
        ([check("status", "failed"), check("recipient", "failed")], "invalid"),
        ([check("signature", "unknown"), check("recipient", "failed")], "invalid"),
        ([check("parse", "failed")], "invalid"),
        ([check("issuer", "failed")], "invalid"),
    ],
)
def test_the_verdict_follows_from_the_checks(checks: list[Check], verdict: str) -> None:
    assert verdict_of(checks) == verdict


def test_a_long_name_never_hides_the_endorsers_address() -> None:
    issuer = Issuer("Example College" + "\u3164" * 300, issuer_address("did:web:a.example"))
    assert "Example College (a.example)" in say(Text("note", "endorsement-ok", {"issuer": issuer}), "en")


def test_an_unsigned_badge_causes_no_requests() -> None:
    told = world()
    assert verify(credential(), now=NOW, fetch=told).check("signature").code == "signature-missing"
    assert told.asked == []
