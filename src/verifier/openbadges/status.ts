// Bitstring Status List 1.0: the list in its text form, and its bits.

import { inflate } from "./images/inflate.js";
import { STATUS_LIST_BYTES } from "./limits.js";

/**
 * The list in `text` (multibase base64url of gzip), at most `cap` bytes long; null when it cannot be unpacked. Without
 * `multibase` the text may lack the leading `u`, as the older StatusList2021 wrote it.
 */
export async function decodeList(text: string, cap = STATUS_LIST_BYTES, multibase = true): Promise<Uint8Array | null> {
  const plain = text.startsWith("u") ? text.slice(1) : multibase ? null : text;
  if (plain === null || !/^[A-Za-z0-9_-]*$/.test(plain) || plain.length > 2 * cap + 1024) {
    return null;
  }
  let packed: Uint8Array;
  try {
    packed = Uint8Array.from(atob(plain.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
  const list = await inflate(packed, "gzip", cap);
  return list === "too-large" ? null : list;
}

/** The bit at `index`, the most significant of the first byte being 0; null outside the list. */
export function getBit(list: Uint8Array, index: number): boolean | null {
  const byte = list[Math.floor(index / 8)];
  return byte === undefined || index < 0 ? null : (byte & (0x80 >> (index % 8))) !== 0;
}
