// Baking: a credential inside the image that shows it (Open Badges 3.0 §5.3), to the byte as `bake` does it in Python.
// For images of this site, which carry no badge yet: an image that does is refused.

import { BakeError } from "./baked.js";
import { join } from "../bytes.js";
import { crc32, isPng, SIGNATURE } from "./png.js";

const KEYWORD = "openbadgecredential";
const NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";
const HEADER_END = SIGNATURE.length + 25;
/** What may stand before the root of an SVG, and the root's start tag: its name, its attributes, and how it ends. */
const PROLOG = /^(?:<\?(?:[^?]|\?(?!>))*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>|\s)*/;
const START = /<([A-Za-z_][\w.:-]*)((?:[^>"'/]|\/(?!>)|"[^"]*"|'[^']*')*)(\/?)>/y;
const OTHER_ENCODING = /^<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8["'])/i;
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** The image with the credential in it. Throws BakeError for what is neither a PNG nor an SVG, or carries a badge. */
export function bake(image: Uint8Array, credential: string): Uint8Array {
  return isPng(image) ? bakePng(image, credential) : bakeSvg(image, credential);
}

/** An uncompressed iTXt chunk right after the header (PNG 3rd edition §11.3.3.4). */
function bakePng(image: Uint8Array, credential: string): Uint8Array {
  if (new TextDecoder("latin1").decode(image).includes(`${KEYWORD}\0`)) {
    throw new BakeError();
  }
  const bytes = new TextEncoder();
  const content = join([bytes.encode(`iTXt${KEYWORD}\0\0\0\0\0`), bytes.encode(credential)]);
  return join([
    image.subarray(0, HEADER_END),
    number(content.length - 4),
    content,
    number(crc32(content)),
    image.subarray(HEADER_END),
  ]);
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** An element right after the root's start tag, its namespace declared there as well (Open Badges 3.0 §5.3.2.1). */
function bakeSvg(image: Uint8Array, credential: string): Uint8Array {
  const source = decoded(image);
  START.lastIndex = PROLOG.exec(source)?.[0].length ?? 0;
  const root = START.exec(source);
  const [, name = "", attributes = "", slash] = root ?? [];
  if (!root || OTHER_ENCODING.test(source) || !/^(?:\w+:)?svg$/.test(name) || source.includes(NAMESPACE) || NOT_XML.test(credential)) {
    throw new BakeError();
  }
  const declared = /\sxmlns:openbadges\s*=/.test(attributes) ? "" : ` xmlns:openbadges="${NAMESPACE}"`;
  const head = `${source.slice(0, root.index)}<${name}${declared}${attributes}>`;
  const rest = source.slice(START.lastIndex);
  const element = `<openbadges:credential xmlns:openbadges="${NAMESPACE}">${cdata(credential)}</openbadges:credential>`;
  return new TextEncoder().encode(head + element + (slash ? `</${name}>` : "") + rest);
}

function decoded(image: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(image);
  } catch {
    throw new BakeError();
  }
}

/** `]]>` is cut in two, and a carriage return kept from becoming a line feed. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>").replaceAll("\r", "]]>&#13;<![CDATA[")}]]>`;
}
