// An award page: verifies its own credential as soon as the page is there.

import { askAbout } from "../asked.js";
import { FetchError } from "../fetch.js";
import { learn } from "../languages.js";
import { findVerdict, language, readSite, showChecking, showTrouble } from "../page.js";
import { showVerdict } from "../view.js";
import { piece } from "../words.js";

async function main(): Promise<void> {
  const found = findVerdict();
  if (!found) {
    return;
  }
  const { section, address } = found;
  await learn(language());
  showChecking(section);
  try {
    const site = readSite();
    showVerdict(section, await askAbout(address, site), site);
  } catch (error) {
    showTrouble(section, piece("label", error instanceof FetchError ? "unread" : "trouble", { address }));
  }
}

void main();
