// node persons.mjs: for each line of JSON, [address, name], prints whether the forms accept the address and the name.

import { createInterface } from "node:readline";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();

for await (const line of createInterface({ input: process.stdin })) {
  const [address, name] = JSON.parse(line);
  console.log(JSON.stringify([core.isMailAddress(address), core.isSound(name)]));
}
