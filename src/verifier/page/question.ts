// Asks before reading an address on another site that a link to the verify page names.
// Loaded when there is such a link.

import { addressIn } from "./address.js";
import { withSeldom, type Language } from "../words/languages.js";
import { addQuestion, announce, element, textElement } from "./page.js";
import { clean } from "../words/cleaning.js";
import { say } from "../words/telling.js";

const LONGEST_ADDRESS = 400;

/** Asks whether to read what the link names, and calls `go` once if the answer is yes. */
export async function question(wanted: string, language: Language, go: () => void): Promise<void> {
  const address = addressIn(wanted);
  const words = await withSeldom(language);
  const [title, sentence] = [say(words, "label", "ask-title"), say(words, "label", address ? "ask" : "ask-text")];
  // Show the host first, in its ASCII form, where look-alike letters are easy to tell apart.
  const host = address ? [element("p", "asked__host", [plain(new URL(address).host)])] : [];
  const button = textElement("button", "button", say(words, "label", "ask-go")) as HTMLButtonElement;
  const whole = element("p", "asked__address", [plain(clean(address ?? wanted, LONGEST_ADDRESS))]);
  const heading = textElement("h2", "asked__title", title);
  const box = element("div", "asked", [heading, textElement("p", "", sentence), ...host, whole, element("p", "", [button])]);
  button.type = "button";
  heading.id = "verify-asked";
  button.setAttribute("aria-describedby", heading.id);
  button.addEventListener("click", () => {
    const answers = box.parentElement;
    box.remove();
    go();
    // The answer will appear in place of the button.
    answers?.setAttribute("tabindex", "-1");
    answers?.focus({ preventScroll: true });
  }, { once: true });
  addQuestion(box);
  announce([title, sentence, address ? new URL(address).host : ""].filter(Boolean).join(" "));
}

/** A foreign text that always runs from left to right. */
function plain(text: string): HTMLElement {
  const made = textElement("bdi", "", text);
  made.dir = "ltr";
  return made;
}
