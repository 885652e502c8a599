// RDF canonicalization: labels depend on the relations of blank nodes, never on their names.

import assert from "node:assert/strict";
import test from "node:test";

import { chanceFrom } from "./grown.mjs";
import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const P = "<urn:p>";
const clique = (size) => Array.from({ length: size * size }, (_, at) => [`_:n${at % size}`, P, `_:n${Math.floor(at / size)}`, ""]).filter(([s, , o]) => s !== o);

test("no blank nodes, no quads", async () => {
  assert.equal(await core.canonize([]), "");
  assert.equal(await core.canonize([["<urn:s>", P, '"1"', "<urn:g>"]]), '<urn:s> <urn:p> "1" <urn:g> .\n');
});

test("a dataset is a set", async () => {
  const quad = ["_:a", P, '"1"', ""];
  assert.equal(await core.canonize([quad, [...quad]]), '_:c14n0 <urn:p> "1" .\n');
});

test("names and order do not matter", async () => {
  const chance = chanceFrom(5);
  const name = () => `_:n${chance(5)}`;
  for (let round = 0; round < 200; round += 1) {
    const quads = Array.from({ length: chance(9) }, () => [name(), P, [name(), '"1"', "<urn:o>"][chance(3)], chance(4) > 0 ? "" : name()]);
    const renamed = quads.map((quad) => quad.map((term) => term.replace(/^_:n(\d)$/, (_, digit) => `_:m${(Number(digit) + round) % 5}`)));
    assert.equal(await core.canonize(quads), await core.canonize(renamed.reverse()));
  }
});

test("entangled blank nodes are refused quickly", async () => {
  const started = performance.now();
  await assert.rejects(core.canonize(clique(12)), { code: "too-complex" });
  const chain = Array.from({ length: 600 }, (_, at) => [`_:n${at}`, P, `_:n${(at + 1) % 600}`, ""]);
  await assert.rejects(core.canonize(chain), { code: "too-complex" });
  assert.ok(performance.now() - started < 10_000);
  assert.equal((await core.canonize(clique(3))).split("\n").length, 7);
});
