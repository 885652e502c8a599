// What a badge brings along: the word of others for it, and the credentials inside a learner record. Loaded for those.

import { holding, line } from "./page.js";
import type { Answer } from "./verifier.js";
import type { Report } from "../verify/report.js";
import { aboutOf, checksOf, labelOf, showTone, verdictOf } from "./view.js";
import { clean } from "../words/cleaning.js";
import { say, type Catalogue, type Told } from "../words/telling.js";

/** Everything that is shown below what the badge itself says. */
export function othersOf({ report, told, words }: Answer): HTMLElement[] {
  return [...endorsementsOf(told, words), ...insideOf(report, told, words)];
}

/** What others say of the badge, each with whether it is really theirs. */
function endorsementsOf(told: Told, words: Catalogue): HTMLElement[] {
  const items = told.endorsements.map(({ outcome, issuer, comment, sentence }) => {
    const item = holding("li", "endorsement", [
      named("endorsement__who", issuer.name ?? issuer.id ?? say(words, "label", "unnamed")),
      ...(comment && outcome === "passed" ? [named("endorsement__comment", comment)] : []),
      line("p", "check__hint", sentence),
    ]);
    item.dataset["outcome"] = outcome;
    return item;
  });
  return items.length > 0 ? [line("h3", "result__heading", say(words, "check", "endorsements")), holding("ul", "endorsements", items)] : [];
}

/** Words of others, in their own direction. */
function named(className: string, text: string): HTMLElement {
  return holding("p", className, [line("bdi", "", clean(text))]);
}

/** The credentials inside a credential, each with its own verdict. */
function insideOf({ credentials }: Report, told: Told, words: Catalogue): HTMLElement[] {
  return credentials.flatMap((one, at) => {
    const said = told.credentials[at];
    if (!said) {
      return [];
    }
    const section = holding("div", "verdict", verdictOf(one, said, words, "h3"));
    showTone(section, one);
    const checks = holding("details", "verdict__details", [line("summary", "", say(words, "label", "details")), ...checksOf(said, words)]);
    const article = holding("article", "result result--inside", [section, ...(one.badge ? [aboutOf(one, one.badge, null, words)] : []), checks]);
    article.setAttribute("aria-label", labelOf(said));
    return [article];
  });
}
