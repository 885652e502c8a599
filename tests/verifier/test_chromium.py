"""Every vector gives the expected report in Chromium, which has its own cryptography, and reads the same addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from badgepress.bundle import ensure_bundle
from tests import node
from tests.server import serve
from tests.vectors.expand import load
from tests.verify.test_vectors import NAMES

SCRIPTS = Path(__file__).resolve().parent
IN_THE_PAGE = """async (vectors) => {
  const core = await import("./core.js");
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const ended = {};
  for (const [name, vector] of Object.entries(vectors)) {
    const { input, now, trusted, keys = {}, email, documents, base_url, served_from } = vector;
    const fetched = [];
    const fetch = async (address) => {
      fetched.push(address);
      const { json, text, status } = Object.hasOwn(documents, address) ? documents[address] : {};
      if (status === 410) {
        throw new core.FetchError("not-found", address, new TextEncoder().encode(JSON.stringify(json ?? null)));
      }
      if (json === undefined && text === undefined) {
        throw new core.FetchError(status === 404 ? "not-found" : "unreachable", address);
      }
      return new TextEncoder().encode(text ?? JSON.stringify(json));
    };
    const moved = new core.Moved(base_url ?? "", served_from ?? "", fetch);
    const given = input.base64 === undefined ? (input.text ?? JSON.stringify(input.json)) : bytes(input.base64);
    const question = { now: core.moment(now), fetch: moved.read, trusted, keys, email };
    const { checks, verdict } = await core.verify(given, question, () => moved.notes);
    ended[name] = { verdict, checks: checks.map(({ id, outcome, code }) => [id, outcome, code]), fetched };
  }
  return ended;
}"""


@pytest.mark.heavy
@pytest.mark.browser
def test_vectors(page: Page, tmp_path: Path) -> None:
    ensure_bundle()
    done = node.run(["node", "core.mjs", str(tmp_path / "core.js")], SCRIPTS)
    assert done.returncode == 0, done.stderr
    (tmp_path / "index.html").write_text("<!doctype html><title>core</title>", "utf-8")
    vectors: dict[str, Any] = {name: load(name) for name in NAMES}
    with serve(tmp_path) as served:
        page.goto(served.url)
        ended = page.evaluate(IN_THE_PAGE, vectors)
    expected = {name: vector["expect"] for name, vector in vectors.items()}
    wrong = {
        name: said
        for name, said in ended.items()
        if any(said[part] != expected[name][part] for part in ("verdict", "checks", "fetched"))
    }
    assert wrong == {}
    assert sorted(ended) == NAMES
