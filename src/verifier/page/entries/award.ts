// An award page: verifies its own credential as soon as the page has loaded.

// Includes what later parts build on.
import "../answers.js";
import { askAbout } from "../verifier.js";
import { FetchError } from "../../verify/fetch.js";
import { learn } from "../../words/languages.js";
import { findVerdict, language, readSite, showChecking, showTrouble } from "../page.js";
import { showVerdict } from "../view.js";
import { say } from "../../words/telling.js";

async function main(): Promise<void> {
  const found = findVerdict();
  if (!found) {
    return;
  }
  const { section, address } = found;
  const learnt = await learn(language());
  showChecking(section, learnt.words);
  try {
    const site = readSite();
    showVerdict(section, await askAbout(address, site, null, learnt), site);
  } catch (error) {
    showTrouble(section, learnt.words, say(learnt.words, "label", error instanceof FetchError ? "unread" : "trouble", { address }));
  }
}

void main();
