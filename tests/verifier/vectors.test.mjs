// Every scenario gives the expected report in the browser verifier, and reads the expected addresses.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore, loadVectors, run } from "./scenes.mjs";

const core = await loadCore();
const vectors = await loadVectors();

test("there are scenarios", () => {
  assert.ok(vectors.length > 50);
});

for (const [name, vector] of vectors) {
  test(name, async () => {
    const { report, codes, fetched } = await run(core, vector);
    const { expect } = vector;
    assert.deepEqual(report.checks.map(({ id, outcome, code }) => [id, outcome, code]), expect.checks);
    assert.equal(report.verdict, expect.verdict);
    assert.deepEqual(fetched, expect.fetched);
    assert.deepEqual(report.credentials.map(({ verdict }) => verdict), expect.credentials ?? []);
    if (expect.endorsements) {
      const each = codes.endorsements.map(({ outcome, comment, text }) => [outcome, comment, text.key]);
      assert.equal(each.length, expect.endorsements.length);
      assert.deepEqual(each.map((one, at) => one.slice(0, expect.endorsements[at].length)), expect.endorsements);
    }
    if (expect.text) {
      assert.equal(codes.text.key, expect.text);
    }
    if (expect.notes) {
      assert.deepEqual(codes.notes.map(({ key }) => key), expect.notes.map((one) => (Array.isArray(one) ? one[0] : one)));
    }
  });
}
