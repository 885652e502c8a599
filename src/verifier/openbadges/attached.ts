// Endorsements that are signed tokens (`endorsementJwt`). The badge's proof does not cover them; they sign themselves.
//
// 1EdTech's schema puts `endorsementJwt` in the credential, its achievement and its issuer (Open Badges 3.0 §B.1). No
// context defines that word, so a processor that turns the badge into RDF drops it. This one drops it too, but only if
// no context defines it and it holds nothing but tokens.

import { entries, get, isObject, isString, without, type Json, type JsonObject } from "./jsons.js";

const MEMBER = "endorsementJwt";
// The one context that defines every word (VC Data Model 2.0 §5.2).
const DEFINES_ALL = "https://www.w3.org/ns/credentials/undefined-terms/v2";
const HOLDERS: readonly (readonly string[])[] = [[], ["issuer"], ["credentialSubject", "achievement"]];

/** The document without its attached tokens, as its RDF has it. Returns the same object when there are none. */
export function unattached(document: JsonObject): JsonObject {
  return paths(document).reduce(bare, document);
}

/** The members that `unattached` drops, by their readable path, such as `issuer.endorsementJwt`. */
export function attached(document: JsonObject): ReadonlyMap<string, Json> {
  return new Map(paths(document).map((path) => [[...path, MEMBER].join("."), get(at(document, path), MEMBER) as Json]));
}

/** The paths to the objects that have attached tokens. */
function paths(document: JsonObject): (readonly string[])[] {
  return entries(get(document, "@context")).includes(DEFINES_ALL) ? [] : HOLDERS.filter((path) => areTokens(get(at(document, path), MEMBER)));
}

function at(holder: JsonObject, path: readonly string[]): JsonObject {
  return path.reduce((found: JsonObject, step) => {
    const inner = get(found, step);
    return isObject(inner) ? inner : {};
  }, holder);
}

/** Does not use `entries`, which skips null: anything that is not a token is part of what was signed. */
function areTokens(value: Json | undefined): boolean {
  const held = Array.isArray(value) ? value : [value];
  return held.length > 0 && held.every((one) => isString(one) && one);
}

function bare(holder: JsonObject, [first, ...rest]: readonly string[]): JsonObject {
  return first === undefined ? without(holder, MEMBER) : { ...holder, [first]: bare(holder[first] as JsonObject, rest) };
}
