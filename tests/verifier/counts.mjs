// node counts.mjs NAME…: prints as JSON, for each vector, the steps charged (without bytes read, which depend on how a
// test writes JSON), and how often each text was parsed and each credential turned into statements, canonicalised and
// checked for spelling, without proof configurations: `{name: {steps, readObject: [2, 1], toDataset: […], canonize:
// […], Spelling: […]}}`, largest numbers first.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { loadCore, loadVectors, run } from "./scenes.mjs";

// Where to count each: the file, and the line that begins the function, with its first argument.
const COUNTED = {
  readObject: ["jsons.ts", /export function readObject\((\w+): string\): JsonObject \{\n/],
  toDataset: ["canonical.ts", /export async function toDataset\((\w+): JsonObject\): [^\n]*\{\n/],
  canonize: ["rdfc.ts", /export async function canonize\((\w+): [^\n]*\{\n/],
  Spelling: ["spelling.ts", /constructor\(private readonly (\w+): JsonObject\) \{\n/],
};

const counting = {
  name: "counting",
  setup(build) {
    for (const [name, [file, pattern]] of Object.entries(COUNTED)) {
      build.onLoad({ filter: new RegExp(`[\\\\/]verifier[\\\\/](?:.*[\\\\/])?${file.replace(".", "\\.")}$`) }, async ({ path: at }) => {
        const source = await readFile(at, "utf8");
        if (!pattern.test(source)) {
          throw new Error(`${name} is not in ${path.basename(at)} any more`);
        }
        return { contents: source.replace(pattern, `$&globalThis.counted("${name}", $1);\n`), loader: "ts" };
      });
    }
  },
};

let made = {};
globalThis.counted = (kind, given) => {
  const key = typeof given === "string" ? given : JSON.stringify(given);
  if (typeof given !== "string" && !key.includes("credentialSubject")) {
    return;
  }
  const found = (made[kind] ??= new Map());
  found.set(key, (found.get(key) ?? 0) + 1);
};

const core = await loadCore([counting]);
const { spend } = core.Work.prototype;
let steps = 0;
core.Work.prototype.spend = function (count) {
  steps += Math.floor(count);
  return spend.call(this, count);
};
const { read } = core.Work.prototype;
core.Work.prototype.read = function (count) {
  const before = steps;
  try {
    return read.call(this, count);
  } finally {
    steps = before;
  }
};
const wanted = process.argv.slice(2);
const counts = {};
for (const [name, vector] of await loadVectors()) {
  if (wanted.length === 0 || wanted.includes(name)) {
    [made, steps] = [{}, 0];
    await run(core, vector);
    const each = Object.entries(made).map(([kind, found]) => [kind, [...found.values()].sort((one, other) => other - one)]);
    counts[name] = { steps, ...Object.fromEntries(each) };
  }
}
process.stdout.write(JSON.stringify(counts));
