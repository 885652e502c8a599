// Helpers for byte arrays.

/** The parts as one array. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The index of the first byte at or after `from` that is not JSON or XML white space; the length if there is none. */
export function pastBlanks(data: Uint8Array, from = 0): number {
  let at = from;
  for (let byte = data[at]; byte === 0x20 || byte === 9 || byte === 10 || byte === 13; byte = data[at]) {
    at += 1;
  }
  return at;
}

/** Whether the bytes begin with UTF-8's byte order mark. */
export function hasMark(data: Uint8Array): boolean {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf;
}
