// Checks a JSON-LD document before expansion: sizes, keywords, inline contexts, numbers.

import { CredentialError } from "../problems.js";
import { entries, isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { isWrittenAlike } from "./nquads.js";
import { CONTEXT_ENTRIES, DOCUMENT_LEVELS, DOCUMENT_VALUES, LIST_ENTRIES } from "../limits.js";

// The members that name something.
const NAMES = ["id", "@id", "type", "@type"];
// RDF loses what other keywords hold (@index, @direction), or nobody needs them.
const KEYWORDS = ["@context", "@id", "@type", "@value", "@language", "@list", "@set"];

/** Throws CredentialError if expansion would lose something or the document exceeds the limits. */
export function checkSource(document: JsonObject): void {
  if (!Object.hasOwn(document, "@context")) {
    throw new CredentialError("no-context");
  }
  let left = DOCUMENT_VALUES;
  const stack: [Json | undefined, string, number][] = [[document, "", 1]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [value, path, depth] = next;
    left -= 1;
    if (left < 0) {
      throw new CredentialError("too-large");
    }
    if (typeof value === "number") {
      checkNumber(value, path);
    } else if (Array.isArray(value) || isObject(value)) {
      if (depth > DOCUMENT_LEVELS) {
        throw new CredentialError("too-deep");
      }
      if (Array.isArray(value)) {
        const most = path.endsWith("@context") ? CONTEXT_ENTRIES : LIST_ENTRIES;
        if (value.length > most) {
          throw new CredentialError("too-large", { path });
        }
        value.forEach((one, at) => stack.push([one, `${path}[${at}]`, depth + 1]));
      } else {
        checkObject(value, path);
        for (const [key, one] of Object.entries(value)) {
          stack.push([one, path ? `${path}.${key}` : key, depth + 1]);
        }
      }
    }
  }
}

function checkObject(value: JsonObject, path: string): void {
  for (const key of Object.keys(value)) {
    if (key.startsWith("@") && !KEYWORDS.includes(key) && !path.includes("@context")) {
      throw unsupported(path, key);
    }
  }
  if (!path.includes("@context")) {
    checkNames(value, path);
  }
  const keys = Object.keys(value);
  if (value["@value"] === null || (keys.length === 1 && keys[0] === "@language" && !path.includes("@context"))) {
    throw unsupported(path);
  }
  // JSON-LD 1.1 API §5.1.2, step 14.5: not every library refuses this.
  const types = [value["@type"], value["type"]];
  if ("@value" in value && types.some((one) => Array.isArray(one)) && !path.includes("@context")) {
    throw new CredentialError("bad-json-ld", { got: "invalid typed value" });
  }
}

/** Refuses names in the form of a keyword: libraries ignore them, each in its own way (JSON-LD 1.1 §4.1.1). */
function checkNames(value: JsonObject, path: string): void {
  for (const [key, named] of Object.entries(value)) {
    for (const one of NAMES.includes(key) ? entries(named) : []) {
      if (isString(one) && one !== "@json" && /^@[A-Za-z]+$/.test(one)) {
        throw unsupported(path, one);
      }
    }
  }
}

/** Refuses numbers that implementations write differently, because their signatures would differ too. */
function checkNumber(number: number, path: string): void {
  if (!isWrittenAlike(number)) {
    throw new CredentialError("bad-number", { path, got: number });
  }
}

/** The path of the first member or list entry outside contexts that `fits`, "" if none. An entry's key is null. */
export function pathOf(document: Json, fits: (key: string | null, value: Json | undefined) => boolean): string {
  return search(document, fits, "") ?? "";
}

function search(document: Json, fits: (key: string | null, value: Json | undefined) => boolean, path: string): string | null {
  const isList = Array.isArray(document);
  if (!isList && !isObject(document)) {
    return null;
  }
  for (const [key, value] of Object.entries(document)) {
    const here = isList ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    const found = key === "@context" ? null : fits(isList ? null : key, value) ? here : search(value ?? null, fits, here);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

export function undefinedTerm(term: string, path: string): CredentialError {
  return new CredentialError("undefined-term", { path, got: term });
}

function unsupported(path: string, got = ""): CredentialError {
  return new CredentialError("unsupported-json-ld", { path, got });
}
