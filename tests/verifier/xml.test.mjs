// The cost of reading an SVG grows with its length alone.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();

test("prefixes are not declared again for every element", async (context) => {
  const declared = Array.from({ length: 100 }, (_, number) => `xmlns:a${number}="u"`).join(" ");
  const image = `<svg xmlns="http://www.w3.org/2000/svg" ${declared}>${'<b xmlns:q="x"/>'.repeat(100)}</svg>`;
  const set = context.mock.method(Map.prototype, "set");
  assert.deepEqual(await core.unbakeAll(new TextEncoder().encode(image)), []);
  assert.ok(set.mock.callCount() < 1_500, `${set.mock.callCount()}`);
});
