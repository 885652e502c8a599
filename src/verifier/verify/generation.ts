// Tells which version of Open Badges before 3.0 a document has. ob2.ts and ob2form.ts load only for those.

import { inside, typesOf } from "./facts.js";
import { entries, get, isObject, isString, type JsonObject } from "../openbadges/jsons.js";

export const CONTEXT = "https://w3id.org/openbadges/v2";
export const CONTEXT_1 = "https://w3id.org/openbadges/v1";
const CREDENTIALS = ["https://www.w3.org/ns/credentials/", "https://www.w3.org/2018/credentials/"];

/**
 * 2 for an Open Badges 2.0 assertion, 1 for an earlier version, 0 for anything else.
 *
 * Version 1.1 has a context of its own, 1.0 has `verify`, and 0.5 contains its badge and issuer.
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

/** Whether it is version 0.5: the assertion contains badge and issuer, and does not mention verification. */
export function isOldest(document: JsonObject): boolean {
  const says = (name: string): boolean => Object.hasOwn(document, name);
  const isSilent = !["@context", "type", "verify", "verification"].some(says);
  return isSilent && says("recipient") && isObject(inside(document, "badge", "issuer"));
}

/** A pointer: what we make of an image that contains only the address of its badge. */
export function pointer(address: string): JsonObject {
  return { "@context": CONTEXT, type: "Assertion", id: address };
}

/** Whether it is a pointer: it only has the badge's address. */
export function isPointer(document: JsonObject): boolean {
  const names = Object.keys(document);
  return names.length === 3 && ["@context", "type", "id"].every((name) => names.includes(name));
}
