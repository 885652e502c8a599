// The words of the one-file verifier: its page holds them, for its own language only.

import { unpacked } from "./unpacked.js";

type Words = Readonly<Record<string, unknown>>;

/** The packed words in the page: a function that returns them, by language. */
export function carried(): Record<string, () => Promise<Words>> {
  const found = document.getElementById("badgepress-words");
  const language = found?.dataset["language"];
  return found && language ? { [language]: () => unpacked(found.textContent ?? "") as Promise<Words> } : {};
}
