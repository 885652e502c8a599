// The canonical form loses nothing and is sorted by code point.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const CONTEXTS = [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];

function achievement(more) {
  return { "@context": CONTEXTS, id: "https://example.org/a", type: ["Achievement"], ...more };
}

test("lines are in the order of code points, not of UTF-16 units", async () => {
  const lines = (await core.canonicalize(achievement({ tag: ["\u{1F600}", "\uFF5E"] }))).split("\n");
  const [wide, emoji] = [lines.findIndex((line) => line.includes("\uFF5E")), lines.findIndex((line) => line.includes("\u{1F600}"))];
  assert.ok(wide >= 0 && wide < emoji);
});

test("the order of members does not matter", async () => {
  const one = achievement({ name: "A", tag: ["b", "a"] });
  const other = Object.fromEntries(Object.entries(one).reverse());
  assert.equal(await core.canonicalize(one), await core.canonicalize(other));
});

for (const [code, more] of [
  ["undefined-term", { notATerm: 1 }],
  ["undefined-type", { type: ["NoSuchType"] }],
  ["relative-id", { id: "achievement" }],
  ["relative-id", { id: "_:b0" }],
  ["unsupported-json-ld", { name: { "@value": "5", "@type": "http://www.w3.org/2001/XMLSchema#double" } }],
  ["bad-iri", { id: "https://example.org/a b" }],
  ["bad-number", { creditsAvailable: 2 ** 60 }],
  ["unknown-context", { "@context": [...CONTEXTS, "https://example.org/context"] }],
  ["bad-language", { name: { "@value": "x", "@language": "no tag" } }],
]) {
  test(`${code} is refused`, async () => {
    await assert.rejects(core.canonicalize(achievement(more)), { code });
  });
}

test("entangled blank nodes are refused quickly", async () => {
  const part = { type: ["Achievement"], related: Array.from({ length: 12 }, () => ({ type: ["Related"] })) };
  const nodes = [part, part];
  const started = performance.now();
  await assert.rejects(core.canonicalize({ "@context": CONTEXTS, "@graph": nodes }), { code: "unsupported-json-ld" });
  const tangle = { "@context": CONTEXTS, id: "https://example.org/", type: ["Achievement"], related: nodes };
  await assert.rejects(core.canonicalize(tangle), { code: "too-complex" });
  assert.ok(performance.now() - started < 10_000);
});
