// Decompression with a cap on the output.

import { join } from "../bytes.js";

/** The unpacked bytes; null if the data is damaged; "too-large" if there would be more than `cap` bytes. */
export async function inflate(
  data: Uint8Array,
  format: "gzip" | "deflate",
  cap: number,
): Promise<Uint8Array | null | "too-large"> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // A damaged stream rejects on both ends. We handle it on the reading end.
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
