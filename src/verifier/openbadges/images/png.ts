// Badges in PNG images, stored as text chunks (PNG 3rd edition §5 and §11.3.3).
//
// Never decodes pixels. Refuses a file unless it is whole chunks with correct checksums.

import { BakeError, type Baked, type Kind } from "./baked.js";
import { inflate } from "./inflate.js";
import { BAKED_IMAGE_BYTES, BAKED_TEXTS, BAKED_TEXT_BYTES, PNG_CHUNKS } from "../limits.js";

export const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KINDS: Readonly<Record<string, Kind>> = { openbadgecredential: "ob3", openbadges: "ob2", clrcredential: "clr" };
// §11.2.1: allowed bit depths for each colour type.
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export function isPng(data: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => data[at] === byte);
}

/** Every credential in the PNG, in file order, from iTXt, tEXt and zTXt chunks. Throws BakeError. */
export async function unbakePng(image: Uint8Array): Promise<Baked[]> {
  const found: Baked[] = [];
  let left = BAKED_TEXT_BYTES;
  for (const chunk of chunks(image)) {
    const [keyword, rest] = cut(chunk.data);
    const kind = Object.hasOwn(KINDS, keyword) ? KINDS[keyword] : undefined;
    if (kind && ["iTXt", "tEXt", "zTXt"].includes(chunk.type)) {
      const data = await text(chunk.type, rest, left);
      left -= data.length;
      if (left < 0 || found.length === BAKED_TEXTS) {
        throw new BakeError();
      }
      found.push({ kind, text: decoded(data, chunk.type !== "iTXt") });
    }
  }
  return found;
}

/** All chunks up to IEND, checked. */
function chunks(image: Uint8Array): Chunk[] {
  if (image.length > BAKED_IMAGE_BYTES || !isPng(image)) {
    throw new BakeError();
  }
  const found = walk(image);
  const header = found[0];
  if (!header || !isHeader(header) || found.filter((chunk) => chunk.type === "IHDR").length > 1) {
    throw new BakeError();
  }
  if (!found.some((chunk) => chunk.type === "IDAT")) {
    throw new BakeError();
  }
  return found;
}

function walk(image: Uint8Array): Chunk[] {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const found: Chunk[] = [];
  for (let start = SIGNATURE.length; ; ) {
    if (start + 12 > image.length) {
      throw new BakeError();
    }
    const end = start + 12 + view.getUint32(start);
    const type = latin1(image.subarray(start + 4, start + 8));
    if (!/^[A-Za-z]{4}$/.test(type) || end > image.length) {
      throw new BakeError();
    }
    if (crc32(image.subarray(start + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new BakeError();
    }
    if (found.length === PNG_CHUNKS) {
      throw new BakeError();
    }
    found.push({ type, data: image.subarray(start + 8, end - 4) });
    if (type === "IEND") {
      return found;
    }
    start = end;
  }
}

function isHeader({ type, data }: Chunk): boolean {
  if (type !== "IHDR" || data.length !== 13) {
    return false;
  }
  const view = new DataView(data.buffer, data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filters, interlace] = data.subarray(8) as unknown as number[];
  return (
    Math.min(width, height) > 0 &&
    Math.max(width, height) < 2 ** 31 &&
    (DEPTHS[colour as number] ?? []).includes(depth as number) &&
    compression === 0 &&
    filters === 0 &&
    (interlace as number) <= 1
  );
}

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = (CRC[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** The keyword before the first zero byte, and the bytes after it. */
function cut(data: Uint8Array): [string, Uint8Array] {
  const end = data.subarray(0, 80).indexOf(0);
  const whole = data.indexOf(0);
  return [
    latin1(data.subarray(0, end < 0 ? Math.min(80, data.length) : end)),
    data.subarray(whole < 0 ? data.length : whole + 1),
  ];
}

/** The text of a text chunk (§11.3.3.2 to §11.3.3.4). Unpacks at most `most` bytes. */
async function text(type: string, rest: Uint8Array, most: number): Promise<Uint8Array> {
  if (type === "tEXt") {
    return rest;
  }
  if (type === "zTXt") {
    if (rest[0] !== 0) {
      throw new BakeError();
    }
    return inflated(rest.subarray(1), most);
  }
  const [flag = 2, method = 2] = rest;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (flag > 1 || (flag === 1 && method !== 0) || translated < 0) {
    throw new BakeError();
  }
  const body = rest.subarray(translated + 1);
  return flag ? inflated(body, most) : body;
}

/** Old tools put UTF-8 into chunks that should be Latin-1, so try UTF-8 first. */
function decoded(data: Uint8Array, orLatin1: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    if (orLatin1) {
      return latin1(data);
    }
    throw new BakeError();
  }
}

async function inflated(data: Uint8Array, most: number): Promise<Uint8Array> {
  const out = await inflate(data, "deflate", most);
  if (out === null || out === "too-large") {
    throw new BakeError();
  }
  return out;
}

function latin1(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    out += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return out;
}
