"""The verify page and the one-file verifier know the keys that the site's `trusted.yml` names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from badgepress.cli import main
from tests.server import Served
from tests.vectors.foreign import token
from tests.vectors.world import ORG_KEY, STRANGER_KEY, credential, put

ISSUER = "https://badges.example.org/issuer.html"


@pytest.mark.heavy
@pytest.mark.browser
def test_pages_know_the_keys_of_issuers(
    root: Path, tmp_path: Path, sample_key: Path, page: Page, static_server: Callable[..., Served]
) -> None:
    """The issuer's address has a web page, which names no key."""
    shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges")
    entry = {"name": "“Issuer” <& co>", "url": ISSUER, "why": "we met", "keys": [ORG_KEY.public]}
    (tmp_path / "badges/trusted.yml").write_text(json.dumps([entry]), "utf-8")
    out, key = tmp_path / "site", Path(shutil.copy(sample_key, tmp_path / "key"))
    key.chmod(0o600)
    built = ["build", "--program", str(tmp_path / "badges"), "--out", str(out), "--key", str(key)]
    assert main([*built, "--now", "2026-11-22T12:00:00Z"]) == 0
    (out / "issuer.html").write_text("<!doctype html><title>Issuer</title>", "utf-8")
    badge = put(credential() | {"credentialStatus": None}, ISSUER, "issuer", "id")
    served = static_server(out)
    # The one-file verifier on disk reads documents it does not contain from their addresses.
    answer = {"body": "<!doctype html>", "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route(ISSUER, lambda route: route.fulfill(**answer))
    page.clock.set_fixed_time("2026-11-22T12:00:00Z")
    for address in (f"{served.url}verify/", (out / "verify/offline.html").as_uri()):
        for by, verdict in ((ORG_KEY, "valid"), (STRANGER_KEY, "unverified")):
            page.goto(address)
            page.fill("#verify-text", token(badge, by, kid="https://badges.example.org/keys/1"))
            page.locator("#verify-form [type=submit]").click()
            shown = page.locator("#verify-results > .result > .verdict:not([data-verdict=checking])").first
            assert shown.get_attribute("data-verdict", timeout=20_000) == verdict, shown.inner_text()
