"""The one-file verifier in Firefox, opened from disk without a network."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import firefox
from tests.firefox import Firefox
from tests.site.kinds import Award
from tests.vectors.expand import load

pytestmark = pytest.mark.heavy
WITHIN = 30


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory, sample_site: Path) -> Iterator[Firefox]:
    executable = firefox.system()
    if executable is None:
        pytest.skip("no Firefox on this machine: install Debian's `firefox-esr`")
    with firefox.started(executable, tmp_path_factory.mktemp("firefox") / "profile") as started:
        started.go_offline()
        started.say("WebDriver:Navigate", url=(sample_site / "verify" / "offline.html").as_uri())
        yield started


def told(fox: Firefox, file: Path) -> tuple[str, str]:
    """Verdict and text of the newest result on the page, for a file."""
    before = fox.run("return document.querySelectorAll('#verify-results > .result .actions').length")
    fox.choose("#verify-file", file)
    for _ in range(WITHIN * 10):
        if fox.run("return document.querySelectorAll('#verify-results > .result .actions').length") > before:
            break
        time.sleep(0.1)
    newest = "const newest = document.querySelector('#verify-results > .result');"
    verdict = fox.run(f"{newest} return newest.querySelector('.verdict').dataset.verdict")
    return verdict, fox.run(f"{newest} return newest.innerText")


@pytest.mark.parametrize("name", ["badge.png", "credential.json"])
def test_badges_of_this_site(fox: Firefox, sample_site: Path, awards: list[Award], name: str) -> None:
    assert fox.run("return [location.protocol, navigator.onLine]") == ["file:", False]
    for expected in ("valid", "revoked", "expired"):
        award = next(one for one in awards if one.verdict == expected)
        verdict, text = told(fox, sample_site / award.path / name)
        assert verdict == expected, text
        if expected == "valid":
            assert "as of 22 November 2026" in text


def test_a_badge_whose_issuer_is_a_key(fox: Firefox, root: Path, tmp_path: Path) -> None:
    vector = load("issuer/did-key")
    file = tmp_path / "badge.json"
    file.write_text(json.dumps(vector["input"]["json"]), "utf-8")
    assert told(fox, file)[0] == "valid"
    changed = vector["input"]["json"] | {"validUntil": "2099-01-01T00:00:00Z"}
    file.write_text(json.dumps(changed), "utf-8")
    assert told(fox, file)[0] == "invalid"


def test_a_badge_issued_elsewhere_is_unverified(fox: Firefox, root: Path, tmp_path: Path) -> None:
    vector = load("status/unreachable")
    file = tmp_path / "badge.json"
    file.write_text(json.dumps(vector["input"]["json"]), "utf-8")
    verdict, text = told(fox, file)
    assert verdict == "unverified"
    assert "offline" in text
