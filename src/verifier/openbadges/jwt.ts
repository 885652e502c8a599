// JSON Web Signatures in compact form (RFC 7515 §3.1), as VC-JOSE-COSE uses them to secure credentials.
//
// Supports EdDSA, ES256 and RS256, each only with the matching kind of key. The key decides, never the header.

import { get, isString, type JsonObject } from "./jsons.js";
import type { PublicKey } from "./keys/ed25519.js";
import { verifies } from "./keys/publickey.js";
import { KIND_CHARACTERS } from "./limits.js";

const ALGORITHMS = ["EdDSA", "ES256", "RS256"];

/** A parsed token. `signature` is null if it is not base64url. */
export interface Token {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array | null;
}

/** The header's `alg`, or "" if it has none. */
export function algorithmOf(token: Token): string {
  const named = get(token.header, "alg");
  return isString(named) ? named : "";
}

/**
 * The algorithm or critical extension we do not support, "" if there is none. We understand nothing in `crit`
 * (RFC 7515 §4.1.11), and the payload must be base64url (no RFC 7797 `b64`).
 */
export function unsupportedIn(token: Token): string {
  const extension = ["crit", "b64"].find((name) => Object.hasOwn(token.header, name));
  const algorithm = algorithmOf(token);
  return extension ?? (ALGORITHMS.includes(algorithm) ? "" : Array.from(algorithm || "alg").slice(0, KIND_CHARACTERS).join(""));
}

/** Whether `key` signed the token; false if the token is unsupported or names another algorithm than the key's. */
export async function tokenHolds(token: Token, key: PublicKey): Promise<boolean> {
  const { signature } = token;
  if (unsupportedIn(token) || !signature || algorithmOf(token) !== key.algorithm) {
    return false;
  }
  return verifies(key, token.signed, signature);
}
