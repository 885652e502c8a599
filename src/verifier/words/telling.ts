// A report of codes and values → the same in sentences of one language. The only place that makes sentences.
//
// Each text is a template of the catalogue, filled with values that are made ready first (cleaning.ts). Which value stands
// where, and how it is shown, is in ../../badgepress/words/catalogue/README.md; Python does the same in words/telling.py.

import type { Json } from "../openbadges/jsons.js";
import { stamp } from "../openbadges/moments.js";
import { Issuer, Several, Text, type BadgeFacts, type Check, type CheckId, type Outcome, type Report, type Value, type Values, type Verdict } from "../verify/report.js";
import { clean, fill, labelled } from "./cleaning.js";
import { ISSUER_CHARACTERS, VALUE_CHARACTERS } from "../openbadges/limits.js";

/** The texts of one language, by section and key; those of a check's code by the code. */
export type Catalogue = Readonly<Record<string, unknown>>;
type Entry = Readonly<Record<string, string>>;

/** One check as it is shown; `hint` may be empty. */
export interface ToldCheck {
  readonly id: CheckId;
  readonly outcome: Outcome;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

/** Somebody's word for the badge, and in a sentence whether it is really theirs. */
export interface ToldEndorsement {
  readonly outcome: Outcome;
  readonly issuer: { readonly id: string | null; readonly name: string | null };
  readonly comment: string | null;
  readonly sentence: string;
}

/** The report as JSON, version 1, word for word what the Python side says. */
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

/** The report in these words, which must have all that it needs (`has`). */
export function tell(report: Report, words: Catalogue): Told {
  const checks = report.checks.map((check) => toldCheck(check, words));
  // Each of these is a whole sentence already, and is not cut.
  const reason = report.reason.map((id) => checks.find((check) => check.id === id)?.sentence).join(" ");
  const { title, sentence } = verdictWords(words, report.text.key);
  return {
    version: 1,
    verdict: report.verdict,
    title,
    sentence: fill(sentence, { ...ready(report.text.values, words), reason }),
    checks,
    badge: report.badge,
    notes: report.notes.map((note) => said(note, words)),
    endorsements: report.endorsements.map(({ outcome, issuer, comment, text }) => ({ outcome, issuer, comment, sentence: said(text, words) })),
    credentials: report.credentials.map((one) => tell(one, words)),
    checkedAt: stamp(report.checkedAt),
  };
}

/** A text of a section, or the `sentence` or `hint` of a code, in words. */
export function say(words: Catalogue, section: string, key: string, values: Values = {}): string {
  return fill((words[section] as Entry | undefined)?.[key] ?? "", ready(values, words));
}

/** Title and sentence of a verdict, the latter not filled: as it is for what a page says before there is a report. */
export function verdictWords(words: Catalogue, name: string): { title: string; sentence: string } {
  return (words["verdict"] as Record<string, { title: string; sentence: string }>)[name] as { title: string; sentence: string };
}

/** The day in UTC as people write it: “14 September 2026”. */
export function day(when: Date, words: Catalogue): string {
  const months = words["months"] as readonly string[];
  return fill(words["date"] as string, {
    day: String(when.getUTCDate()),
    month: months[when.getUTCMonth()] as string,
    year: String(when.getUTCFullYear()).padStart(4, "0"),
  });
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

/** What is no text, as it stands in a sentence. */
export function asJson(value: Json | undefined): string {
  return JSON.stringify(value ?? null);
}

function toldCheck({ id, outcome, code, values, sentence, hint }: Check, words: Catalogue): ToldCheck {
  const part = (own: Text | undefined, name: string): string => said(own ?? new Text(code, name, values), words);
  return { id, outcome, code, sentence: part(sentence, "sentence"), hint: part(hint, "hint") };
}

function said({ section, key, values }: Text, words: Catalogue): string {
  return say(words, section, key, values);
}

/** All values as texts that are ready to be filled in. */
function ready(values: Values, words: Catalogue): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, clean(shown(value, words), name === "issuer" ? ISSUER_CHARACTERS : VALUE_CHARACTERS)]),
  );
}

/** A value as it stands in a sentence: a text as it is, what is none of ours as JSON. */
function shown(value: Value, words: Catalogue): string {
  if (typeof value === "string") {
    return value;
  }
  if (value instanceof Text) {
    return said(value, words);
  }
  if (value instanceof Issuer) {
    return (value.known && clean(value.name)) || labelled(value.name, value.address);
  }
  if (value instanceof Date) {
    return day(value, words);
  }
  return value instanceof Several ? value.each.map((one) => shown(one, words)).join(", ") : asJson(value);
}
