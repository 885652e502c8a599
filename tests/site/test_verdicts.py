"""The verdicts of award pages and the verify page in a real browser, with all kinds of network trouble."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.server import Served, serve
from tests.site.conftest import Watched
from tests.site.kinds import Award

pytestmark = pytest.mark.browser
OneAward = Callable[[str], Award]
CHECKS = ["parse", "format", "signature", "issuer", "status", "period", "recipient", "endorsements", "trust"]


def verdict(page: Page) -> str | None:
    """The verdict on the award page."""
    return page.locator("#verdict").get_attribute("data-verdict")


def checks(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Check → (outcome, code), as shown."""
    return {
        str(one.get_attribute("data-check")): (one.get_attribute("data-outcome"), one.get_attribute("data-code"))
        for one in page.locator("#verdict .check").all()
    }


@pytest.mark.parametrize("expected", ["valid", "expired", "revoked"])
def test_award_page_shows_the_verdict_of_the_python_verifier(
    served: Served, watched: Watched, one_award: OneAward, expected: str
) -> None:
    page = watched.open(served.url + one_award(expected).path)
    assert verdict(page) == expected
    assert list(checks(page)) == CHECKS
    assert page.locator("#verdict .verdict__title").inner_text().strip()
    assert watched.complaints == []


def test_changed_credential_is_invalid(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    path = one_award("valid").path
    credential = json.loads((sample_site / path / "credential.json").read_bytes())
    credential["credentialSubject"]["achievement"]["name"] += "!"
    served.replaced[path + "credential.json"] = json.dumps(credential).encode()
    page = watched.open(served.url + path)
    assert verdict(page) == "invalid"
    shown = checks(page)
    assert shown["signature"] == ("failed", "signature-mismatch")
    assert shown["status"] == ("skipped", "status-not-checked")
    assert not [asked for asked in served.requests if asked.startswith("status/")]


def test_award_that_ended_after_the_build_is_expired(
    served: Served, watched: Watched, one_award: OneAward, awards: list[Award], sample_site: Path
) -> None:
    for award in awards:
        credential = json.loads((sample_site / award.path / "credential.json").read_bytes())
        if award.verdict == "valid" and "validUntil" in credential:
            break
    else:
        pytest.fail("the sample has no award that will expire")
    watched.now = watched.now.replace(year=2050)
    page = watched.open(served.url + award.path)
    assert verdict(page) == "expired"
    assert checks(page)["period"] == ("failed", "period-expired")


@pytest.mark.parametrize("status", [404, 500, 0], ids=["missing", "failing", "hung up"])
def test_unreachable_status_list_leaves_the_award_unverified(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path, status: int
) -> None:
    for path in sorted(sample_site.glob("status/*.json")):
        served.failures[path.relative_to(sample_site).as_posix()] = status
    page = watched.open(served.url + one_award("valid").path)
    assert verdict(page) == "unverified"
    assert checks(page)["status"] == ("unknown", "status-unreachable")


def test_unreachable_issuer_leaves_the_award_unverified(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    for path in sorted(sample_site.glob("issuers/*/did.json")):
        served.failures[path.relative_to(sample_site).as_posix()] = 404
    page = watched.open(served.url + one_award("valid").path)
    assert verdict(page) == "unverified"
    assert checks(page)["signature"] == ("unknown", "signature-key-unreachable")


def test_status_list_replaced_by_a_stranger_is_not_trusted(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    for path in sorted(sample_site.glob("status/*.json")):
        forged = json.loads(path.read_bytes())
        forged["validUntil"] = "2099-01-01T00:00:00Z"
        served.replaced[path.relative_to(sample_site).as_posix()] = json.dumps(forged).encode()
    page = watched.open(served.url + one_award("revoked").path)
    assert verdict(page) == "unverified"
    assert checks(page)["status"] == ("unknown", "status-list-invalid")


def test_site_works_below_any_prefix(sample_site: Path, watched: Watched, one_award: OneAward) -> None:
    with serve(sample_site, "/deep/er/") as below:
        page = watched.open(below.url + one_award("valid").path)
        assert verdict(page) == "valid"
        page.locator("header a").first.click()
        page.wait_for_load_state("networkidle")
        assert page.url.startswith(below.url)
        assert watched.complaints == []


def test_without_scripts_an_award_page_still_tells_the_facts(
    served: Served, new_context: Callable[..., object], one_award: OneAward, sample_site: Path
) -> None:
    path = one_award("valid").path
    credential = json.loads((sample_site / path / "credential.json").read_bytes())
    context = new_context(java_script_enabled=False)
    page: Page = context.new_page()  # type: ignore[attr-defined]
    page.goto(served.url + path)
    assert credential["credentialSubject"]["achievement"]["name"] in page.locator("main").inner_text()
    assert page.locator("#verdict").inner_text().strip()
    assert verdict(page) is None


def test_verify_page_checks_files(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path, tmp_path: Path
) -> None:
    page = watched.open(served.url + "verify/")
    valid, revoked = (sample_site / one_award(word).path for word in ("valid", "revoked"))
    (tmp_path / "picture.png").write_bytes((next(sample_site.glob("badges/*/badge.png"))).read_bytes())
    for file, expected in (
        (valid / "badge.png", "valid"),
        (valid / "credential.json", "valid"),
        (revoked / "badge.png", "revoked"),
        (tmp_path / "picture.png", "invalid"),
    ):
        page.set_input_files("#verify-file", str(file))
        page.wait_for_selector(f"#verify-results [data-verdict={expected}]")
        page.reload()
    assert watched.complaints == []


def test_verify_page_checks_pasted_text(
    served: Served, watched: Watched, one_award: OneAward, sample_site: Path
) -> None:
    page = watched.open(served.url + "verify/")
    text = (sample_site / one_award("valid").path / "credential.json").read_text("utf-8")
    page.fill("#verify-text", text.replace('"name":"', '"name":"Not ', 1))
    page.locator("#verify-form [type=submit]").click()
    page.wait_for_selector("#verify-results [data-verdict=invalid]")
    assert watched.complaints == []
