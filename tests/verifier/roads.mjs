// Compares the two ways from JSON-LD to statements: ordinary.ts and the library.
//
// node roads.mjs COUNT SEED: gives both ways COUNT documents, half generated from the contexts and half random changes
// of the vectors' documents. Prints the number of documents and the number that ordinary.ts read itself, as JSON. Stops
// at the first document that the two read differently, or that ordinary.ts reads although the library refuses it.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { collectContexts } from "../../src/verifier/build/contexts.mjs";
import { changed, chanceFrom, grown, wordsOf } from "./grown.mjs";
import { loadCore, loadVectors } from "./scenes.mjs";

export const core = await loadCore();
export const published = collectContexts();
export const words = wordsOf(Object.values(published).map((document) => document["@context"]));
export const scenarios = [...new Set((await loadVectors()).flatMap(([, { input, documents }]) => documentsIn([input.json, documents])).map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one));

/** Everything with contexts in it, and the signed parts of that: without its proofs, and each proof's own options. */
function documentsIn(value) {
  const inner = typeof value === "object" && value !== null ? Object.values(value).flatMap(documentsIn) : [];
  if (!value?.["@context"]) {
    return inner;
  }
  const { proof, ...unsigned } = value;
  const options = [proof].flat().filter((one) => typeof one === "object" && one !== null);
  return [value, unsigned, ...options.map(({ proofValue: _, ...rest }) => ({ ...rest, "@context": value["@context"] })), ...inner];
}

/** Compares the two results; false if only the library read the document. */
export async function readsAlike(document) {
  const ordinary = await core.ordinaryDataset(structuredClone(document));
  if (ordinary === null) {
    return false;
  }
  const library = await core.libraryDataset(structuredClone(document)).catch((error) => assert.fail(`${error.code}: ${JSON.stringify(document)}`));
  const [one, other] = await Promise.all([ordinary, library].map((quads) => core.canonize(quads).catch(({ code }) => code)));
  assert.equal(one, other, JSON.stringify(document));
  return true;
}

export async function countAlike(documents) {
  let count = 0;
  for (const document of documents) {
    count += Number(await readsAlike(document));
  }
  return count;
}

/** Generates `count` random documents. */
export function* madeAtRandom(count, seed) {
  const chance = chanceFrom(seed);
  for (let at = 0; at < count; at += 1) {
    yield at % 2 === 0 ? grown(chance, published) : changed(chance, scenarios[chance(scenarios.length)], words);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, seed] = process.argv.slice(2).map(Number);
  const read = await countAlike(madeAtRandom(count, seed));
  process.stdout.write(JSON.stringify({ tried: count, read }));
}
