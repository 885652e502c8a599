// Which generation of Open Badges something is of, before 3.0; ob2.ts and ob2form.ts are loaded for those alone.

import { inside, typesOf } from "./facts.js";
import { entries, get, isObject, isString, type JsonObject } from "../openbadges/jsons.js";

export const CONTEXT = "https://w3id.org/openbadges/v2";
export const CONTEXT_1 = "https://w3id.org/openbadges/v1";
const CREDENTIALS = ["https://www.w3.org/ns/credentials/", "https://www.w3.org/2018/credentials/"];

/**
 * 2 for an Open Badges 2.0 assertion, 1 for one of the versions before it, 0 for anything else. Version 1.1 has a context
 * of its own, 1.0 says how it is verified, and 0.5 holds badge and issuer in itself.
 */
export function generation(document: JsonObject): 0 | 1 | 2 {
  const contexts = entries(get(document, "@context")).filter(isString);
  if (contexts.some((one) => CREDENTIALS.some((start) => one.startsWith(start)))) {
    return 0;
  }
  const has = (name: string): boolean => Object.hasOwn(document, name);
  if (contexts.includes(CONTEXT_1) || (contexts.length === 0 && has("badge") && has("verify"))) {
    return 1;
  }
  if (isOldest(document)) {
    return 1;
  }
  return contexts.includes(CONTEXT) || typesOf(document).includes("Assertion") ? 2 : 0;
}

/** Whether it is of version 0.5: badge and issuer stand in the assertion, which says no word of verifying. */
export function isOldest(document: JsonObject): boolean {
  const says = (name: string): boolean => Object.hasOwn(document, name);
  const isSilent = !["@context", "type", "verify", "verification"].some(says);
  return isSilent && says("recipient") && isObject(inside(document, "badge", "issuer"));
}

/** What an image holds that only names the address of its badge. */
export function pointer(address: string): JsonObject {
  return { "@context": CONTEXT, type: "Assertion", id: address };
}

/** Whether it says nothing but where the badge is. */
export function isPointer(document: JsonObject): boolean {
  const names = Object.keys(document);
  return names.length === 3 && ["@context", "type", "id"].every((name) => names.includes(name));
}
