// Endorsements that are signed tokens stand beside what is signed: each answers for itself.
//
// 1EdTech's schema places them as `endorsementJwt` in the credential, its achievement and its issuer (Open Badges 3.0
// §B.1), but no context has that word, so a processor that makes RDF of the badge leaves them out. So does this one:
// where nothing defines it and it holds nothing but tokens.

import { entries, get, isObject, isString, without, type Json, type JsonObject } from "./jsons.js";

const MEMBER = "endorsementJwt";
// The one context that has a meaning for every word (VC Data Model 2.0 §5.2).
const DEFINES_ALL = "https://www.w3.org/ns/credentials/undefined-terms/v2";
const HOLDERS: readonly (readonly string[])[] = [[], ["issuer"], ["credentialSubject", "achievement"]];

/** The document as its RDF says it: without the tokens attached to it, or the same object when it has none. */
export function unattached(document: JsonObject): JsonObject {
  return paths(document).reduce(bare, document);
}

/** What `unattached` leaves out, by the path as people read it: `issuer.endorsementJwt`. */
export function attached(document: JsonObject): ReadonlyMap<string, Json> {
  return new Map(paths(document).map((path) => [[...path, MEMBER].join("."), get(at(document, path), MEMBER) as Json]));
}

/** The ways to the holders of tokens that stand beside the statements. */
function paths(document: JsonObject): (readonly string[])[] {
  return entries(get(document, "@context")).includes(DEFINES_ALL) ? [] : HOLDERS.filter((path) => areTokens(get(at(document, path), MEMBER)));
}

function at(holder: JsonObject, path: readonly string[]): JsonObject {
  return path.reduce((found: JsonObject, step) => {
    const inner = get(found, step);
    return isObject(inner) ? inner : {};
  }, holder);
}

/** Not by `entries`, which passes over null: what is not a token is part of what was signed. */
function areTokens(value: Json | undefined): boolean {
  const held = Array.isArray(value) ? value : [value];
  return held.length > 0 && held.every((one) => isString(one) && one);
}

function bare(holder: JsonObject, [first, ...rest]: readonly string[]): JsonObject {
  return first === undefined ? without(holder, MEMBER) : { ...holder, [first]: bare(holder[first] as JsonObject, rest) };
}
