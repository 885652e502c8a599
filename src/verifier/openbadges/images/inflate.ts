// Decompression with a cap: what grows beyond it is given up, whatever it claimed to be.

import { join } from "../bytes.js";

/** The bytes; null when the data is damaged; "too-large" beyond `cap` bytes. */
export async function inflate(
  data: Uint8Array,
  format: "gzip" | "deflate",
  cap: number,
): Promise<Uint8Array | null | "too-large"> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // A damaged stream rejects on both ends; the reading end is the one that is asked.
  const written = writer.write(data as Uint8Array<ArrayBuffer>).then(() => writer.close());
  written.catch(() => undefined);
  const reader = stream.readable.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > cap) {
        await reader.cancel().catch(() => undefined);
        return "too-large";
      }
      parts.push(next.value);
    }
  } catch {
    return null;
  }
  return join(parts);
}
