// Reads lines of `{image, credential}` (the image in base64); prints for each the baked image in hex, or null.

import { createInterface } from "node:readline";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { image, credential } = JSON.parse(line);
  let made = null;
  try {
    made = Buffer.from(core.bake(Buffer.from(image, "base64"), credential)).toString("hex");
  } catch (error) {
    if (!(error instanceof core.BakeError)) {
      throw error;
    }
  }
  process.stdout.write(`${JSON.stringify(made)}\n`);
}
