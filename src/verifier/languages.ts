// The words of one language, loaded when a page needs them; each catalogue adds a language. Those that are seldom said
// travel by themselves when a report needs one of them; scripts/build.mjs says which.

import languages from "badgepress:languages";
import seldom from "badgepress:seldom";
import specialist from "badgepress:specialist";

import type { Report } from "./report.js";
import { has, type Catalogue } from "./words/telling.js";

const DEFAULT = "en";

/** A language that there is a catalogue for, with its usual words. */
export interface Language {
  readonly name: string;
  readonly words: Catalogue;
}

/** The language with its usual words, or the nearest there is (`es` for `es-MX`), else English. */
export async function learn(wanted: string): Promise<Language> {
  const names = [wanted.toLowerCase(), wanted.toLowerCase().split("-")[0] ?? "", DEFAULT];
  const name = names.find((one) => Object.hasOwn(languages, one)) ?? DEFAULT;
  return { name, words: await (languages[name] as () => Promise<Catalogue>)() };
}

/** The words that the report is told in: the usual ones, and those that are seldom said where it needs one. */
export async function wordsFor(language: Language, report: Report): Promise<Catalogue> {
  return has(language.words, report) ? language.words : withSeldom(language);
}

/** The usual words and those that are seldom said. */
export async function withSeldom({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await seldom[name]?.()) ?? {});
}

/** The usual words and what the technical view says. */
export async function withSpecialist({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await specialist[name]?.()) ?? {});
}

function merged(words: Catalogue, more: Catalogue): Catalogue {
  const all = Object.entries(more).map(([name, value]) => [name, { ...(words[name] as object), ...(value as object) }]);
  return { ...words, ...Object.fromEntries(all) };
}
