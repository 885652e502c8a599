// The words of one language, loaded when a page needs them; a catalogue more is a language more.

import languages from "badgepress:languages";

import { speak } from "./words.js";

const DEFAULT = "en";

/** Speaks the language from now on, or the nearest there is (`es` for `es-MX`), else English. */
export async function learn(wanted: string): Promise<void> {
  const names = [wanted.toLowerCase(), wanted.toLowerCase().split("-")[0] ?? "", DEFAULT];
  const name = names.find((one) => Object.hasOwn(languages, one)) ?? DEFAULT;
  speak(await (languages[name] as () => Promise<Readonly<Record<string, unknown>>>)());
}
