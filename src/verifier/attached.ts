// Endorsements that are signed tokens stand beside what is signed: each answers for itself. Loaded when there are any.
//
// 1EdTech's schema places them as `endorsementJwt` in the credential, its achievement and its issuer (Open Badges 3.0
// §B.1), but no context has that word, so a processor that makes RDF of the badge leaves them out. So does this one:
// where nothing defines it and it holds nothing but tokens.

import { entries, get, isObject, isString, type JsonObject } from "./json.js";
import { without } from "./proof.js";

const MEMBER = "endorsementJwt";
// The one context that has a meaning for every word (VC Data Model 2.0 §5.2).
const DEFINES_ALL = "https://www.w3.org/ns/credentials/undefined-terms/v2";

/** The document as its RDF says it: without the tokens attached to it. */
export function unattached(document: JsonObject): JsonObject {
  return entries(get(document, "@context")).includes(DEFINES_ALL)
    ? document
    : [[], ["issuer"], ["credentialSubject", "achievement"]].reduce(bare, document);
}

function bare(holder: JsonObject, [first, ...rest]: readonly string[]): JsonObject {
  if (first !== undefined) {
    const inner = get(holder, first);
    return isObject(inner) ? { ...holder, [first]: bare(inner, rest) } : holder;
  }
  // Not by `entries`, which passes over null: what is not a token is part of what was signed.
  const value = get(holder, MEMBER);
  const held = Array.isArray(value) ? value : [value];
  return held.length > 0 && held.every((one) => isString(one) && one) ? without(holder, MEMBER) : holder;
}
