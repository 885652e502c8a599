// Reads `[[quad, …], …]` from the given file; prints the canonical form of each dataset, or an error code.

import { readFile } from "node:fs/promises";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const made = [];
for (const dataset of JSON.parse(await readFile(process.argv[2], "utf8"))) {
  made.push(await core.canonize(dataset).catch((error) => error.code));
}
process.stdout.write(JSON.stringify(made));
