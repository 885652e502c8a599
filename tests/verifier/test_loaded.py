"""What the verify page loads for a current badge, whatever its verdict, is within the budget, with nothing else."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.server import serve
from tests.site.kinds import sample_awards
from tests.site.test_verify_page import result
from tests.verifier.test_bundle import EVERYTHING, FIRST_LOAD

pytestmark = pytest.mark.browser
VERDICTS = "#verify-results > .result > .verdict:not([data-verdict=checking])"
OVERVIEW = 1_000


def packed(answers: list[Response]) -> int:
    """Gzipped bytes of all scripts among the answers, each counted once."""
    scripts = {one.url: one for one in answers if one.url.endswith(".js")}
    return sum(len(gzip.compress(one.body(), 9)) for one in scripts.values())


def changed(file: Path) -> bytes:
    """The credential with another end date."""
    return json.dumps(json.loads(file.read_bytes()) | {"validUntil": "2099-01-01T00:00:00Z"}).encode()


def test_scripts_loaded_for_badges(page: Page, sample_site: Path, now: datetime) -> None:
    awards = sample_awards(sample_site, now)
    kinds = {one.verdict: sample_site / one.path for one in awards}
    assert {"valid", "expired", "revoked"} <= kinds.keys()
    handed = [folder / name for folder in kinds.values() for name in ("credential.json", "badge.png")]
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.clock.set_fixed_time(now)
    with serve(sample_site) as served:
        page.goto(served.url + "verify/", wait_until="networkidle")
        assert packed(answers) <= FIRST_LOAD
        for number, file in enumerate(handed, 1):
            page.set_input_files("#verify-file", file)
            result(page, number)
        data = changed(kinds["valid"] / "credential.json")
        page.set_input_files("#verify-file", {"name": "changed.json", "mimeType": "application/json", "buffer": data})
        result(page, len(handed) + 1)
        page.wait_for_load_state("networkidle")
        said = page.locator(VERDICTS).evaluate_all("(all) => all.map((one) => one.dataset.verdict)")
        assert set(said) == kinds.keys() | {"invalid"}
        # This includes the site's own script and the technical view.
        technical = page.locator("#verify-results details:has(> .technical)")
        for one in technical.all():
            one.locator("> summary").click()
            one.locator(".technical__row").first.wait_for()
        names = {answer.url.rpartition("/")[2].partition(".")[0] for answer in answers}
        assert {"site", "verify", "technical"} <= names
        assert packed(answers) <= EVERYTHING
        # Several badges at once need only the overview in addition.
        before = {answer.url for answer in answers}
        page.set_input_files("#verify-file", handed)
        result(page, 2 * len(handed) + 1)
        page.locator(".overview .verdict__sentence").last.wait_for()
        more = [answer for answer in answers if answer.url not in before and answer.url.endswith(".js")]
        assert [answer.url.rpartition("/")[2].partition(".")[0] for answer in more] == ["overview"]
        assert packed(more) <= OVERVIEW


@pytest.mark.heavy
def test_no_badge_of_the_sample_needs_the_library(page: Page, sample_site: Path, now: datetime) -> None:
    files = [
        sample_site / one.path / "credential.json" for one in sample_awards(sample_site, now) if one.verdict == "valid"
    ]
    assert len(files) > 50
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.clock.set_fixed_time(now)
    with serve(sample_site) as served:
        page.goto(served.url + "verify/", wait_until="networkidle")
        page.set_input_files("#verify-file", files)
        result(page, len(files))
        assert not [name for name in asked if name.startswith("jsonld.")]
