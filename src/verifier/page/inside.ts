// Shows the endorsements of a badge and the credentials inside a learner record. Loaded when there are any.

import { element, textElement } from "./page.js";
import type { Answer } from "./verifier.js";
import type { Report } from "../verify/report.js";
import { aboutOf, checksOf, labelOf, showTone, verdictOf } from "./view.js";
import { clean } from "../words/cleaning.js";
import { say, type Catalogue, type Told } from "../words/telling.js";

/** Everything we show below what the badge itself says. */
export function othersOf({ report, told, words }: Answer): HTMLElement[] {
  return [...endorsementsOf(told, words), ...insideOf(report, told, words)];
}

/** The endorsements, each with whether it is really its issuer's. */
function endorsementsOf(told: Told, words: Catalogue): HTMLElement[] {
  const items = told.endorsements.map(({ outcome, issuer, comment, sentence }) => {
    const item = element("li", "endorsement", [
      named("endorsement__who", issuer.name ?? issuer.id ?? say(words, "label", "unnamed")),
      ...(comment && outcome === "passed" ? [named("endorsement__comment", comment)] : []),
      textElement("p", "check__hint", sentence),
    ]);
    item.dataset["outcome"] = outcome;
    return item;
  });
  return items.length > 0 ? [textElement("h3", "result__heading", say(words, "check", "endorsements")), element("ul", "endorsements", items)] : [];
}

/** A text by somebody else, in its own writing direction. */
function named(className: string, text: string): HTMLElement {
  return element("p", className, [textElement("bdi", "", clean(text))]);
}

/** The credentials inside a credential, each with its own verdict. */
function insideOf({ credentials }: Report, told: Told, words: Catalogue): HTMLElement[] {
  return credentials.flatMap((one, at) => {
    const inner = told.credentials[at];
    if (!inner) {
      return [];
    }
    const section = element("div", "verdict", verdictOf(one, inner, words, "h3"));
    showTone(section, one);
    const checks = element("details", "verdict__details", [textElement("summary", "", say(words, "label", "details")), ...checksOf(inner, words)]);
    const article = element("article", "result result--inside", [section, ...(one.badge ? [aboutOf(one, one.badge, null, words)] : []), checks]);
    article.setAttribute("aria-label", labelOf(inner));
    return [article];
  });
}
