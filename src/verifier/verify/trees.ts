// Trees of the same statements: when two are alike, and where one of them speaks of an id.

import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";

/** Whether it is a whole number from 0 that every reader of JSON holds exactly. */
export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The id of an object, or the text that stands for one; null for neither. */
export function nameOf(value: Json | undefined): string | null {
  const found = isObject(value) ? get(value, "id") : value;
  return isString(found) ? found : null;
}

/**
 * The object itself, then every other place where its id stands, but for the entries of a learner record. What is said
 * under an id may stand in any of these, and the signature is the same.
 */
export function placesOf(document: JsonObject, value: Json | undefined): (Json | undefined)[] {
  const known = nameOf(value);
  const found = known ? descriptions(document, known) : [];
  return [value, ...found.filter(([at, , entry]) => entry === null && at !== value).map(([at]) => at)];
}

/**
 * The values without repetitions of one that has an id: what is said twice is said once. The order of a list is not
 * signed. So more than `most` of them, of which the caller takes the first, come in an order of their own.
 */
export function distinct(values: readonly Json[], most: number): Json[] {
  const found = new Map<string, Json>();
  values.forEach((one, number) => {
    const key = nameOf(one) ? textOf(one) : `${number}`;
    found.set(key, found.get(key) ?? one);
  });
  const kept = [...found.entries()];
  // A key that is a number says nothing of the order.
  return (kept.length <= most ? kept : kept.map(([, one]): [string, Json] => [textOf(one), one]).sort(([one], [other]) => (one < other ? -1 : 1))).map(([, one]) => one);
}

/** A text that all trees of the same statements share: no nulls, no contexts, lists as sets. */
export function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) {
    const texts = [...new Set(value.map(textOf))].filter(Boolean).sort();
    return texts.length > 1 ? `[${texts.join()}]` : texts.join();
  }
  if (isObject(value)) {
    const said = Object.keys(value).sort().map((key) => [key, key === "@context" ? "" : textOf(value[key])] as const);
    return `{${said.filter(([, one]) => one).map(([key, one]) => `${JSON.stringify(key)}:${one}`).join()}}`;
  }
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

type Described = [at: JsonObject, owner: JsonObject, entry: JsonObject | null];

/** Every object with this id, the credential that it stands in, and the entry of a record that it stands in. */
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
