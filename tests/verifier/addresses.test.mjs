// Which texts are addresses, and their normalized form, as on the command line (tests/cli/test_verifying.py).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();

for (const [given, address] of JSON.parse(await readFile(new URL("addresses.json", import.meta.url), "utf8"))) {
  test(`an address: ${JSON.stringify(given)}`, () => {
    assert.equal(core.addressIn(given), address);
  });
}

test("bytes and overlong texts are not addresses", () => {
  assert.equal(core.addressIn(new TextEncoder().encode("https://badges.example.org/")), null);
  assert.equal(core.addressIn(`https://badges.example.org/${"x".repeat(4000)}`), null);
});

test("an award number stands for the award's address on this site", () => {
  const site = "https://badges.example.org/guild/";
  assert.equal(core.awardIn("k3v9x2", site), `${site}awards/k3v9x2/`);
  for (const other of ["", "k3 v9", "https://badges.example.org/", "{}", "a.b.c", "x".repeat(65)]) {
    assert.equal(core.awardIn(other, site), other);
  }
  assert.equal(core.awardIn("k3v9x2", ""), "k3v9x2");
});
