// Loads the words of a language when a page needs them; each catalogue adds a language. Rarely used words load
// separately, when a report needs one of them. build/build.mjs decides which those are.

import languages from "badgepress:languages";
import seldom from "badgepress:seldom";
import specialist from "badgepress:specialist";

import type { Report } from "../verify/report.js";
import { has, type Catalogue } from "./telling.js";

const DEFAULT = "en";

/** A language with its common words. */
export interface Language {
  readonly name: string;
  readonly words: Catalogue;
}

/** The wanted language with its common words, or the nearest that has a catalogue (`es` for `es-MX`), or English. */
export async function learn(wanted: string): Promise<Language> {
  const names = [wanted.toLowerCase(), wanted.toLowerCase().split("-")[0] ?? "", DEFAULT];
  const name = names.find((one) => Object.hasOwn(languages, one)) ?? DEFAULT;
  return { name, words: await (languages[name] as () => Promise<Catalogue>)() };
}

/** The words for a report: the common ones, plus the rare ones if it needs any. */
export async function wordsFor(language: Language, report: Report): Promise<Catalogue> {
  return has(language.words, report) ? language.words : withSeldom(language);
}

/** The common words and the rare ones. */
export async function withSeldom({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await seldom[name]?.()) ?? {});
}

/** The common words and those of the technical view. */
export async function withSpecialist({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await specialist[name]?.()) ?? {});
}

function merged(words: Catalogue, more: Catalogue): Catalogue {
  const all = Object.entries(more).map(([name, value]) => [name, { ...(words[name] as object), ...(value as object) }]);
  return { ...words, ...Object.fromEntries(all) };
}
