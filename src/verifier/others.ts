// What a badge brings along: the word of others for it, and the credentials inside a learner record. Loaded for those.

import { holding, line } from "./page.js";
import type { Report } from "./report.js";
import { aboutOf, checksOf, labelOf, showTone, verdictOf } from "./view.js";
import { clean, piece } from "./words.js";

/** Everything that is shown below what the badge itself says. */
export function othersOf(report: Report): HTMLElement[] {
  return [...endorsementsOf(report), ...insideOf(report)];
}

/** What others say of the badge, each with whether it is really theirs. */
function endorsementsOf(report: Report): HTMLElement[] {
  const items = report.endorsements.map(({ outcome, issuer, comment, sentence }) => {
    const item = holding("li", "endorsement", [
      named("endorsement__who", issuer.name ?? issuer.id ?? piece("label", "unnamed")),
      ...(comment && outcome === "passed" ? [named("endorsement__comment", comment)] : []),
      line("p", "check__hint", sentence),
    ]);
    item.dataset["outcome"] = outcome;
    return item;
  });
  return items.length > 0 ? [line("h3", "result__heading", piece("check", "endorsements")), holding("ul", "endorsements", items)] : [];
}

/** Words of others, in their own direction. */
function named(className: string, text: string): HTMLElement {
  return holding("p", className, [line("bdi", "", clean(text))]);
}

/** The credentials inside a credential, each with its own verdict. */
function insideOf(report: Report): HTMLElement[] {
  return report.credentials.map((one) => {
    const section = holding("div", "verdict", verdictOf(one, "h3"));
    showTone(section, one);
    const checks = holding("details", "verdict__details", [line("summary", "", piece("label", "details")), ...checksOf(one)]);
    const article = holding("article", "result result--inside", [section, ...(one.badge ? [aboutOf(one, one.badge, null)] : []), checks]);
    article.setAttribute("aria-label", labelOf(one));
    return article;
  });
}
