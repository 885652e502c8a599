// Public keys of badges issued elsewhere, beyond Ed25519 as Multikey: P-256 and RSA, and keys as JWK (RFC 7517) or PEM.
// Loaded when a badge is signed with one of these.
//
// Each kind of key has one signature algorithm: EdDSA, ECDSA with SHA-256 (r and s of 32 bytes each), or
// RSASSA-PKCS1-v1_5 with SHA-256. This file, not WebCrypto, decides which keys are valid, so that the Python side can
// decide the same.

import { decodeBase58 } from "./base58.js";
import { base64url, inBase64url } from "./base64.js";
import { isString, type JsonObject } from "../jsons.js";
import { ed25519, verifySignature, type PublicKey } from "./ed25519.js";
import { JWK_NUMBER_CHARACTERS, LEAST_RSA_BITS, MOST_RSA_BITS, MULTIKEY_CHARACTERS, PEM_CHARACTERS } from "../limits.js";

const COORDINATE = 32;
// The curve P-256 (FIPS 186-4 §D.1.2.3): y² = x³ − 3x + b modulo p.
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const RSASSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
// The bytes before the 32 bytes of an Ed25519 key in DER (RFC 8410 §4).
const ED25519_DER = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/** The key in a publicKeyMultibase `zDn…` (compressed P-256); null for anything else. */
export function fromMultikey(text: string): PublicKey | null {
  const raw = text.startsWith("zDn") && text.length <= MULTIKEY_CHARACTERS ? decodeBase58(text.slice(1)) : null;
  if (!raw || raw.length !== 3 + COORDINATE || raw[0] !== 0x80 || raw[1] !== 0x24) {
    return null;
  }
  const x = numberOf(raw.slice(3));
  const y = power(curve(x), (P + 1n) / 4n);
  return point(x, (y & 1n) === BigInt((raw[2] ?? 0) - 2) ? y : P - y, raw[2] === 2 || raw[2] === 3);
}

/**
 * The key in a JWK (RFC 7517) of type OKP with Ed25519, EC with P-256, or RSA of 2048 to 8192 bits. Null for another
 * kind of key, a key with its secret, a key that is not for signatures, and a key for another algorithm than its
 * kind's.
 */
export async function fromJwk(jwk: JsonObject): Promise<PublicKey | null> {
  const member = (name: string, absent: string): unknown => (Object.hasOwn(jwk, name) ? jwk[name] : absent);
  if (["d", "k", "p", "q"].some((name) => Object.hasOwn(jwk, name))) {
    return null;
  }
  const key = await numbersOf(jwk);
  const operations = Object.hasOwn(jwk, "key_ops") ? jwk["key_ops"] : ["verify"];
  if (!key || member("use", "sig") !== "sig" || !Array.isArray(operations) || !operations.includes("verify")) {
    return null;
  }
  return member("alg", key.algorithm) === key.algorithm ? key : null;
}

async function numbersOf(jwk: JsonObject): Promise<PublicKey | null> {
  const [x, y] = [numberAt(jwk, "x"), numberAt(jwk, "y")];
  if (jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519") {
    return x && ed25519(x);
  }
  if (jwk["kty"] === "EC" && jwk["crv"] === "P-256") {
    return x?.length === COORDINATE && y?.length === COORDINATE ? point(numberOf(x), numberOf(y)) : null;
  }
  const [n, e] = [numberAt(jwk, "n"), numberAt(jwk, "e")];
  return jwk["kty"] === "RSA" && n && e ? rsa(numberOf(n), numberOf(e)) : null;
}

/** The key in a PEM `PUBLIC KEY` (RFC 7468 §13); null if we cannot use it. */
export async function fromPem(text: string): Promise<PublicKey | null> {
  const found = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(text.slice(0, PEM_CHARACTERS + 1));
  if (!found?.[1] || text.length > PEM_CHARACTERS) {
    return null;
  }
  let der: Uint8Array<ArrayBuffer>;
  try {
    der = Uint8Array.from(atob(found[1].replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
  if (der.length === ED25519_DER.length + 32 && ED25519_DER.every((byte, at) => der[at] === byte)) {
    return ed25519(der.slice(ED25519_DER.length));
  }
  for (const algorithm of [RSASSA, ECDSA]) {
    try {
      const { kty, crv, n, e, x, y } = await crypto.subtle.exportKey(
        "jwk",
        await crypto.subtle.importKey("spki", der, algorithm, true, ["verify"]),
      );
      return await numbersOf({ kty, crv, n, e, x, y });
    } catch {
      // Not this kind: try the next one.
    }
  }
  return null;
}

/** Whether `signature` over `message` was made with this key. Never throws. */
export async function verifies(key: PublicKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const [bytes, over] = [signature as Uint8Array<ArrayBuffer>, message as Uint8Array<ArrayBuffer>];
  try {
    switch (key.kind) {
      case "Ed25519":
        return await verifySignature(key.raw, message, signature);
      case "P-256": {
        const raw = key.raw as Uint8Array<ArrayBuffer>;
        const imported = await crypto.subtle.importKey("raw", raw, ECDSA, false, ["verify"]);
        return signature.length === 2 * COORDINATE && (await crypto.subtle.verify(ECDSA, imported, bytes, over));
      }
      case "RSA": {
        const jwk = { kty: "RSA", n: inBase64url(key.raw), e: inBase64url(bytesOf(BigInt(key.exponent))) };
        const imported = await crypto.subtle.importKey("jwk", jwk, RSASSA, false, ["verify"]);
        return await crypto.subtle.verify(RSASSA, imported, bytes, over);
      }
    }
  } catch {
    return false;
  }
}

/** Whether two keys are the same. */
export function isSame(one: PublicKey, other: PublicKey): boolean {
  return one.kind === other.kind && one.exponent === other.exponent && inBase64url(one.raw) === inBase64url(other.raw);
}

function rsa(modulus: bigint, exponent: bigint): PublicKey | null {
  const bits = modulus.toString(2).length;
  const odd = (modulus & exponent & 1n) === 1n;
  const fits = bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS && exponent >= 3n && exponent < 1n << 32n;
  return odd && fits
    ? { kind: "RSA", algorithm: "RS256", raw: bytesOf(modulus), exponent: Number(exponent) }
    : null;
}

/** The P-256 key of a point; null if the point is not on the curve. */
function point(x: bigint, y: bigint, sound = true): PublicKey | null {
  if (!sound || x >= P || y >= P || (y * y) % P !== curve(x)) {
    return null;
  }
  const raw = Uint8Array.from([4, ...bytesOf(x, COORDINATE), ...bytesOf(y, COORDINATE)]);
  return { kind: "P-256", algorithm: "ES256", raw, exponent: 0 };
}

function curve(x: bigint): bigint {
  return (x * x * x + (P - 3n) * x + B) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  let made = 1n;
  for (let [square, left] = [base % P, exponent]; left > 0n; left >>= 1n, square = (square * square) % P) {
    made = (left & 1n) === 1n ? (made * square) % P : made;
  }
  return made;
}

function numberAt(jwk: JsonObject, name: string): Uint8Array | null {
  const text = Object.hasOwn(jwk, name) ? jwk[name] : null;
  const raw = isString(text) && text.length <= JWK_NUMBER_CHARACTERS ? base64url(text) : null;
  return raw?.length ? raw : null;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

/** The number's big-endian bytes, padded to `length`. */
function bytesOf(number: bigint, length = 0): Uint8Array {
  const digits = number.toString(16);
  const even = digits.padStart(Math.max(2 * length, digits.length + (digits.length % 2)), "0");
  return Uint8Array.from(even.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
