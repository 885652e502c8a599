// node costs.mjs FOLDER YARDSTICK TIMES: prints as JSON, for each vector of the folder, the report, the addresses read
// and the processor seconds: `{name: {report, fetched, seconds}}`. The entry "" has the seconds of the yardstick, a
// vector's name. A vector that takes more than TIMES as long is measured twice more, and the best time counts.

import { load } from "../vectors/expand.mjs";
import { loadCore, loadFolder, run } from "./scenes.mjs";

const [, , folder, yardstick, times] = process.argv;
const core = await loadCore();

async function cost(vector, core) {
  const before = process.cpuUsage();
  const found = await run(core, vector);
  const { user, system } = process.cpuUsage(before);
  return { ...found, seconds: (user + system) / 1e6 };
}

/** Uses a new verifier each time, because cached work would cost nothing. */
async function least(vector, tries) {
  let found = await cost(vector, await loadCore());
  for (let more = 1; more < tries; more += 1) {
    const again = await cost(vector, await loadCore());
    found = again.seconds < found.seconds ? again : found;
  }
  return found;
}

const { seconds } = await least(await load(yardstick), 3);
const costs = { "": { seconds } };
for (const [name, vector] of await loadFolder(folder)) {
  const found = await cost(vector, core);
  const isDear = found.seconds > Number(times) * seconds;
  const again = isDear ? await least(vector, 2) : found;
  costs[name] = again.seconds < found.seconds ? again : found;
}
process.stdout.write(JSON.stringify(costs));
