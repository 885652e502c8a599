// Reads `[{document, proof, key, previous}]` from the given file; prints `[{canonical, hash, holds}]`.

import { readFile } from "node:fs/promises";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const made = [];
for (const { document, proof, key, previous } of JSON.parse(await readFile(process.argv[2], "utf8"))) {
  const { proof: _, ...unsigned } = document;
  const form = core.suiteOf(proof).form === "jcs" ? core.canonicalJson : core.canonicalize;
  made.push({
    canonical: await form(unsigned),
    hash: Buffer.from(await core.hashData(new core.Document(document), proof, previous)).toString("hex"),
    holds: await core.holds(new core.Document(document), proof, await core.ed25519(core.decodePublic(key)), previous),
  });
}
process.stdout.write(JSON.stringify(made));
