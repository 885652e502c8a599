// An award page: verifies its own credential as soon as the page has loaded, and completes the page from it.

// Includes what later parts build on.
import "../answers.js";
import { askAbout } from "../verifier.js";
import { FetchError } from "../../verify/fetch.js";
import { learn } from "../../words/languages.js";
import { complete, readShared, siteOf } from "../award/shared.js";
import { findVerdict, language, showChecking, showTrouble } from "../page.js";
import { showVerdict } from "../view.js";
import { say } from "../../words/telling.js";

async function main(): Promise<void> {
  const found = findVerdict();
  if (!found) {
    return;
  }
  const { section, address } = found;
  const [learnt, shared] = await Promise.all([learn(language()), readShared(section)]);
  showChecking(section, learnt.words);
  try {
    const site = siteOf(shared);
    const answer = await askAbout(address, site, null, learnt);
    showVerdict(section, answer, site);
    const article = section.closest("article");
    if (article && shared) {
      // The verdict stands, whatever happens to the rest.
      void complete(article, answer, shared);
    }
  } catch (error) {
    showTrouble(section, learnt.words, say(learnt.words, "label", error instanceof FetchError ? "unread" : "trouble", { address }));
  }
}

void main();
