// Writes several awards as one YAML file, exactly as badgepress/edit/importing/compose.py does.

import { Bare, flow, type Fields, type Value } from "./written.js";

/** Texts that need no quotes in any version of YAML, nor for human readers. */
const BARE = /^(?:\d{4}-\d{2}-\d{2}(?:T[\d:]{8}Z)?|sha256\$[0-9a-f]{64}|did:[A-Za-z0-9:._-]*[A-Za-z0-9])$/;
const BARE_KEYS = /^(?:badge|id|earner|country|result|visibility)$/;
const WORD = /^[A-Za-z][A-Za-z0-9_-]*$/;
const MEANING = /^(?:null|true|false|yes|no|on|off|y|n|nan|inf)$/i;

/** Several awards of one badge as a file. `shared` comes once, above them. `title` becomes a comment. */
export function cohort(shared: Fields, awards: readonly Fields[], title: string): string {
  const listed = awards.map((award) => entries(award).map((line, at) => `  ${at ? " " : "-"} ${line}`).join("\n"));
  return [`# ${title}`, ...entries(shared), "awards:", ...listed, ""].join("\n");
}

function entries(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    isList(value) ? [`${key}:`, ...value.map((one) => `  - ${inline("", one)}`)] : [`${key}: ${inline(key, value)}`],
  );
}

/** The value of a key on one line: without quotes if that is safe, otherwise with. */
function inline(key: string, value: Value): string {
  if (typeof value === "string") {
    return BARE.test(value) || (BARE_KEYS.test(key) && WORD.test(value) && !MEANING.test(value)) ? value : flow(value);
  }
  if (value instanceof Bare || isList(value)) {
    return flow(value);
  }
  return `{${Object.entries(value).map(([name, one]) => `${name}: ${inline(name, one)}`).join(", ")}}`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
