// ordinary.ts reads documents as the JSON-LD library does, or leaves them to the library.

import assert from "node:assert/strict";
import test from "node:test";

import { changed, chanceFrom, grown } from "./grown.mjs";
import { core, countAlike, published, readsAlike, scenarios, words } from "./roads.mjs";

const CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

function achievement(more) {
  return { "@context": CONTEXTS, id: "https://example.org/a", type: ["Achievement"], ...more };
}

test("documents of the scenarios are read alike", async () => {
  assert.ok((await countAlike(scenarios)) > scenarios.length / 2);
});

test("documents generated from the contexts are read alike", async () => {
  const chance = chanceFrom(1);
  assert.ok((await countAlike(Array.from({ length: 600 }, () => grown(chance, published)))) > 90);
});

test("changed documents of the scenarios are read alike or left to the library", async () => {
  const chance = chanceFrom(2);
  const made = Array.from({ length: 600 }, () => changed(chance, scenarios[chance(scenarios.length)], words));
  assert.ok((await countAlike(made)) > 50);
});

for (const [what, more] of [
  ["a language", { name: { "@value": "Daten", "@language": "de" } }],
  ["a list, whose order counts", { resultDescription: { type: "ResultDescription", name: "r", resultType: "Percent", allowedValue: ["b", "a", "b"] } }],
  ["an empty list", { resultDescription: { type: "ResultDescription", name: "r", resultType: "Percent", allowedValue: [] } }],
  ["nothing", { name: null, tag: [] }],
  ["the same thing twice", { tag: ["a", "a"], creator: [{ id: "https://example.org/i", type: "Profile" }, { id: "https://example.org/i", type: ["Profile"] }] }],
  ["numbers", { creditsAvailable: [1, 2.5, -0, 1e20 / 1e10, 0.000001] }],
  ["signs that are escaped", { name: 'a"b\\c\n\r\t\b\f\u0001\u007f\u0080é😀' }],
  ["a credential in a credential", { endorsement: { "@context": CONTEXTS, type: ["VerifiableCredential", "EndorsementCredential"], name: "e", proof: { type: "DataIntegrityProof", proofPurpose: "assertionMethod" } } }],
]) {
  test(`read: ${what}`, async () => assert.ok(await readsAlike(achievement(more))));
}

for (const [what, more] of [
  ["a word that is not defined", { notAWord: 1 }],
  ["a word that is inherited by every object", { constructor: "x" }],
  ["a type that is not defined", { type: ["NoSuchType"] }],
  ["a relative address", { image: "badge.png" }],
  ["a short address", { type: "name:x" }],
  ["a keyword", { "@included": [] }],
  ["a number that readers write in several ways", { creditsAvailable: 2 ** 60 }],
  ["a list in a list", { tag: [["a"]] }],
  ["a nameless thing that has a name", { id: "_:a" }],
  ["two names", { id: ["https://example.org/a", "https://example.org/b"] }],
  ["an empty thing", { creator: {} }],
  ["a context of its own", { "@context": [...CONTEXTS, { x: "https://example.org/x" }] }],
  ["a context that is not known", { "@context": [...CONTEXTS, "https://example.org/context"] }],
  ["a context that defines every word", { "@context": [...CONTEXTS, "https://www.w3.org/ns/credentials/undefined-terms/v2"] }],
  ["contexts that contradict each other", { "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXTS[0]] }],
  ["very many values", { tag: Array.from({ length: 20_000 }, (_, at) => String(at)) }],
  ["great depth", { related: nested(60) }],
]) {
  test(`left to the library: ${what}`, async () => assert.equal(await core.ordinaryDataset(achievement(more)), null));
}

function nested(depth) {
  return depth > 0 ? { type: "Related", name: "r", related: nested(depth - 1) } : { type: "Related", name: "r" };
}

test("hostile documents do not fill the memory, and later documents still work", async () => {
  const types = words.filter((word) => /^[A-Z]/.test(word) && published[CONTEXTS[1]]["@context"][word]?.["@context"]);
  const chance = chanceFrom(3);
  const shuffled = () => Array.from({ length: 12 }, () => types[chance(types.length)]);
  const hostile = achievement({ related: Array.from({ length: 300 }, () => ({ type: shuffled(), name: "x" })) });
  assert.equal(await core.ordinaryDataset(hostile), null);
  assert.ok(await readsAlike(achievement({ name: "a" })));
});
