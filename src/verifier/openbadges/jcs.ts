// A JSON document as canonical text: the JSON Canonicalization Scheme (RFC 8785).

import { isObject, type Json } from "./jsons.js";
import { CredentialError } from "./problems.js";

/** Canonical JSON. Throws CredentialError `bad-number` for numbers that readers do not agree on. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(",")}]`;
  }
  if (isObject(value)) {
    // `sort` orders by UTF-16 units, as RFC 8785 §3.2.3 asks.
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
    return `{${members.join(",")}}`;
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value as number) < 1e21) {
    throw new CredentialError("bad-number");
  }
  return JSON.stringify(value ?? null);
}
