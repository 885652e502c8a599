// Reads `[{form, key, message, signature}]` from the given file; prints for each the kind and the numbers of its key
// and whether it verifies, or null if there is no key.

import { readFile } from "node:fs/promises";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const readers = { jwk: core.fromJwk, pem: core.fromPem, multikey: core.fromMultikey };
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const made = [];
for (const { form, key, message, signature } of JSON.parse(await readFile(process.argv[2], "utf8"))) {
  const read = await readers[form](key);
  made.push(
    read && {
      kind: read.kind,
      algorithm: read.algorithm,
      raw: Buffer.from(read.raw).toString("hex"),
      exponent: read.exponent,
      verifies: await core.verifies(read, bytes(message), bytes(signature)),
    },
  );
}
process.stdout.write(JSON.stringify(made));
