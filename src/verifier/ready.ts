// What is done while somebody still holds a file over the page or points at the form: the first badge would have to
// wait for it.

import { ask } from "./asked.js";
import { VC2 } from "./facts.js";
import type { Language } from "./languages.js";
import { holding, type Site } from "./page.js";
import { PURPOSE } from "./proof.js";
import { showResult } from "./view.js";

const TIMES = 6;
const [ID, NAME, DATE] = ["urn:x:1", "x", "2026-01-01T00:00:00Z"];
// Nobody's: the key of the seed of 32 zeros, and 64 bytes that are no signature.
const KEY = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
const DID = `did:key:${KEY}`;
const BADGE = {
  "@context": [VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  id: ID,
  type: ["VerifiableCredential", "OpenBadgeCredential"],
  issuer: { id: DID, type: "Profile" },
  validFrom: DATE,
  credentialSubject: {
    id: DID,
    type: "AchievementSubject",
    achievement: { id: `${ID}0`, type: "Achievement", name: NAME, description: NAME, criteria: { narrative: NAME } },
  },
  proof: {
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-rdfc-2022",
    proofPurpose: PURPOSE,
    verificationMethod: `${DID}#${KEY}`,
    proofValue: "z".repeat(88),
  },
};

/**
 * Checks badges that are none, without a request, and shows them nowhere: contexts are at hand then, and a browser has
 * met the code often enough to have made it fast. Stops once there `isMore` to do.
 */
export async function getReady(site: Site, language: Language, isMore: () => boolean): Promise<void> {
  for (let time = 1; time <= TIMES && !isMore(); time += 1) {
    const section = holding("div", "", []);
    const badge = { ...BADGE, name: `${NAME}${time}` };
    await showResult(holding("article", "", [section]), section, await ask(JSON.stringify(badge), site, null, language), site);
    // What else is to be done comes first.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
