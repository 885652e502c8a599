// Hashed identities (Open Badges 3.0 §B.1.11 IdentityHash).

import { hex, sha256 } from "./jsonld/digest.js";
import { get, isString, type JsonObject } from "./jsons.js";

// Letters, marks and ASCII digits, single hyphens between them, and full stops: readers differ in what else they let pass.
const DOMAIN = /^[\p{L}\p{M}0-9]+(?:[-.\u3002\uff0e\uff61][\p{L}\p{M}0-9]+)*$/u;

// A label with letters that are read from right to left begins with one and has no others (RFC 5893 §2).
const RIGHT = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefe\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}";
const MIXED = new RegExp(
  `(?:^|[.\\u3002\\uff0e\\uff61])(?=[^.\\u3002\\uff0e\\uff61]*[${RIGHT}])` +
    `(?:[^${RIGHT}]|[${RIGHT}](?:[${RIGHT}\\p{M}0-9-])*(?![${RIGHT}\\p{M}0-9-])\\p{L})`,
  "u",
);
// The name of a hash function and what it made. An address may look like one, so only what says that it is hashed is.
const OTHER_HASH = /^(?!sha256\$)[A-Za-z0-9-]{2,20}\$/;

/** Whether an IdentityObject has an e-mail address to compare with. */
export function isMail(identity: JsonObject): boolean {
  return namesMail(identity) && !isHidden(identity);
}

/**
 * Whether it is of an e-mail address that nobody can compare here, so that it may be anybody's: one hashed by another
 * function than SHA-256. Browsers do not know MD5, and it is too weak to tell people apart.
 */
export function isHidden(identity: JsonObject): boolean {
  const said = get(identity, "identityHash") ?? get(identity, "identity");
  if (!isString(said) || !namesMail(identity)) {
    return false;
  }
  return said.startsWith("md5$") || (get(identity, "hashed") === true && OTHER_HASH.test(said));
}

function namesMail(identity: JsonObject): boolean {
  const type = get(identity, "identityType") ?? get(identity, "type");
  return type === "email" || type === "emailAddress";
}

/**
 * The one form in which an e-mail address is hashed: lower case, a Unicode domain as its ASCII form. What cannot be a
 * domain stays as it is.
 */
export function mailForm(address: string): string {
  const typed = address.trim().toLowerCase();
  const at = typed.lastIndexOf("@") + 1;
  let domain = typed.slice(at);
  if (/[^\0-\x7f]/.test(domain) && domain.length < 254 && DOMAIN.test(domain) && !MIXED.test(domain)) {
    try {
      const { hostname } = new URL(`https://${domain}/`);
      // As the Python side's library has it; a browser lets longer ones pass.
      domain = /^(?=.{1,253}$)[^.]{1,63}(\.[^.]{1,63})*$/.test(hostname) ? hostname : domain;
    } catch {
      // no domain; nobody's address was hashed like this
    }
  }
  return typed.slice(0, at).normalize("NFC") + domain;
}

/** `sha256$` and the hexadecimal SHA-256 of the identifier followed by the salt (OB 3.0 §B.1.11). */
export async function hashIdentity(identifier: string, salt: string): Promise<string> {
  return `sha256$${hex(await sha256(identifier + salt))}`;
}

/**
 * Whether an IdentityObject is the given e-mail's. Issuers hash the address as they got it, so it is tried as typed,
 * in lower case, and as `mailForm` writes it. Anything malformed is no match.
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
  for (const one of new Set([typed, typed.toLowerCase(), mailForm(typed)])) {
    if ((await hashIdentity(one, salt)) === `sha256$${said.replace(/^sha256\$/, "").toLowerCase()}`) {
      return said.startsWith("sha256$");
    }
  }
  return false;
}
