"""The browser verifier gives exactly the same report on every vector as Python, and reads the same addresses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from badgepress.bundle import ensure_bundle
from badgepress.words import tell
from tests import node
from tests.vectors.expand import load
from tests.verify.test_pages import VECTORS as PAGES
from tests.verify.test_pages import reported
from tests.verify.test_vectors import NAMES, run

SCRIPTS = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def reports() -> Mapping[str, Any]:
    """`{name: {report, fetched}}` from the bundled verifier in Node."""
    ensure_bundle()
    done = node.run(["node", "reports.mjs"], SCRIPTS)
    assert done.returncode == 0, done.stderr
    made: Mapping[str, Any] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_vector(name: str, reports: Mapping[str, Any]) -> None:
    made, expect = reports[name], load(name)["expect"]
    assert [[check["id"], check["outcome"], check["code"]] for check in made["report"]["checks"]] == expect["checks"]
    assert made["report"]["verdict"] == expect["verdict"]
    assert made["fetched"] == expect["fetched"]


@pytest.mark.parametrize("name", NAMES)
def test_python_uses_the_same_words(name: str, reports: Mapping[str, Any]) -> None:
    report, asked = run(load(name))
    assert reports[name]["report"] == tell(report, "en").as_dict()
    assert reports[name]["fetched"] == asked


def test_reports_on_pages_use_the_same_words() -> None:
    ensure_bundle()
    done = node.run(["node", "pages.mjs"], SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    vectors = {file.stem: json.loads(file.read_text("utf-8")) for file in PAGES}
    assert theirs == {name: tell(reported(one), one["language"]).as_dict() for name, one in vectors.items()}


def test_no_vector_was_left_out(reports: Mapping[str, Any]) -> None:
    assert sorted(reports) == NAMES
