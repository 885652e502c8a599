// Hashing and ordering as RDFC-1.0 has them: SHA-256 over lines in the order of code points.

const encoder = new TextEncoder();
// Most texts fit, and room made for each of them would cost more than hashing it. WebCrypto takes a copy at once.
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

/** The texts in the order of code points. `sort` alone orders by UTF-16 units, which differs beyond the basic plane. */
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

/** Surrogates stand for the highest code points, so they come after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
