// Prints the whole report on every scenario in tests/vectors/, or in the given folder, as JSON:
// `{name: {report, fetched}}`.

import { loadCore, loadFolder, loadVectors, run } from "./scenes.mjs";

const core = await loadCore();
const reports = {};
for (const [name, vector] of await (process.argv[2] ? loadFolder(process.argv[2]) : loadVectors())) {
  const { report, fetched } = await run(core, vector);
  reports[name] = { report, fetched };
}
process.stdout.write(JSON.stringify(reports));
