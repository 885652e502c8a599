// Badges in SVG images: an extra element (Open Badges 3.0 §5.3.2) with JSON inside, or with a token as an attribute.

import { BakeError, type Baked, type Kind } from "./baked.js";
import { hasMark, pastBlanks } from "../bytes.js";
import { readXml, XmlError } from "./xml.js";
import { BAKED_TEXT_BYTES } from "../limits.js";

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["https://purl.imsglobal.org/ob/v3p0 credential", "ob3"],
  ["http://openbadges.org assertion", "ob2"],
  ["https://purl.imsglobal.org/clr/v2p0 credential", "clr"],
]);
const ROOTS = ["http://www.w3.org/2000/svg svg", "svg"];
const DECLARED = /^<\?xml[^>]{0,200}?encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z0-9._-]{1,40})\1/;
// For each name: the decoder, and the bytes that the encoding does not have although the decoder accepts them.
// "" decodes each byte as the character with that number: a browser would decode ISO 8859-1 as windows-1252.
const ENCODINGS = new Map<string, readonly [decoder: string, absent: RegExp | null]>([
  ["utf-8", ["utf-8", null]],
  ["utf8", ["utf-8", null]],
  ["us-ascii", ["utf-8", /[\x80-\xff]/]],
  ["ascii", ["utf-8", /[\x80-\xff]/]],
  ["iso-8859-1", ["", null]],
  ["latin1", ["", null]],
  ["iso-8859-15", ["iso-8859-15", null]],
  ["windows-1252", ["windows-1252", /[\x81\x8d\x8f\x90\x9d]/]],
]);

/** Every credential in the SVG, in document order. Throws BakeError. */
export function unbakeSvg(image: Uint8Array): Baked[] {
  const found: Baked[] = [];
  let depth = 0;
  let reading: { kind: Kind; depth: number; verify: string; text: string } | null = null;
  try {
    readXml(decode(image), {
      start(name, attributes) {
        if (depth === 0 && !ROOTS.includes(name)) {
          throw new XmlError("the root is not svg");
        }
        depth += 1;
        const kind = KINDS.get(name);
        if (kind && depth > 1 && !reading) {
          reading = { kind, depth, verify: attributes.get("verify") ?? "", text: "" };
        }
      },
      text(text) {
        if (reading) {
          reading.text += text;
        }
      },
      end() {
        if (reading?.depth === depth) {
          found.push(...badgesIn(reading));
          reading = null;
        }
        depth -= 1;
      },
    });
  } catch (error) {
    throw error instanceof XmlError ? new BakeError() : error;
  }
  return found;
}

/** The badge of one element: its content, or else its `verify` attribute, or none. */
function badgesIn({ kind, verify, text }: { kind: Kind; verify: string; text: string }): Baked[] {
  if (Math.max(text.length, verify.length) > BAKED_TEXT_BYTES) {
    throw new BakeError();
  }
  return /[^ \t\n\r]/.test(text) ? [{ kind, text }] : verify ? [{ kind, text: verify }] : [];
}

function decode(image: Uint8Array): string {
  const [first, second] = image;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return decoded(image, first === 0xff ? "utf-16le" : "utf-16be");
  }
  const begun = image.subarray(pastBlanks(image, hasMark(image) ? 3 : 0));
  const encoding = DECLARED.exec(String.fromCharCode(...begun.subarray(0, 300)))?.[2]?.toLowerCase() ?? "utf-8";
  const [decoder, absent] = ENCODINGS.get(encoding) ?? [null, null];
  if (decoder === null || (absent && absent.test(bytewise(begun)))) {
    throw new BakeError();
  }
  return decoder ? decoded(begun, decoder) : bytewise(begun);
}

/** Decodes ISO 8859-1: each byte is the character with that number. */
function bytewise(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function decoded(image: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(image);
  } catch {
    throw new BakeError();
  }
}
