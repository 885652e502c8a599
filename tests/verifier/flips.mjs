// node flips.mjs VECTOR: flips one bit of a file at a time, like the Python test, and verifies the result. Prints
// {"tried": number, "valid": [places]}. A place is the index of a byte in the payload. Fixes a PNG's checksum, so that
// the payload is read.

import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";

import { loadCore, run } from "./scenes.mjs";

const core = await loadCore();
const vector = JSON.parse(await readFile(process.argv[2], "utf8"));
const { start, end, bits, chunk } = vector;
const good = Buffer.from(vector.input.base64, "base64");

function changed(at, bit) {
  const data = Buffer.from(good);
  data[at] ^= bit;
  if (chunk) {
    data.writeUInt32BE(crc32(data.subarray(chunk[0], chunk[1])), chunk[1]);
  }
  return data;
}

const valid = [];
let tried = 0;
for (let at = start; at < end; at += 1) {
  for (const bit of bits) {
    const { report } = await run(core, { ...vector, input: { base64: changed(at, bit).toString("base64") } });
    tried += 1;
    if (report.verdict === "valid") {
      valid.push(at);
    }
  }
}
process.stdout.write(JSON.stringify({ tried, valid }));
