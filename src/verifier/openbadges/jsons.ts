// Strict JSON reading: each key once, a bounded depth. Also the JSON types and small helpers for them.

import { JSON_BYTES, JSON_LEVELS } from "./limits.js";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Why we refuse a text as JSON. `field` is the key that appears twice. */
export class JsonError extends Error {
  constructor(
    readonly code: "parse-bad-json" | "parse-duplicate-key" | "parse-too-deep" | "parse-too-large",
    readonly field = "",
  ) {
    super(code);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** A JSON-LD value as a list. Null counts as absent, as it does for the signature. */
export function entries(value: Json | undefined): Json[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== null);
}

/** A shallow copy without one member. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** The object's own property, never an inherited one such as `constructor`. */
export function get(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Reads a JSON object. Throws JsonError for anything else; for a key that appears twice in one object, because readers
 * differ in which one they take; for nesting deep enough to exhaust a reader; and for numbers that overflow (1e400) and
 * lone surrogates, because neither has bytes that could have been signed.
 */
export function readObject(text: string): JsonObject {
  if (text.length > JSON_BYTES / 3 && new TextEncoder().encode(text).length > JSON_BYTES) {
    throw new JsonError("parse-too-large");
  }
  const twice = scan(text);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new JsonError("parse-bad-json");
  }
  if (!isObject(value) || !isSound(value, /\\u|\p{Surrogate}/u.test(text))) {
    throw new JsonError("parse-bad-json");
  }
  if (twice !== undefined) {
    throw new JsonError("parse-duplicate-key", twice);
  }
  return value;
}

const known = new WeakMap<Uint8Array, JsonObject>();

/** `readObject`, but the same bytes are read only once: badges from one issuer share documents. */
export function readOnce(bytes: Uint8Array, text: string): JsonObject {
  const found = known.get(bytes) ?? readObject(text);
  known.set(bytes, found);
  return found;
}

/** Walks the tokens. Throws when they nest too deeply; returns the first key that appears twice. */
function scan(text: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  let twice: string | undefined;
  // An unfinished string runs to the end, so no character is scanned twice.
  const token = /[{}[\]]|"(?:[^"\\]|\\.)*(?:"(\s*:)?|\\?$)/gs;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [word] = found;
    if (word === "{" || word === "[") {
      open.push(word === "{" ? new Set() : null);
      if (open.length > JSON_LEVELS) {
        throw new JsonError("parse-too-deep");
      }
    } else if (word === "}" || word === "]") {
      open.pop();
    } else if (found[1] !== undefined) {
      const keys = open.at(-1);
      const key = unquoted(word.slice(1, word.lastIndexOf('"')));
      if (keys?.has(key)) {
        twice ??= key;
      }
      keys?.add(key);
    }
  }
  return twice;
}

/** The key with its escapes resolved: `\u0061` and `a` are the same key. */
function unquoted(text: string): string {
  try {
    return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
  } catch {
    return text;
  }
}

/** Whether all numbers are finite and, if `isOdd`, no text has a lone surrogate. */
function isSound(value: Json | undefined, isOdd: boolean): boolean {
  if (typeof value === "string") {
    return !isOdd || !/\p{Surrogate}/u.test(value);
  }
  if (typeof value === "number") {
    return Number.isFinite(value);
  }
  if (isObject(value)) {
    return Object.entries(value).every(([key, inner]) => isSound(key, isOdd) && isSound(inner, isOdd));
  }
  return Array.isArray(value) ? value.every((one) => isSound(one, isOdd)) : true;
}

/** Whether two values are equal as JSON, whatever the order of members. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]));
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, at) => same(value, other[at]));
  }
  return one === other;
}
