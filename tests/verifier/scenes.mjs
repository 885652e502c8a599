// Runs the scenarios of tests/vectors/ in the bundled core of the browser verifier.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { buildCore } from "../../src/verifier/build/build.mjs";

export { loadVectors } from "../vectors/expand.mjs";

/** The core, bundled as for the browser. esbuild `plugins` may change its sources. */
export async function loadCore(plugins = []) {
  const folder = await mkdtemp(path.join(tmpdir(), "badgepress-core-"));
  try {
    const file = path.join(folder, "core.mjs");
    await buildCore(file, plugins);
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `[name, scenario]` of every file in a folder, in order; each file holds the whole of its scenario. */
export async function loadFolder(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => [path.basename(file, ".json"), JSON.parse(await readFile(path.join(folder, file), "utf8"))]),
  );
}

function handedOver(input) {
  if (input.base64 !== undefined) {
    return Uint8Array.from(Buffer.from(input.base64, "base64"));
  }
  return input.text ?? JSON.stringify(input.json);
}

/** A report in words, from the catalogue parts that a page in this language would load. */
export async function told(core, report, language = "en") {
  return core.tell(report, await core.wordsFor(await core.learn(language), report));
}

/** A vector's network: answers from its `documents`, and records the addresses read. */
function network(core, documents, asked) {
  return async (address) => {
    asked.push(address);
    const answer = Object.hasOwn(documents, address) ? documents[address] : {};
    if (answer.status === 410) {
      throw new core.FetchError("not-found", address, new TextEncoder().encode(JSON.stringify(answer.json ?? null)));
    }
    if (answer.json !== undefined || answer.text !== undefined) {
      return new TextEncoder().encode(answer.text ?? JSON.stringify(answer.json));
    }
    // Browsers do not tell a page why it may not read.
    const code = answer.error === "cors" ? "unreachable" : (answer.error ?? "unreachable");
    throw new core.FetchError(answer.status === 404 ? "not-found" : code, address);
  };
}

/** The report on one scenario in words, the same as codes and values, and the addresses read. */
export async function run(core, vector) {
  const asked = [];
  const fetch = network(core, vector.documents, asked);
  const moved = new core.Moved(vector.base_url ?? "", vector.served_from ?? "", fetch);
  const { trusted, email, keys = {} } = vector;
  const question = { now: core.moment(vector.now), fetch: moved.read, trusted, email, keys };
  const codes = await core.verify(handedOver(vector.input), question, () => moved.notes);
  return { report: await told(core, codes), codes, fetched: asked };
}
