// Ed25519 keys as Multikey (Controlled Identifiers 1.0 §2.2.2) and their signatures (RFC 8032).
//
// WebCrypto checks signatures if it knows Ed25519; otherwise a small library does. Either way, edge cases follow the
// strict rules of libsodium, which the Python side uses: a key outside the prime-order group and a signature whose
// point has small order are refused.

import { decodeBase58 } from "./base58.js";
import { isOfPrimeOrder, isOfSmallOrder, verify } from "./curve.js";
import { MULTIKEY_CHARACTERS } from "../limits.js";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The 32 bytes of a `z6Mk…`; null for anything else. Does not check that they are a valid point. */
export function decodePublic(text: string): Uint8Array | null {
  if (!text.startsWith("z") || text.length > MULTIKEY_CHARACTERS) {
    return null;
  }
  const raw = decodeBase58(text.slice(1));
  // The multicodec varint of ed25519-pub.
  return raw && raw.length === KEY_BYTES + 2 && raw[0] === 0xed && raw[1] === 0x01 ? raw.slice(2) : null;
}

/** A checked key: its kind, the one JOSE algorithm it signs with, and its numbers. */
export interface PublicKey {
  readonly kind: "Ed25519" | "P-256" | "RSA";
  readonly algorithm: "EdDSA" | "ES256" | "RS256";
  readonly raw: Uint8Array;
  readonly exponent: number;
}

/** The key for 32 bytes; null unless they are a point of the prime-order group. */
export async function ed25519(raw: Uint8Array): Promise<PublicKey | null> {
  return raw.length === KEY_BYTES && (await isOwnable(raw))
    ? { kind: "Ed25519", algorithm: "EdDSA", raw, exponent: 0 }
    : null;
}

/** Whether somebody can own this key: it is a point of the prime-order group. */
export async function isOwnable(key: Uint8Array): Promise<boolean> {
  return isOfPrimeOrder(key);
}

/** Whether `signature` over `message` was made with this key; false for malformed input. */
export async function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) {
    return false;
  }
  if (!isOfPrimeOrder(key) || isOfSmallOrder(signature.slice(0, KEY_BYTES))) {
    return false;
  }
  const answer = await askWebCrypto(key, message, signature);
  return answer ?? verify(key, message, signature);
}

const MOST_IMPORTED = 32;
const known = new Map<string, Promise<CryptoKey | null>>();

/** WebCrypto's form of a key; null if it does not know Ed25519. Cached: badge after badge uses the same few keys. */
function imported(key: Uint8Array): Promise<CryptoKey | null> {
  const name = key.join();
  const found = known.get(name) ?? crypto.subtle.importKey("raw", key as Uint8Array<ArrayBuffer>, "Ed25519", false, ["verify"]).catch(() => null);
  if (known.size >= MOST_IMPORTED) {
    known.clear();
  }
  known.set(name, found);
  return found;
}

/** Prepares for a signature by this key ahead of time. */
export function expectKey(key: Uint8Array): void {
  if (isOfPrimeOrder(key)) {
    void imported(key);
  }
}

/** WebCrypto's answer; null if it does not know Ed25519. */
async function askWebCrypto(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean | null> {
  const own = await imported(key);
  if (!own) {
    return null;
  }
  const [bytes, over] = [signature as Uint8Array<ArrayBuffer>, message as Uint8Array<ArrayBuffer>];
  return crypto.subtle.verify("Ed25519", own, bytes, over).catch(() => false);
}
