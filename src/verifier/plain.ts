// Nothing hidden: the JSON that is read says what the signed RDF says.
//
// A signature covers RDF, and RDF has many spellings in JSON-LD. Whoever holds a badge could spell `validUntil` or
// `credentialStatus` as a full address, nest it, or give it another name by a context of their own: the signature
// would still hold, and a check that looks for the usual key would look past it. So only the usual spelling counts.
//
// RDF also lets a thing be described wherever its id stands: `validUntil` says the same beside the id of the badge in an
// endorsement as it does in the badge. So what a check reads counts in its own place only.

import { entries, get, isObject, isString, type Json, type JsonObject } from "./json.js";
import { without } from "./proof.js";

const VALUE_KEYS = ["@value", "@language", "@direction", "@type"];
// What checks read of a document, and what of its subject.
const OWN = /^(issuer|credentialS(ubject|tatus)|valid(From|Until)|(issuance|expiration)Date)$/;
const SUBJECTS = /^(identifier|achievement|verifiableCredential)$/;

/** An object, and the members that nothing else of the same id may have. */
type Holder = readonly [Json | undefined, RegExp];

/** An unusual spelling: the key, and whether it is a context of the document's own. */
export interface Hidden {
  readonly key: string;
  readonly isContext: boolean;
}

/** The first unusual spelling, leaving out the document's own `proof` (which the signature leaves out). */
export function hiddenIn(document: JsonObject): Hidden | null {
  const own = without(document, "proof");
  return search(own, [[own, OWN], [get(own, "credentialSubject"), SUBJECTS]]);
}

function search(value: Json | undefined, holders: readonly Holder[]): Hidden | null {
  if (Array.isArray(value)) {
    return first(value.map((one) => () => search(one, holders)));
  }
  if (!isObject(value)) {
    return null;
  }
  const id = get(value, "id");
  const taken = holders.filter(([one]) => one !== value && isObject(one) && isString(id) && id === get(one, "id"));
  return first(
    Object.entries(value).map(([key, inner]) => () => {
      if (key === "@context") {
        return contextEntries(inner).every(isString) ? null : { key, isContext: true };
      }
      const isOdd =
        key.includes(":") ||
        (key.startsWith("@") && !(VALUE_KEYS.includes(key) && "@value" in value)) ||
        taken.some(([, names]) => names.test(key));
      // Credentials inside a record are looked at on their own, and may well be about the same person.
      return isOdd ? { key, isContext: false } : search(inner, key === "verifiableCredential" ? [] : holders);
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
