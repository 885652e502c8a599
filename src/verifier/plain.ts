// Nothing hidden: the JSON that is read says what the signed RDF says.
//
// A signature covers RDF, and RDF has many spellings in JSON-LD. Whoever holds a badge could spell `validUntil` or
// `credentialStatus` as a full address, nest it, or give it another name by a context of their own: the signature
// would still hold, and a check that looks for the usual key would look past it. So only the usual spelling counts.

import { entries, isObject, isString, type Json, type JsonObject } from "./json.js";
import { without } from "./proof.js";

const VALUE_KEYS = ["@value", "@language", "@direction", "@type"];

/** An unusual spelling: the key, and whether it is a context of the document's own. */
export interface Hidden {
  readonly key: string;
  readonly isContext: boolean;
}

/** The first unusual spelling, leaving out the document's own `proof` (which the signature leaves out). */
export function hiddenIn(document: JsonObject): Hidden | null {
  return search(without(document, "proof"));
}

function search(value: Json | undefined): Hidden | null {
  if (Array.isArray(value)) {
    return first(value.map((one) => () => search(one)));
  }
  if (!isObject(value)) {
    return null;
  }
  return first(
    Object.entries(value).map(([key, inner]) => () => {
      if (key === "@context") {
        return contextEntries(inner).every(isString) ? null : { key, isContext: true };
      }
      const isOdd = key.includes(":") || (key.startsWith("@") && !(VALUE_KEYS.includes(key) && "@value" in value));
      return isOdd ? { key, isContext: false } : search(inner);
    }),
  );
}

function contextEntries(context: Json | undefined): Json[] {
  return context === null ? [null] : entries(context);
}

function first(searches: readonly (() => Hidden | null)[]): Hidden | null {
  for (const look of searches) {
    const found = look();
    if (found) {
      return found;
    }
  }
  return null;
}
