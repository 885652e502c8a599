"""Checks the built site with the Nu checker and Lighthouse.

A heavy test (Lighthouse: long), skipped if the tools cannot run. It ignores Lighthouse's times, which depend on the
machine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import browser, node
from tests.server import serve

pytestmark = pytest.mark.heavy

JUDGES = Path(__file__).parent / "judges"
BEST = 0.98
CATEGORIES = ("accessibility", "best-practices", "seo")
#: The least score in the performance category.
TIMELESS = ("cumulative-layout-shift", "total-byte-weight", "unsized-images")

#: Kinds of pages for search engines, for which Lighthouse has a category.
KINDS = (
    *("gallery", "badges", "issuers", "earners", "skills", "all skills", "verify", "gallery, ar"),
    *("award, listed, valid", "award, listed, expired", "award, listed, revoked", "award, ar"),
)


def test_the_nu_checker_finds_no_error_on_any_page(sample_site: Path) -> None:
    java = shutil.which("java")
    if not java:
        pytest.skip("there is no Java to run the Nu checker")
    checker = node.install(JUDGES) / "vnu-jar" / "build" / "dist" / "vnu.jar"
    pages = [str(page.relative_to(sample_site)) for page in sorted(sample_site.rglob("*.html"))]
    assert len(pages) > 200
    command = [java, "-jar", str(checker), "--errors-only", "--format", "json", *pages]
    done = subprocess.run(command, cwd=sample_site, capture_output=True, text=True, check=False)
    said = json.loads(done.stderr or done.stdout)["messages"]
    assert [f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in said] == []


@pytest.mark.long
@pytest.mark.browser
def test_lighthouse_scores_of_every_kind_of_page(sample_site: Path, pages: dict[str, str], tmp_path: Path) -> None:
    chromium = browser.system() or browser.playwrights()
    if not chromium:
        pytest.skip("there is no Chromium for Lighthouse")
    asked = {kind: pages[kind] for kind in KINDS}
    short = {}
    with serve(sample_site, packed=True) as running:
        for kind, path in asked.items():
            report = lighthouse(chromium, running.url + path, tmp_path / "report.json")
            scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
            scores |= {name: report["audits"][name]["score"] for name in TIMELESS if name in report["audits"]}
            low = {name: score for name, score in scores.items() if score is not None and score < BEST}
            if low:
                short[kind] = low
    assert short == {}


def lighthouse(chromium: Path, url: str, into: Path) -> dict[str, dict[str, dict[str, float | None]]]:
    """Lighthouse's report on one page."""
    os.environ["CHROME_PATH"] = str(chromium)
    main = node.install(JUDGES) / "lighthouse" / "cli" / "index.js"
    flags = " ".join(["--headless=new", *browser.arguments()])
    options = [f"--output-path={into}", "--output=json", "--quiet", f"--chrome-flags={flags}"]
    done = node.run(["node", str(main), url, *options], JUDGES)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, dict[str, float | None]]] = json.loads(into.read_text("utf-8"))
    return found
