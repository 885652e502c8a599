// Reads one scenario a line and answers with one line each: `{report, fetched}`, or `{thrown}` when the verifier threw.

import { createInterface } from "node:readline";

import { loadCore, run } from "./scenes.mjs";

const core = await loadCore();
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    answer = await run(core, JSON.parse(line));
  } catch (error) {
    answer = { thrown: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
