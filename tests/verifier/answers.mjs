// Reads one question per line and answers each with one line. The answer to a scenario is `{report, fetched}`, or
// `{thrown}` if the verifier threw. The answer to `{call, each}` is the result of that core function for each value,
// null if it throws.

import { createInterface } from "node:readline";

import { loadCore, run } from "./scenes.mjs";

const core = await loadCore();

async function called(name, given) {
  try {
    const made = await core[name](given);
    return made instanceof Uint8Array ? Buffer.from(made).toString("hex") : (made ?? null);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw error;
    }
    return null;
  }
}

async function answered(asked) {
  return asked.call ? { made: await Promise.all(asked.each.map((one) => called(asked.call, one))) } : only(await run(core, asked));
}

function only({ report, fetched }) {
  return { report, fetched };
}

process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const answer = await answered(JSON.parse(line)).catch((error) => ({ thrown: String(error?.stack ?? error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
