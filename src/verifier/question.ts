// What a link to the verify page wants to have read from another site: shown, and read only when the reader says so.
// Loaded when there is such a link.

import { addressIn } from "./address.js";
import { withSeldom, type Language } from "./languages.js";
import { addQuestion, announce, holding, line } from "./page.js";
import { clean } from "./words/cleaning.js";
import { say } from "./words/telling.js";

const LONGEST_ADDRESS = 400;

/** Asks whether what a link hands over shall be looked at, and calls `go` once when the answer is yes. */
export async function question(asked: string, language: Language, go: () => void): Promise<void> {
  const address = addressIn(asked);
  const words = await withSeldom(language);
  const [title, sentence] = [say(words, "label", "ask-title"), say(words, "label", address ? "ask" : "ask-text")];
  // The host first, as it is written in addresses: letters that only look like others are told apart there.
  const host = address ? [holding("p", "asked__host", [plain(new URL(address).host)])] : [];
  const button = line("button", "button", say(words, "label", "ask-go")) as HTMLButtonElement;
  const whole = holding("p", "asked__address", [plain(clean(address ?? asked, LONGEST_ADDRESS))]);
  const heading = line("h2", "asked__title", title);
  const told = holding("div", "asked", [heading, line("p", "", sentence), ...host, whole, holding("p", "", [button])]);
  button.type = "button";
  heading.id = "verify-asked";
  button.setAttribute("aria-describedby", heading.id);
  button.addEventListener("click", () => {
    const answers = told.parentElement;
    told.remove();
    go();
    // Where the button was, the answer will stand.
    answers?.setAttribute("tabindex", "-1");
    answers?.focus({ preventScroll: true });
  }, { once: true });
  addQuestion(told);
  announce([title, sentence, address ? new URL(address).host : ""].filter(Boolean).join(" "));
}

/** A text from elsewhere that runs from the left, whatever the page does. */
function plain(text: string): HTMLElement {
  const made = line("bdi", "", text);
  made.dir = "ltr";
  return made;
}
