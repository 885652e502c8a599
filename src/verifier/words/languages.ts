// The words of one language, loaded when a page needs them. Each catalogue adds a language. Rare words are a file of their
// own, loaded when a report needs one of them; build/build.mjs says which.

import languages from "badgepress:languages";
import seldom from "badgepress:seldom";
import specialist from "badgepress:specialist";

import type { Report } from "../verify/report.js";
import { has, type Catalogue } from "./telling.js";

const DEFAULT = "en";

/** A language that has a catalogue, with its usual words. */
export interface Language {
  readonly name: string;
  readonly words: Catalogue;
}

/** The language with its usual words, or the nearest one (`es` for `es-MX`), else English. */
export async function learn(wanted: string): Promise<Language> {
  const names = [wanted.toLowerCase(), wanted.toLowerCase().split("-")[0] ?? "", DEFAULT];
  const name = names.find((one) => Object.hasOwn(languages, one)) ?? DEFAULT;
  return { name, words: await (languages[name] as () => Promise<Catalogue>)() };
}

/** The words for the report: the usual ones, with the rare ones if it needs any. */
export async function wordsFor(language: Language, report: Report): Promise<Catalogue> {
  return has(language.words, report) ? language.words : withSeldom(language);
}

/** The usual and the rare words. */
export async function withSeldom({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await seldom[name]?.()) ?? {});
}

/** The usual words and those of the technical view. */
export async function withSpecialist({ name, words }: Language): Promise<Catalogue> {
  return merged(words, (await specialist[name]?.()) ?? {});
}

function merged(words: Catalogue, more: Catalogue): Catalogue {
  const all = Object.entries(more).map(([name, value]) => [name, { ...(words[name] as object), ...(value as object) }]);
  return { ...words, ...Object.fromEntries(all) };
}
