// Hashing and sorting for RDFC-1.0: SHA-256, and code point order.

const encoder = new TextEncoder();
// A shared buffer: allocating one for each short text would cost more than hashing it. WebCrypto copies it at once.
const room = new Uint8Array(6_000);

export async function sha256(text: string): Promise<Uint8Array> {
  const isShort = text.length * 3 <= room.length;
  const bytes = isShort ? room.subarray(0, encoder.encodeInto(text, room).written) : encoder.encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => HEX[byte]).join("");
}

/** The texts sorted by code point. Plain `sort` goes by UTF-16 units, which differs beyond the basic plane. */
export function inOrder(texts: readonly string[]): string[] {
  return texts.some((text) => /[\ud800-\udfff]/.test(text)) ? [...texts].sort(byCodePoint) : [...texts].sort();
}

/** Compares two texts by their code points. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) {
      return rank(left) - rank(right);
    }
  }
  return a.length - b.length;
}

/** Surrogates encode the highest code points, so they sort after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
