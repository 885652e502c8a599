// Controversial signatures give the expected result with and without WebCrypto.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const cases = JSON.parse(await readFile(new URL("../vectors/edges/ed25519.json", import.meta.url), "utf8"));

async function differing() {
  const found = [];
  for (const [what, ...rest] of cases) {
    const [key, message, signature] = rest.slice(0, 3).map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
    if ((await core.verifySignature(key, message, signature)) !== rest[3]) {
      found.push([what, ...rest]);
    }
  }
  return found;
}

test("there are cases of both kinds", () => {
  assert.ok(cases.length >= 500);
  assert.deepEqual([...new Set(cases.map((one) => one.at(-1)))].sort(), [false, true]);
});

test("WebCrypto decides each case as it says", async () => {
  assert.deepEqual(await differing(), []);
});

test("the fallback decides each case as it says", async (context) => {
  context.mock.method(crypto.subtle, "importKey", () => Promise.reject(new DOMException("no", "NotSupportedError")));
  assert.deepEqual(await differing(), []);
});
