// Helpers for JSON trees of the same statements: equality, and finding the places with an id.

import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";

/** Whether the value is a non-negative integer that every JSON reader holds exactly. */
export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The id of an object, or the text in its place; null if neither. */
export function nameOf(value: Json | undefined): string | null {
  const found = isObject(value) ? get(value, "id") : value;
  return isString(found) ? found : null;
}

/**
 * The object itself, then every other object with its id, except in a learner record's entries. Members of an id may be
 * in any of these places with the same signature.
 */
export function placesOf(document: JsonObject, value: Json | undefined): (Json | undefined)[] {
  const known = nameOf(value);
  const found = known ? descriptions(document, known) : [];
  return [value, ...found.filter(([at, , entry]) => entry === null && at !== value).map(([at]) => at)];
}

/**
 * The values, without duplicates of values that have an id. The order of a list is not signed. So if there are more
 * than `most`, they come sorted: the caller takes the first ones.
 */
export function distinct(values: readonly Json[], most: number): Json[] {
  const found = new Map<string, Json>();
  values.forEach((one, number) => {
    const key = nameOf(one) ? textOf(one) : `${number}`;
    found.set(key, found.get(key) ?? one);
  });
  const unique = [...found.entries()];
  // A number as the key keeps values without an id apart.
  return (unique.length <= most ? unique : unique.map(([, one]): [string, Json] => [textOf(one), one]).sort(([one], [other]) => (one < other ? -1 : 1))).map(([, one]) => one);
}

/** A text that is the same for all trees of the same statements: no nulls, no contexts, lists as sets. */
export function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) {
    const texts = [...new Set(value.map(textOf))].filter(Boolean).sort();
    return texts.length > 1 ? `[${texts.join()}]` : texts.join();
  }
  if (isObject(value)) {
    const members = Object.keys(value).sort().map((key) => [key, key === "@context" ? "" : textOf(value[key])] as const);
    return `{${members.filter(([, one]) => one).map(([key, one]) => `${JSON.stringify(key)}:${one}`).join()}}`;
  }
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

type Described = [at: JsonObject, owner: JsonObject, entry: JsonObject | null];

/** Every object with this id, the credential it is in, and the record's entry it is in, if any. */
export function descriptions(document: JsonObject, known: string): Described[] {
  const found: Described[] = [];
  const stack: Described[] = [[document, document, null]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [at, owner, entry] = next;
    if (get(at, "id") === known && at !== owner) {
      found.push(next);
    }
    for (const [key, value] of Object.entries(at)) {
      if (key !== "proof" && key !== "@context") {
        const isEntry = key === "verifiableCredential";
        for (const one of entries(value).filter(isObject)) {
          stack.push([one, isEntry || key === "endorsement" ? one : owner, entry ?? (isEntry ? one : null)]);
        }
      }
    }
  }
  return found;
}
