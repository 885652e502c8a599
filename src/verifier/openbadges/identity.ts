// Hashed identities (Open Badges 3.0 §B.1.11 IdentityHash).

import { hex, sha256 } from "./jsonld/digest.js";
import { get, isString, type Json, type JsonObject } from "./jsons.js";

// Letters, marks, ASCII digits, single hyphens between them, and full stops. Readers differ in what else they allow.
const DOMAIN = /^[\p{L}\p{M}0-9]+(?:[-.\u3002\uff0e\uff61][\p{L}\p{M}0-9]+)*$/u;

// A label with right-to-left letters must begin with one and may have no other letters (RFC 5893 §2).
const RIGHT = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefe\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}";
const MIXED = new RegExp(
  `(?:^|[.\\u3002\\uff0e\\uff61])(?=[^.\\u3002\\uff0e\\uff61]*[${RIGHT}])` +
    `(?:[^${RIGHT}]|[${RIGHT}](?:[${RIGHT}\\p{M}0-9-])*(?![${RIGHT}\\p{M}0-9-])\\p{L})`,
  "u",
);
// The name of a hash function, then `$`. An address may look like that too, so this counts only with `hashed: true`.
const OTHER_HASH = /^(?!sha256\$)[A-Za-z0-9-]{2,20}\$/;

/** Whether an IdentityObject (OB 3.0, or OB 2.0 with `type`) holds an e-mail address we can compare. */
export function isMail(identity: JsonObject): boolean {
  return namesMail(identity) && !isHidden(identity);
}

/**
 * Whether the e-mail address is hashed with something other than SHA-256, so we cannot tell whose it is. Browsers have
 * no MD5, and MD5 is too weak to tell people apart.
 */
export function isHidden(identity: JsonObject): boolean {
  const value = identityValue(identity);
  if (!isString(value) || !namesMail(identity)) {
    return false;
  }
  return value.startsWith("md5$") || (get(identity, "hashed") === true && OTHER_HASH.test(value));
}

/** The hash or the plain address: `identityHash` in OB 3.0, `identity` in OB 2.0. */
function identityValue(identity: JsonObject): Json | undefined {
  return get(identity, "identityHash") ?? get(identity, "identity");
}

function namesMail(identity: JsonObject): boolean {
  const type = get(identity, "identityType") ?? get(identity, "type");
  return type === "email" || type === "emailAddress";
}

/**
 * The form in which we hash an e-mail address: lower case, with a Unicode domain in ASCII. An impossible domain stays
 * as it is.
 */
export function mailForm(address: string): string {
  const typed = address.trim().toLowerCase();
  const at = typed.lastIndexOf("@") + 1;
  let domain = typed.slice(at);
  if (/[^\0-\x7f]/.test(domain) && domain.length < 254 && DOMAIN.test(domain) && !MIXED.test(domain)) {
    try {
      const { hostname } = new URL(`https://${domain}/`);
      // The Python side's library has these limits; browsers allow longer names.
      domain = /^(?=.{1,253}$)[^.]{1,63}(\.[^.]{1,63})*$/.test(hostname) ? hostname : domain;
    } catch {
      // Not a domain, so no issuer hashed an address like this.
    }
  }
  return typed.slice(0, at).normalize("NFC") + domain;
}

/** `sha256$`, then the hexadecimal SHA-256 of identifier plus salt, as UTF-8 (OB 3.0 §B.1.11). */
export async function hashIdentity(identifier: string, salt: string): Promise<string> {
  return `sha256$${hex(await sha256(identifier + salt))}`;
}

/**
 * Whether an IdentityObject belongs to this e-mail address. Issuers hash the address as they got it, so we try it as
 * typed, in lower case, and in `mailForm`. A malformed identity never matches.
 */
export async function matches(identity: JsonObject, email: string): Promise<boolean> {
  const value = identityValue(identity);
  if (!isString(value)) {
    return false;
  }
  const given = get(identity, "salt");
  const salt = isString(given) ? given : "";
  const typed = email.trim();
  if (get(identity, "hashed") !== true && !/^(sha256|md5)\$/.test(value)) {
    return value.trim().toLowerCase() === typed.toLowerCase();
  }
  for (const one of new Set([typed, typed.toLowerCase(), mailForm(typed)])) {
    if ((await hashIdentity(one, salt)) === `sha256$${value.replace(/^sha256\$/, "").toLowerCase()}`) {
      return value.startsWith("sha256$");
    }
  }
  return false;
}
