// Reads documents from the given file; prints the steps spent so far after each one.

import { readFile } from "node:fs/promises";

import { loadCore } from "./scenes.mjs";

const MANY = 1e9;
const core = await loadCore();
const work = new core.Work(MANY);
const spent = JSON.parse(await readFile(process.argv[2], "utf8")).map((document) => {
  work.document(document);
  return MANY - work.left;
});
process.stdout.write(JSON.stringify(spent));
