// The one-file verifier without a network: what its keys and lists can and cannot tell.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore, loadVectors } from "./scenes.mjs";

const core = await loadCore();
const vectors = new Map(await loadVectors());
const offline = async (address) => {
  throw new core.FetchError("offline", address);
};

/** The report on a vector's badge, with its documents contained in the verifier. */
async function reported(name) {
  const { input, now, trusted, documents } = vectors.get(name);
  const packed = Object.fromEntries(Object.entries(documents).map(([address, { json }]) => [address, json]));
  const data = JSON.stringify(input.json);
  const ask = (fetch) => core.verify(data, { now: core.moment(now), fetch, trusted, email: null });
  const report = await core.withPacked(packed, offline, ask, await core.parse(data));
  return { ...report, status: report.checks.find(({ id }) => id === "status") };
}

test("a badge in the list is not revoked as of the list's day, and its check says so", async () => {
  const { verdict, status, notes } = await reported("period/open");
  assert.equal(verdict, "valid");
  assert.equal(status.sentence.key, "packed-list");
  assert.equal(status.sentence.values.date.toISOString(), "2026-11-01T00:00:00.000Z");
  assert.deepEqual(notes.map(({ key }) => key).slice(-2), ["packed-list", "packed"]);
});

test("a badge signed after its list is not called genuine", async () => {
  const { verdict, status, notes } = await reported("status/list-before");
  assert.equal(verdict, "unverified");
  assert.equal(status.code, "status-unreachable");
  assert.deepEqual(notes.map(({ key }) => key), ["packed"]);
});

test("a revocation counts, however old the list is", async () => {
  assert.equal((await reported("status/revoked-stale")).verdict, "revoked");
});

test("an expired list gets a hint that it is this file's", async () => {
  const { verdict, status } = await reported("status/list-stale");
  assert.equal(verdict, "unverified");
  assert.equal(status.code, "status-list-stale");
  assert.equal(status.hint.key, "packed-old");
});
