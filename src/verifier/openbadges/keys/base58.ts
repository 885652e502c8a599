// Base58 with Bitcoin's alphabet, as Multibase's `z` uses it.

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
// Three letters at a time: their value times a byte is still a small integer.
const AT_ONCE = 3;

/** The bytes; null for a letter outside the alphabet. The cost grows with the square of the length. */
export function decodeBase58(text: string): Uint8Array | null {
  // Least significant byte first.
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += AT_ONCE) {
    let [carry, factor] = [0, 1];
    for (const letter of text.slice(at, at + AT_ONCE)) {
      const digit = ALPHABET.indexOf(letter);
      if (digit < 0) {
        return null;
      }
      carry = carry * 58 + digit;
      factor *= 58;
    }
    for (let place = 0; place < bytes.length || carry > 0; place += 1) {
      carry += (bytes[place] ?? 0) * factor;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
  }
  for (let at = 0; text[at] === "1"; at += 1) {
    bytes.push(0);
  }
  return Uint8Array.from(bytes.reverse());
}
