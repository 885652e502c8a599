// The words of the one-file verifier. Its page contains them, for its own language only.

import { unpacked } from "./unpacked.js";

type Words = Readonly<Record<string, unknown>>;

/** A function that unpacks the words in the page, by their language. */
export function embeddedWords(): Record<string, () => Promise<Words>> {
  const found = document.getElementById("badgepress-words");
  const language = found?.dataset["language"];
  return found && language ? { [language]: () => unpacked(found.textContent ?? "") as Promise<Words> } : {};
}
