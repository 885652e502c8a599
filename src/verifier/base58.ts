// Base58 with Bitcoin's alphabet, as Multibase's `z` uses it.

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The bytes, or null for a letter outside the alphabet. The cost grows with the square of the length. */
export function decodeBase58(text: string): Uint8Array | null {
  let number = 0n;
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) {
      return null;
    }
    number = number * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; number > 0n; number >>= 8n) {
    bytes.push(Number(number & 255n));
  }
  for (let at = 0; text[at] === "1"; at += 1) {
    bytes.push(0);
  }
  return Uint8Array.from(bytes.reverse());
}
