// The first spelling rule: members have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1).

import { isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";

const VALUE_KEYS = ["@value", "@language", "@direction", "@type"];

/** An unusual spelling: the member, and whether it is an inline context. */
export interface Odd {
  readonly key: string;
  readonly isContext: boolean;
}

export class OddError extends Error {
  constructor(
    readonly key: string,
    readonly isContext = false,
  ) {
    super(key);
  }
}

/** The first unusual member name in a proof; null if there is none. */
export function oddNames(proof: JsonObject): Odd | null {
  return caught(() => names(proof));
}

/** Runs `read`; returns what the OddError it throws found, or null. */
export function caught(read: () => void): Odd | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof OddError) {
      return error;
    }
    throw error;
  }
}

/** Checks all member names in a value. Throws OddError for the first unusual one. */
export function names(value: Json | undefined): void {
  if (Array.isArray(value)) {
    value.forEach(names);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      checkName(value, key, inner);
      if (key !== "@context") {
        names(inner);
      }
    }
  }
}

/** Checks one member name of `at`. Throws OddError. */
export function checkName(at: JsonObject, key: string, value: Json | undefined): void {
  if (key === "@context") {
    if (!(Array.isArray(value) ? value : [value]).every(isString)) {
      throw new OddError(key, true);
    }
  } else if (key.includes(":") || (key.startsWith("@") && !(VALUE_KEYS.includes(key) && "@value" in at))) {
    throw new OddError(key);
  }
}
