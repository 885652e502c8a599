// JSON Web Signatures in their compact form (RFC 7515 §3.1), as credentials are secured with them (VC-JOSE-COSE).
//
// Only EdDSA, ES256 and RS256, and each only with a key of its own kind: the key decides, never the header.

import { get, isString, type JsonObject } from "./jsons.js";
import type { PublicKey } from "./keys/ed25519.js";
import { verifies } from "./keys/publickey.js";
import { KIND_CHARACTERS } from "./limits.js";

const ALGORITHMS = ["EdDSA", "ES256", "RS256"];

/** A token taken apart. `signature` is null when it is not base64url. */
export interface Token {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array | null;
}

/** What the header names as `alg`, "" for nothing. */
export function algorithmOf(token: Token): string {
  const named = get(token.header, "alg");
  return isString(named) ? named : "";
}

/**
 * What is not supported about the token, "" when all is: another algorithm, or extensions that must be understood.
 * Nothing in `crit` is understood here (RFC 7515 §4.1.11), and the payload is always base64url (RFC 7797).
 */
export function unsupportedIn(token: Token): string {
  const extension = ["crit", "b64"].find((name) => Object.hasOwn(token.header, name));
  const algorithm = algorithmOf(token);
  return extension ?? (ALGORITHMS.includes(algorithm) ? "" : Array.from(algorithm || "alg").slice(0, KIND_CHARACTERS).join(""));
}

/** Whether the token is signed by `key`; false when its algorithm is not that key's, or is not supported. */
export async function tokenHolds(token: Token, key: PublicKey): Promise<boolean> {
  const { signature } = token;
  if (unsupportedIn(token) || !signature || algorithmOf(token) !== key.algorithm) {
    return false;
  }
  return verifies(key, token.signed, signature);
}
