// The words of one language, loaded when a page needs them; a catalogue more is a language more. Those that are seldom
// said travel by themselves when one of them is wanted; scripts/build.mjs says which.

import languages from "badgepress:languages";
import seldom from "badgepress:seldom";
import specialist from "badgepress:specialist";

import { missed, speak } from "./words.js";

const DEFAULT = "en";
let spoken = DEFAULT;

/** Speaks the language from now on, or the nearest there is (`es` for `es-MX`), else English. */
export async function learn(wanted: string): Promise<void> {
  const names = [wanted.toLowerCase(), wanted.toLowerCase().split("-")[0] ?? "", DEFAULT];
  spoken = names.find((one) => Object.hasOwn(languages, one)) ?? DEFAULT;
  speak(await (languages[spoken] as () => Promise<Readonly<Record<string, unknown>>>)());
}

/** Knows what the technical view says as well. */
export async function learnSpecialist(): Promise<void> {
  speak((await specialist[spoken]?.()) ?? {}, true);
}

/** What `say` gives; said once more where words for it had yet to come. It must be such as may be done twice. */
export async function inFull<Said>(say: () => Promise<Said>): Promise<Said> {
  const before = missed();
  const said = await say();
  if (missed() === before) {
    return said;
  }
  speak((await seldom[spoken]?.()) ?? {}, true);
  return say();
}
