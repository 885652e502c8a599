// Bitstring Status List 1.0: decodes a list's text, and reads its bits.

import { inflate } from "./images/inflate.js";
import { STATUS_LIST_BYTES } from "./limits.js";

/**
 * Decodes a list of at most `cap` bytes (gzip in multibase base64url); null if that fails. Without `multibase` the text
 * may lack the leading `u`, as in the older StatusList2021.
 */
export async function decodeList(text: string, cap = STATUS_LIST_BYTES, multibase = true): Promise<Uint8Array | null> {
  const plain = text.startsWith("u") ? text.slice(1) : multibase ? null : text;
  if (plain === null || !/^[A-Za-z0-9_-]*$/.test(plain) || plain.length > 2 * cap + 1024) {
    return null;
  }
  let compressed: Uint8Array;
  try {
    compressed = Uint8Array.from(atob(plain.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
  const list = await inflate(compressed, "gzip", cap);
  return list === "too-large" ? null : list;
}

/** The bit at `index`; index 0 is the first byte's most significant bit. Null outside the list. */
export function getBit(list: Uint8Array, index: number): boolean | null {
  const byte = list[Math.floor(index / 8)];
  return byte === undefined || index < 0 ? null : (byte & (0x80 >> (index % 8))) !== 0;
}
