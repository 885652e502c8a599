// For each line of JSON with a drawing and a badge, prints a line with the preview: its elements, and whether the name
// fits.
// Every character is half an em wide.

import { createInterface } from "node:readline";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
for await (const line of createInterface({ input: process.stdin })) {
  const { drawing, wanted } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(core.draw(drawing, wanted, (text) => [...text].length / 2))}\n`);
}
