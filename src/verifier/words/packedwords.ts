// The words that the one-file verifier is given by its page, which has them for its own language only.

import { unpacked } from "./unpacked.js";

type Words = Readonly<Record<string, unknown>>;

/** The packed words in the page, by their language, as a function that gives them. */
export function carried(): Record<string, () => Promise<Words>> {
  const found = document.getElementById("badgepress-words");
  const language = found?.dataset["language"];
  return found && language ? { [language]: () => unpacked(found.textContent ?? "") as Promise<Words> } : {};
}
