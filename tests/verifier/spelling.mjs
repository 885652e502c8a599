// For each line with a credential as JSON, prints a line with the results of the spelling and field checks, and its
// facts.

import { createInterface } from "node:readline";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
for await (const line of createInterface({ input: process.stdin })) {
  const document = JSON.parse(line);
  const [odd, trouble] = [new core.Spelling(document).odd, core.fieldsOf(document)];
  const badge = odd || trouble ? null : core.badgeFacts(document);
  process.stdout.write(`${JSON.stringify({ odd: odd && odd.key, trouble: trouble && trouble.code, badge })}\n`);
}
