// node cohorts.mjs: for each line of JSON, {shared, lines}, prints the file that the form makes from these pasted
// lines, its name, and the people it read.

import { createInterface } from "node:readline";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();

for await (const line of createInterface({ input: process.stdin })) {
  const { shared, lines } = JSON.parse(line);
  const read = core.linesOf(lines).map(({ name, email }) => ({ name, email, earner: "", country: "" }));
  const people = read.map((one) => ({ ...one, id: core.newId(), salt: core.newSalt() }));
  const text = await core.cohortFile(shared, people);
  console.log(JSON.stringify({ name: core.cohortName(shared.badge, shared.issued, core.newId()), text, people }));
}
