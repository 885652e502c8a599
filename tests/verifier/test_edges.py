"""Controversial signatures give the same result in PyNaCl and in Chromium.

edges.test.mjs tests Node and the fallback.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from badgepress.bundle import ensure_bundle
from badgepress.openbadges.keys.ed25519 import verify_signature
from tests import node
from tests.server import serve
from tests.vectors import make_edges

SCRIPTS = Path(__file__).resolve().parent
CASES: list[list[Any]] = json.loads(make_edges.FILE.read_text("utf-8"))
IN_THE_PAGE = """async ([without, cases]) => {
  const core = await import("./core.js");
  if (without) {
    crypto.subtle.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
  }
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const found = [];
  for (const [what, key, message, signature, expected] of cases) {
    if (await core.verifySignature(bytes(key), bytes(message), bytes(signature)) !== expected) found.push(what);
  }
  return found;
}"""


def test_pynacl() -> None:
    assert len(CASES) >= 500
    for what, *data, expected in CASES:
        key, message, signature = (bytes.fromhex(one) for one in data)
        assert verify_signature(key, message, signature) is expected, what


@pytest.mark.browser
def test_chromium(page: Page, tmp_path: Path) -> None:
    ensure_bundle()
    done = node.run(["node", "core.mjs", str(tmp_path / "core.js")], SCRIPTS)
    assert done.returncode == 0, done.stderr
    (tmp_path / "index.html").write_text("<!doctype html><title>core</title>", "utf-8")
    with serve(tmp_path) as served:
        page.goto(served.url)
        assert page.evaluate(IN_THE_PAGE, [False, CASES]) == []
        assert page.evaluate(IN_THE_PAGE, [True, CASES]) == []


@pytest.mark.heavy
def test_the_file_is_up_to_date() -> None:
    assert make_edges.FILE.read_text("utf-8") == make_edges.text()
