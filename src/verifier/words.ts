// The words of the verifier: templates of the catalogue that Python reads as well, filled with cleaned values by
// the same rules (../badgepress/words/catalogue/README.md). The result is text, never HTML.

interface Words {
  readonly sentence: string;
  readonly hint: string;
}
type Pieces = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;
export type Section = "note" | "how" | "kind" | "advice" | "reason" | "label" | "check" | "outcome";

const LONGEST_VALUE = 200;
/** An issuer is told by its name and its address, each of which is cut by itself (`labelled` in facts.ts). */
const LONGEST_ISSUER = 400;
// Nothing to clean, as mostly, and told apart sooner: words of visible signs of ASCII and of Latin letters.
const USUAL = /^[!-~\u00c0-\u024f]+(?: [!-~\u00c0-\u024f]+)*$/;
// Fillers and blanks are nothing to see either, though letters, a pattern or a mark to Unicode.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\uffa0]/gu;
// As many marks as a sign may carry: Burmese has five one after the other, no script that is read today more than six.
const HEAP = /(\p{M}{6})\p{M}+/gu;
// Joiners are unseen, and yet part of how words are written: between letters of the scripts from Arabic to Sinhala, of
// Burmese, Khmer and Mongolian; at the end of a word after a virama; and (U+200D) between the pictures of one emoji.
const JOINED =
  /^(?:[\u0600-\u0dff\u1000-\u109f\u1780-\u18af].[\u0600-\u0dff\u1000-\u109f\u1780-\u18af]|[\u2190-\u2bff\u{1f000}-\u{1faff}\ufe0f]\u200d[\u2190-\u2bff\u{1f000}-\u{1faff}]|[\u094d\u09cd\u0d4d\u0dca]\u200d)/u;
let catalogue: Readonly<Record<string, unknown>> = {};
let misses = 0;

/** Says everything in the words of this catalogue from now on; with `more`, in these words besides. */
export function speak(words: Readonly<Record<string, unknown>>, more = false): void {
  const merged = Object.entries(words).map(([name, value]) => [name, { ...(catalogue[name] as object), ...(value as object) }]);
  catalogue = more ? { ...catalogue, ...Object.fromEntries(merged) } : words;
}

/** How often something was to be said that there were no words for yet; it was left empty. */
export function missed(): number {
  return misses;
}

/** The entry, or an empty one while its words have yet to come. */
function known<Entry>(entry: Entry | undefined, empty: Entry): Entry {
  misses += entry === undefined ? 1 : 0;
  return entry ?? empty;
}

/** One line of visible text, at most 200 characters (or `most`) and an ellipsis. */
export function clean(value: string | number, most = LONGEST_VALUE): string {
  const text = String(value);
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

/** Replaces each `{name}` in one pass, so that braces inside a value stay as they are. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}

function cleaned(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(value, name === "issuer" ? LONGEST_ISSUER : LONGEST_VALUE)]));
}

/** Sentence and hint of a check's code. */
export function codeWords(code: string, values: Values): Words {
  const entry = known(catalogue[code] as Words | undefined, { sentence: "", hint: "" });
  const ready = cleaned(values);
  return { sentence: fill(entry.sentence, ready), hint: fill(entry.hint, ready) };
}

/** A text of one of the small sections. */
export function piece(section: Section, name: string, values: Values = {}): string {
  return fill(known((catalogue[section] as Pieces | undefined)?.[name], ""), cleaned(values));
}

/** Title and sentence of a verdict; `reason` is a sentence of the catalogue already, and is not cut. */
export function verdictWords(name: string, values: Values = {}, reason = ""): { title: string; sentence: string } {
  const verdicts = catalogue["verdict"] as Record<string, { title: string; sentence: string }>;
  const entry = known(verdicts[name], { title: "", sentence: "" });
  return { title: entry.title, sentence: fill(entry.sentence, { ...cleaned(values), reason }) };
}

/** The day in UTC as people write it: “14 September 2026”. */
export function day(when: number): string {
  const date = new Date(when);
  const months = catalogue["months"] as readonly string[];
  return fill(catalogue["date"] as string, {
    day: String(date.getUTCDate()),
    month: months[date.getUTCMonth()] as string,
    year: String(date.getUTCFullYear()).padStart(4, "0"),
  });
}
