"""Issuers on this machine or in a private network are contacted only with --allow-private."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from badgepress.cli.verifying import verify
from badgepress.openbadges.keys.did import KeyWindow, issuer_document
from tests.server import serve
from tests.vectors import world


@pytest.mark.parametrize("allowed", [False, True])
def test_an_issuer_on_this_machine_needs_allow_private(allowed: bool, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with serve(site) as served:
        did = f"did:web:localhost%3A{served.url.rstrip('/').rpartition(':')[2]}"
        served.replaced[".well-known/did.json"] = json.dumps(
            issuer_document(did, [KeyWindow(world.ORG_KEY.public)])
        ).encode()
        badge = world.without(world.put(world.credential(), did, "issuer", "id"), "credentialStatus")
        file = tmp_path / "badge.json"
        file.write_text(json.dumps(world.signed(badge, method=f"{did}#{world.ORG_KEY.public}")), "utf-8")
        more = ["--allow-private"] if allowed else []
        done = CliRunner().invoke(verify, [str(file), "--json", "--now", world.NOW, *more], standalone_mode=False)
    report = json.loads(done.output)
    assert report["verdict"] == ("valid" if allowed else "unverified")
    assert served.requests == ([".well-known/did.json"] if allowed else [])
