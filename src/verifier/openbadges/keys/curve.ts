// Arithmetic on the Ed25519 curve: checks that WebCrypto does not offer, and signatures for browsers whose WebCrypto
// lacks Ed25519. Handles public values only. Loaded when there is a signature to check.

import { Point } from "@noble/ed25519";

import { join } from "../bytes.js";

const LENGTH = 32;
const REMEMBERED = 100;

// The y of two points of order 8; the other two have its negative. Points of order 1, 2 and 4 have y = 1, −1 and 0.
const OF_ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n;

// The same issuer's key comes up again and again, and finding its order takes hundreds of doublings.
const ordered = new Map<string, boolean>();

/** Whether the bytes are the canonical encoding of a point that generates the prime-order group. */
export function isOfPrimeOrder(bytes: Uint8Array): boolean {
  const name = bytes.join();
  const known = ordered.get(name);
  if (known !== undefined) {
    return known;
  }
  const point = decode(bytes);
  const found = point !== null && !isOfSmallOrder(bytes) && point.isTorsionFree();
  if (ordered.size >= REMEMBERED) {
    ordered.clear();
  }
  ordered.set(name, found);
  return found;
}

/** Whether the bytes encode a point of order 8 or less, in any encoding, even with the wrong sign. */
export function isOfSmallOrder(bytes: Uint8Array): boolean {
  const { p } = Point.CURVE();
  const y = (littleEndian(bytes) & ((1n << 255n) - 1n)) % p;
  return [0n, 1n, p - 1n, OF_ORDER_8, p - OF_ORDER_8].includes(y);
}

/** Checks a signature by RFC 8032 §5.1.7 without the cofactor: [S]B − [k]A must encode to R byte for byte. */
export async function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const point = decode(key);
  const scalar = littleEndian(signature.slice(LENGTH));
  if (!point || scalar >= Point.CURVE().n) {
    return false;
  }
  const first = signature.slice(0, LENGTH);
  const hash = await crypto.subtle.digest("SHA-512", join([first, key, message]) as Uint8Array<ArrayBuffer>);
  const k = littleEndian(new Uint8Array(hash)) % Point.CURVE().n;
  const left = Point.BASE.multiply(scalar, false);
  const made = left.add(point.multiply(k, false).negate()).toBytes();
  return made.every((byte, at) => byte === first[at]);
}

/** The point that 32 bytes encode; null if there is none. */
function decode(bytes: Uint8Array): Point | null {
  try {
    return bytes.length === LENGTH ? Point.fromBytes(bytes) : null;
  } catch {
    return null;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}
