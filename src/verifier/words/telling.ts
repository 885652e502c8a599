// Turns a report of codes and values into sentences in one language. No other module makes sentences.
//
// Each text is a template from the catalogue, filled with cleaned values (cleaning.ts).
// ../../badgepress/words/catalogue/README.md says which values a text has and how they are shown. Python does the same
// in words/telling.py.

import type { Json } from "../openbadges/jsons.js";
import { moment, stamp } from "../openbadges/moments.js";
import { Issuer, Several, Text, type BadgeFacts, type Check, type CheckId, type Outcome, type Report, type Value, type Values, type Verdict } from "../verify/report.js";
import { clean, fill, labelled } from "./cleaning.js";
import { ISSUER_CHARACTERS, VALUE_CHARACTERS } from "../openbadges/limits.js";

/** The texts of one language, by section and key. For the texts of a check, the section is its code. */
export type Catalogue = Readonly<Record<string, unknown>>;
type Entry = Readonly<Record<string, string>>;

/** One check in words. `code` is stable; `sentence` and `hint` are for people. A hint may be empty. */
export interface ToldCheck {
  readonly id: CheckId;
  readonly outcome: Outcome;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

/** An endorsement in words: by whom, their comment, and a sentence that says whether it is really theirs. */
export interface ToldEndorsement {
  readonly outcome: Outcome;
  readonly issuer: { readonly id: string | null; readonly name: string | null };
  readonly comment: string | null;
  readonly sentence: string;
}

/** The report as JSON, version 1, word for word as on the Python side. */
export interface Told {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly title: string;
  readonly sentence: string;
  readonly checks: readonly ToldCheck[];
  readonly badge: BadgeFacts | null;
  readonly notes: readonly string[];
  readonly endorsements: readonly ToldEndorsement[];
  readonly credentials: readonly Told[];
  readonly checkedAt: string;
}

/** The report in words. The catalogue must include every text that it needs (`has`). */
export function tell(report: Report, words: Catalogue): Told {
  const checks = report.checks.map((check) => toldCheck(check, words));
  // These are whole sentences already, so do not clean or cut them.
  const reason = report.reason.map((id) => checks.find((check) => check.id === id)?.sentence).join(" ");
  const { title, sentence } = verdictWords(words, report.text.key);
  return {
    version: 1,
    verdict: report.verdict,
    title,
    sentence: fill(sentence, { ...cleaned(report.text.values, words), reason }),
    checks,
    badge: report.badge,
    notes: report.notes.map((note) => sentenceOf(note, words)),
    endorsements: report.endorsements.map(({ outcome, issuer, comment, text }) => ({ outcome, issuer, comment, sentence: sentenceOf(text, words) })),
    credentials: report.credentials.map((one) => tell(one, words)),
    checkedAt: stamp(report.checkedAt),
  };
}

/** A text from a section, or the `sentence` or `hint` of a code, with its values filled in. */
export function say(words: Catalogue, section: string, key: string, values: Values = {}): string {
  return fill((words[section] as Entry | undefined)?.[key] ?? "", cleaned(values, words));
}

/** Title and unfilled sentence of a verdict. A page also shows some before there is a report. */
export function verdictWords(words: Catalogue, name: string): { title: string; sentence: string } {
  return (words["verdict"] as Record<string, { title: string; sentence: string }>)[name] as { title: string; sentence: string };
}

/** The date in UTC as people write it: “14 September 2026”. */
export function day(when: Date, words: Catalogue): string {
  const months = words["months"] as readonly string[];
  return fill(words["date"] as string, {
    day: String(when.getUTCDate()),
    month: months[when.getUTCMonth()] as string,
    year: String(when.getUTCFullYear()).padStart(4, "0"),
  });
}

/** A moment as it is written in a credential, as its day; what is not a moment stays as it is. */
export function dayOf(text: string, words: Catalogue): string {
  const when = moment(text);
  return when === null ? text : day(new Date(when), words);
}

/** Whether the catalogue has every text that the report needs. */
export function has(words: Catalogue, report: Report): boolean {
  const { text, checks, notes, endorsements, credentials } = report;
  const all = checks.flatMap(({ code, values, sentence, hint }) => [new Text(code, "sentence", values), sentence, hint]);
  const others = endorsements.map((one) => one.text);
  return [text, ...notes, ...others, ...all].every((one) => hasText(words, one)) && credentials.every((one) => has(words, one));
}

function hasText(words: Catalogue, value: Value): boolean {
  if (value instanceof Several) {
    return value.each.every((one) => hasText(words, one));
  }
  if (!(value instanceof Text)) {
    return true;
  }
  return value.key in ((words[value.section] ?? {}) as Entry) && Object.values(value.values).every((one) => hasText(words, one));
}

/** A value from a document that is not a text, as a sentence shows it. */
export function asJson(value: Json | undefined): string {
  return JSON.stringify(value ?? null);
}

function toldCheck({ id, outcome, code, values, sentence, hint }: Check, words: Catalogue): ToldCheck {
  const part = (own: Text | undefined, name: string): string => sentenceOf(own ?? new Text(code, name, values), words);
  return { id, outcome, code, sentence: part(sentence, "sentence"), hint: part(hint, "hint") };
}

function sentenceOf({ section, key, values }: Text, words: Catalogue): string {
  return say(words, section, key, values);
}

/** All values as cleaned texts, ready to fill in. */
function cleaned(values: Values, words: Catalogue): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, clean(shown(value, words), name === "issuer" ? ISSUER_CHARACTERS : VALUE_CHARACTERS)]),
  );
}

/** A value as a sentence shows it: a text as is, any other value from the document as JSON. */
function shown(value: Value, words: Catalogue): string {
  if (typeof value === "string") {
    return value;
  }
  if (value instanceof Text) {
    return sentenceOf(value, words);
  }
  if (value instanceof Issuer) {
    return (value.known && clean(value.name)) || labelled(value.name, value.address);
  }
  if (value instanceof Date) {
    return day(value, words);
  }
  return value instanceof Several ? value.each.map((one) => shown(one, words)).join(", ") : asJson(value);
}
