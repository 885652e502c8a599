// Prepares values for a sentence (one line of visible text, cut if long), and fills templates with them.
// Python follows the same rules (../../badgepress/words/catalogue/README.md). The result is text, never HTML: values
// may come from a hostile credential.

import { ISSUER_ADDRESS_CHARACTERS, ISSUER_NAME_CHARACTERS, MARKS_ON_A_LETTER, VALUE_CHARACTERS } from "../openbadges/limits.js";

// A fast path for the usual case: words of visible ASCII and Latin letters need no cleaning.
const USUAL = /^[!-~\u00c0-\u024f]+(?: [!-~\u00c0-\u024f]+)*$/;
// Includes fillers and blanks. They are invisible too, although Unicode calls them letters, a pattern or a mark.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\uffa0]/gu;
const HEAP = new RegExp(`(\\p{M}{${MARKS_ON_A_LETTER}})\\p{M}+`, "gu");
// Joiners are invisible but needed to write words: between letters of the scripts from Arabic to Sinhala, of Burmese,
// Khmer and Mongolian; at the end of a word after a virama; and (U+200D) between the pictures of one emoji.
const JOINED =
  /^(?:[\u0600-\u0dff\u1000-\u109f\u1780-\u18af].[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]|[\u2190-\u2bff\u{1f000}-\u{1faff}\ufe0f]\u200d[\u2190-\u2bff\u{1f000}-\u{1faff}]|[\u094d\u09cd\u0d4d\u0dca]\u200d)/u;

/** The value as one line of visible text, cut to 200 characters (or `most`) plus an ellipsis. */
export function clean(text: string, most = VALUE_CHARACTERS): string {
  if (text.length <= most && USUAL.test(text)) {
    return text;
  }
  const seen = text.replace(UNSEEN, " ");
  const joined = seen.replace(/[\u200c\u200d]/g, (joiner, at: number) => {
    const isPair = /[\udc00-\udfff]/.test(seen.charAt(at - 1));
    return JOINED.test(seen.slice(Math.max(0, at - (isPair ? 2 : 1)), at + 3)) ? joiner : " ";
  });
  const line = joined.replace(/\s+/gu, " ").trim().replace(HEAP, "$1");
  const signs = line.length > most ? Array.from(line) : [];
  return signs.length > most ? `${signs.slice(0, most).join("")}…` : line;
}

/** Replaces each `{name}` in one pass, so braces inside a value stay as they are. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}

/**
 * The name followed by the address in parentheses. The name is cut so that the address stays; the address is cut after
 * its host, which has at most 253 characters.
 */
export function labelled(name: string, address: string): string {
  const [shown, at] = [clean(name, ISSUER_NAME_CHARACTERS), clean(address, ISSUER_ADDRESS_CHARACTERS)];
  return shown ? `${shown} (${at})` : at;
}
