// What is no badge but leads to one: each report of tests/vectors/pages/ is given word for word.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import test from "node:test";

import { loadCore, loadVectors } from "./scenes.mjs";

const core = await loadCore();
const offline = async (address) => {
  throw new core.FetchError("offline", address);
};

async function reported({ text, address, error, now }) {
  const when = core.moment(now);
  if (address !== undefined) {
    return core.unread(address, new core.FetchError(error, address), when);
  }
  return core.explained(await core.verify(text, { now: when, fetch: offline, trusted: [], email: null }), text);
}

for (const [name, vector] of await loadVectors(fileURLToPath(new URL("../vectors/pages/", import.meta.url)))) {
  test(name, async () => {
    await core.learn(vector.language);
    assert.deepEqual(JSON.parse(JSON.stringify(await reported(vector))), vector.expect);
  });
}
