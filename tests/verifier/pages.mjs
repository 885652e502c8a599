// Prints the report on each vector of tests/vectors/pages/ in the vector's language: `{name: report}`.

import { fileURLToPath } from "node:url";

import { loadCore, loadFolder, told } from "./scenes.mjs";

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

const reports = {};
for (const [name, vector] of await loadFolder(fileURLToPath(new URL("../vectors/pages/", import.meta.url)))) {
  reports[name] = await told(core, await reported(vector), vector.language);
}
process.stdout.write(JSON.stringify(reports));
