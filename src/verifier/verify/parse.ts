// Check 1: finds the credential in the input.

import { BakeError, type Baked } from "../openbadges/images/baked.js";
import { unbakeAll } from "../openbadges/images/bake.js";
import { hasMark, pastBlanks } from "../openbadges/bytes.js";
import { isObject, JsonError, readObject, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import { pointer } from "./generation.js";
import { isPng } from "../openbadges/images/png.js";
import { failing, finding, Text, type Finding, type Values } from "./report.js";
import { IMAGE_BYTES, JSON_BYTES, SNIFFED_BYTES } from "../openbadges/limits.js";

const NEWEST_FIRST = ["ob3", "clr", "ob2"] as const;
// One piece of what may precede the root of a markup file. We match piece by piece, because one pattern for all of them
// would backtrack endlessly on a hostile file.
const PROLOG = /[ \t\n\r]+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^[>]*(?:\[.*?\][ \t\n\r]*)?>/isy;
const HTML_DOCTYPE = /<!DOCTYPE[ \t\n\r]+html\b/iy;
const HTML_ROOT = /<html\b/iy;
const SVG_ROOT = /<(?:[\w.-]+:)?svg[ \t\n\r/>]/y;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~.*)?$/s;
// JPEG, GIF, WebP, AVIF and HEIC: images that badges are never baked into.
const PICTURE = /^(?:\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|heix|mif1))/s;
const URL = /^https?:\/\/[^ \t\n\r]+$/i;

/** The finding, the credential if there is one, notes, and the signed token around it, if any. */
export interface Parsed {
  readonly finding: Finding;
  readonly credential: JsonObject | null;
  readonly notes: readonly Text[];
  readonly token: Token | null;
}

/**
 * Finds the credential in the bytes of a PNG, an SVG or a JSON text. An object is part of one that was parsed already,
 * so it is used as is.
 */
export async function parse(input: Uint8Array | string | JsonObject): Promise<Parsed> {
  if (isObject(input) && !(input instanceof Uint8Array)) {
    return { finding: ok("json"), credential: input, notes: [], token: null };
  }
  if (typeof input === "string" && /\p{Surrogate}/u.test(input)) {
    return failed("parse-bad-json");
  }
  const data = typeof input === "string" ? new TextEncoder().encode(input) : input;
  try {
    return await parseBytes(data);
  } catch (error) {
    if (error instanceof JsonError) {
      return failed(error.code, { field: error.field, limit: "2 MB" });
    }
    throw error;
  }
}

async function parseBytes(data: Uint8Array): Promise<Parsed> {
  if (pastBlanks(data) === data.length) {
    return failed("parse-empty");
  }
  if (isPng(data)) {
    return parseImage(data, "png");
  }
  if (PICTURE.test(String.fromCharCode(...data.subarray(0, 12)))) {
    return failed("parse-no-badge");
  }
  // Skip all leading white space: the kind of file depends on what comes after it.
  const begun = start(data.subarray(0, IMAGE_BYTES));
  if (begun.startsWith("%PDF-")) {
    return unsupported("pdf");
  }
  if (begun.startsWith("<")) {
    return parseMarkup(data, begun);
  }
  if (data.length > JSON_BYTES) {
    return failed("parse-too-large", { limit: "2 MB" });
  }
  let text: string;
  try {
    text = trimmed(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    return failed("parse-bad-json");
  }
  return parseText(text, "json");
}

async function parseMarkup(data: Uint8Array, begun: string): Promise<Parsed> {
  if (data.length > IMAGE_BYTES) {
    return failed("parse-too-large", { limit: "8 MB" });
  }
  const kind = markupKind(begun);
  if (kind === "html") {
    return unsupported("html");
  }
  return kind === "svg" ? parseImage(data, "svg") : failed("parse-bad-json");
}

/** The kind of markup, by the doctype and the root element. */
function markupKind(text: string): "svg" | "html" | "" {
  let at = 0;
  const sees = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0].length ?? 0;
  };
  for (let length = sees(PROLOG); length > 0; length = sees(PROLOG)) {
    if (sees(HTML_DOCTYPE)) {
      return "html";
    }
    at += length;
  }
  return sees(HTML_ROOT) ? "html" : sees(SVG_ROOT) ? "svg" : "";
}

async function parseImage(data: Uint8Array, how: string): Promise<Parsed> {
  if (data.length > IMAGE_BYTES) {
    return failed("parse-too-large", { limit: "8 MB" });
  }
  let found: readonly Baked[];
  try {
    found = await unbakeAll(data);
  } catch (error) {
    if (error instanceof BakeError) {
      return failed("parse-bad-image");
    }
    throw error;
  }
  const newest = NEWEST_FIRST.map((kind) => found.find((baked) => baked.kind === kind)).find((baked) => baked);
  if (!newest) {
    return failed("parse-no-badge");
  }
  if (newest.kind === "ob2" && URL.test(trimmed(newest.text))) {
    return { finding: ok(how), credential: pointer(trimmed(newest.text)), notes: [], token: null };
  }
  const hasOlder = newest.kind === "ob3" && found.some((baked) => baked.kind === "ob2");
  return parseText(trimmed(newest.text), how, hasOlder ? [new Text("note", "other-badge")] : []);
}

/** Parses a credential's JSON or token. Recognises some other forms, to say that they are not supported. */
async function parseText(text: string, how: string, notes: readonly Text[] = []): Promise<Parsed> {
  const bare = unquoted(text);
  const form = bare.startsWith("ey") ? JWT.exec(bare) : null;
  if (form) {
    return form[1] ? unsupported("sd-jwt") : parseToken(bare, notes);
  }
  if (URL.test(bare)) {
    return unsupported("url");
  }
  return { finding: ok(how), credential: readObject(text), notes, token: null };
}

async function parseToken(text: string, notes: readonly Text[]): Promise<Parsed> {
  const { credentialIn, splitToken } = await import("./tokens.js");
  const token = splitToken(text);
  return { finding: ok("jwt"), credential: credentialIn(token.payload).credential, notes, token };
}

/**
 * The text without surrounding white space of JSON and XML, as in Python. Plain `trim` removes other characters too.
 */
function trimmed(text: string): string {
  const isSpace = (at: number): boolean => " \t\n\r".includes(text.charAt(at));
  let [begin, end] = [0, text.length];
  while (begin < end && isSpace(begin)) {
    begin += 1;
  }
  while (end > begin && isSpace(end - 1)) {
    end -= 1;
  }
  return text.slice(begin, end);
}

/** The content of a JSON string; other text unchanged. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) {
    return text;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? trimmed(value) : text;
  } catch {
    return text;
  }
}

/** The first bytes as text, after a byte order mark and white space. */
function start(data: Uint8Array): string {
  const at = pastBlanks(data, hasMark(data) ? 3 : 0);
  return new TextDecoder().decode(data.subarray(at, at + SNIFFED_BYTES));
}

function ok(how: string): Finding {
  return finding("passed", "parse-ok", { how: new Text("how", how) });
}

function failed(code: string, values: Values = {}): Parsed {
  return { finding: failing(code, values), credential: null, notes: [], token: null };
}

function unsupported(kind: string): Parsed {
  return failed("parse-unsupported", { kind: new Text("kind", kind), advice: new Text("advice", kind) });
}
