// A JSON value as the Python side's messages show it, so that both say the same sentence.

import type { Json } from "./json.js";

const LONGEST = 200;

/** The text in quotes, cut after 200 characters. */
export function shown(text: string): string {
  return cut(quoted(text), LONGEST);
}

/** The first so many characters: code points, as Python counts, and never half of one. */
export function cut(text: string, most: number): string {
  return text.length > most ? Array.from(text.slice(0, 2 * most)).slice(0, most).join("") : text;
}

/** The text in quotes; control characters and backslashes are written out. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}'"]/gu, (sign) => escaped(sign, quote));
  return `${quote}${inner}${quote}`;
}

function escaped(sign: string, quote: string): string {
  if (sign === " " || ((sign === "'" || sign === '"') && sign !== quote)) {
    return sign;
  }
  const short = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"], ["\\", "\\\\"], [quote, `\\${quote}`]]).get(sign);
  const code = sign.codePointAt(0) as number;
  const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return short ?? `\\${letter}${code.toString(16).padStart(digits as number, "0")}`;
}

/** Any value; nothing is `None`. */
export function written(value: Json | undefined): string {
  if (typeof value === "string") {
    return quoted(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(written).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value).map(([key, one]) => `${quoted(key)}: ${written(one)}`).join(", ")}}`;
  }
  return value === true ? "True" : value === false ? "False" : typeof value === "number" ? numberText(value) : "None";
}

/** Whole numbers to the last digit; tiny ones with an exponent of two digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    return BigInt(value).toString();
  }
  return Math.abs(value) < 1e-4 ? value.toExponential().replace(/e-(\d)$/, "e-0$1") : `${value}`;
}
