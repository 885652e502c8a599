// Hashed identities (Open Badges 3.0 §B.1.11 IdentityHash).

import { hex, sha256 } from "./digest.js";
import { get, isString, type JsonObject } from "./json.js";

/** Whether an IdentityObject has an e-mail address to compare with; hashed with MD5, which browsers lack, it has not. */
export function isMail(identity: JsonObject): boolean {
  const said = get(identity, "identityHash") ?? get(identity, "identity");
  if (isString(said) && said.startsWith("md5$")) {
    return false;
  }
  const type = get(identity, "identityType") ?? get(identity, "type");
  return type === "email" || type === "emailAddress";
}

/**
 * Whether an IdentityObject is the given e-mail's. Issuers hash the address as they got it, so it is tried as typed
 * and in lower case. Anything malformed is no match.
 */
export async function matches(identity: JsonObject, email: string): Promise<boolean> {
  const said = get(identity, "identityHash") ?? get(identity, "identity");
  if (!isString(said)) {
    return false;
  }
  const given = get(identity, "salt");
  const salt = isString(given) ? given : "";
  const typed = email.trim();
  if (get(identity, "hashed") !== true && !/^(sha256|md5)\$/.test(said)) {
    return said.trim().toLowerCase() === typed.toLowerCase();
  }
  for (const one of [typed, typed.toLowerCase()]) {
    if (`sha256$${hex(await sha256(one + salt))}` === `sha256$${said.replace(/^sha256\$/, "").toLowerCase()}`) {
      return said.startsWith("sha256$");
    }
  }
  return false;
}
