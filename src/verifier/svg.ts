// Badges in SVG images: an element of its own (Open Badges 3.0 §5.3.2), with JSON inside or a token as attribute.

import { BakeError, MAX_TEXT, type Baked, type Kind } from "./baked.js";
import { readXml, XmlError } from "./xml.js";

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["https://purl.imsglobal.org/ob/v3p0 credential", "ob3"],
  ["http://openbadges.org assertion", "ob2"],
  ["https://purl.imsglobal.org/clr/v2p0 credential", "clr"],
]);
const ROOTS = ["http://www.w3.org/2000/svg svg", "svg"];
const DECLARED = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;
const ENCODINGS = ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1"];

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
          found.push(...carried(reading));
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

function carried({ kind, verify, text }: { kind: Kind; verify: string; text: string }): Baked[] {
  if (Math.max(text.length, verify.length) > MAX_TEXT) {
    throw new BakeError();
  }
  return text.trim() ? [{ kind, text }] : verify ? [{ kind, text: verify }] : [];
}

function decode(image: Uint8Array): string {
  const [first, second] = image;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return decoded(image, first === 0xff ? "utf-16le" : "utf-16be");
  }
  const head = String.fromCharCode(...image.subarray(0, 300)).replace(/^\xef\xbb\xbf/, "");
  const encoding = DECLARED.exec(head.trimStart())?.[1]?.toLowerCase() ?? "utf-8";
  if (!ENCODINGS.includes(encoding)) {
    throw new BakeError();
  }
  return decoded(image, encoding).trimStart();
}

function decoded(image: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(image);
  } catch {
    throw new BakeError();
  }
}
