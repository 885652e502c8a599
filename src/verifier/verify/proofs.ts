// Checks the proofs of a document: finds their keys, checks them, and checks each key's right to sign.
//
// Every proof of a known suite must hold (Data Integrity §4.3), so that we never show anything as signed by somebody
// who did not sign it. Proofs of unknown suites, and other people's proofs whose keys we cannot get, stay unconfirmed.

import type { Credential } from "./credential.js";
import { isAddress, keyOf, methodOf, Unresolved, windowTrouble, type DidDocument, type Method, type Resolver } from "./dids.js";
import { idOf } from "./facts.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { decodePublic, expectKey } from "../openbadges/keys/ed25519.js";
import { moment } from "../openbadges/moments.js";
import { oddNames } from "./names.js";
import { CredentialError } from "../openbadges/problems.js";
import { hashData, holds, pay, PURPOSE, signatureIn, suiteOf } from "../openbadges/proof.js";
import { failing, finding, Text, type Finding } from "./report.js";
import { ALL_PROOFS, KNOWN_PROOFS } from "../openbadges/limits.js";

/** A well-formed proof with its parsed parts. `previous` are the proofs it builds on. */
export interface Chosen {
  readonly entry: JsonObject;
  readonly methodId: string;
  readonly created: number | null;
  readonly expires: number | null;
  readonly previous: readonly JsonObject[];
}

/**
 * The result for the signature. `method` and `document` are set if it holds, `unresolved` if we could not get the key.
 * `proofs` is the number of proofs in the document, `held` the number that hold.
 */
export interface Signature {
  readonly finding: Finding;
  readonly chosen?: Chosen;
  readonly method?: Method;
  readonly document?: DidDocument;
  readonly unresolved?: Unresolved;
  readonly proofs?: number;
  readonly held?: number;
}

/**
 * Finds the keys that the proofs name and checks each proof over the document. Returns the issuer's own proof, if there
 * is one. With `by`, a DID, no other proofs count, and no other keys are read.
 */
export async function checkSignature(
  read: Credential,
  resolver: Resolver,
  now: number,
  by = "",
): Promise<Signature> {
  const document = read.given;
  const proofs = entries(get(document, "proof"));
  const chosen = choose(proofs);
  if (!Array.isArray(chosen)) {
    return { finding: chosen };
  }
  const odd = read.spelling.odd ?? chosen.map((one) => oddNames(one.entry)).find((one) => one !== null);
  if (odd) {
    return { finding: malformed(odd.key) };
  }
  const issuer = by || idOf(get(document, "issuer"));
  const own = chosen.filter((one) => signerOf(one) === issuer);
  if (by && own.length === 0) {
    return { finding: finding("failed", "signature-key-missing") };
  }
  const ended: Signature[] = [];
  const firstFailed = async (some: readonly Chosen[]): Promise<Signature | undefined> => {
    for (const one of some) {
      const found = await check(read, one, resolver, now);
      if (found.finding.outcome === "failed") {
        return found;
      }
      ended.push(found);
    }
    return undefined;
  };
  const failed = await firstFailed(own.length > 0 ? own : chosen.slice(0, 1));
  if (failed) {
    return failed;
  }
  const main = ended.find((one) => one.method) ?? ended[0];
  // Read nobody else's document until the issuer's own proof is known to hold.
  if (own.length > 0 && !by && main?.method && !keyTrouble(main, issuer, now)) {
    const other = await firstFailed(chosen.filter((one) => !own.includes(one)));
    if (other) {
      return other;
    }
  }
  for (const other of ended) {
    if (other !== main && other.method && other.document && keyTrouble(other, other.document.did, now)) {
      return { finding: finding("failed", "signature-other-key", { issuer: other.document.did }) };
    }
  }
  if (!main) {
    throw new Error("a proof was chosen");
  }
  return { ...main, proofs: proofs.length, held: ended.filter((one) => one.method).length };
}

/** All well-formed proofs of known suites, or a finding if one of them, or all together, are faulty. */
function choose(proofs: readonly Json[]): Chosen[] | Finding {
  const [first] = proofs;
  if (first === undefined) {
    return finding("failed", "signature-missing");
  }
  const known = proofs.filter((one): one is JsonObject => suiteOf(one) !== null);
  if (known.length > KNOWN_PROOFS || proofs.length > ALL_PROOFS) {
    return finding("failed", "signature-too-complex");
  }
  const found: Chosen[] = [];
  let unsupported: Finding | null = null;
  for (const entry of known) {
    const one = wellFormed(entry, proofs);
    if (!("outcome" in one)) {
      found.push(one);
    } else if (one.code === "signature-unsupported") {
      unsupported = one;
    } else {
      return one;
    }
  }
  return found.length > 0 ? found : (unsupported ?? unknown(first));
}

function unknown(entry: Json): Finding {
  if (!isObject(entry)) {
    return malformed("proof");
  }
  const [type, suite] = [get(entry, "type"), get(entry, "cryptosuite")];
  return isString(type)
    ? failing("signature-unsupported", { suite: isString(suite) ? suite : type })
    : malformed("type");
}

function wellFormed(entry: JsonObject, proofs: readonly Json[]): Chosen | Finding {
  const purpose = get(entry, "proofPurpose");
  if (purpose !== PURPOSE) {
    return finding("failed", "signature-purpose", { got: purpose === undefined ? "" : purpose });
  }
  const methodId = get(entry, "verificationMethod");
  if (!isString(methodId)) {
    return malformed("verificationMethod");
  }
  if (!methodId.includes("#")) {
    return failing("signature-unsupported", { suite: "verificationMethod" });
  }
  const [created, expires] = [moment(get(entry, "created")), moment(get(entry, "expires"))];
  if (Object.hasOwn(entry, "created") && created === null) {
    return malformed("created");
  }
  if (Object.hasOwn(entry, "expires") && expires === null) {
    return malformed("expires");
  }
  if (!signatureIn(entry)) {
    return malformed("proofValue");
  }
  const previous = previousOf(entry, proofs);
  return previous ? { entry, methodId, created, expires, previous } : malformed("previousProof");
}

/** The proofs that this one builds on; null unless each is there exactly once. */
function previousOf(entry: JsonObject, proofs: readonly Json[]): JsonObject[] | null {
  if (!Object.hasOwn(entry, "previousProof")) {
    return [];
  }
  const named = entries(get(entry, "previousProof"));
  const found: JsonObject[] = [];
  for (const name of named) {
    const same = proofs.filter((one): one is JsonObject => isObject(one) && get(one, "id") === name);
    if (!isString(name) || same.length !== 1 || !same[0]) {
      return null;
    }
    found.push(same[0]);
  }
  return found.length > 0 ? found : null;
}

/** Finds the key of one proof and checks the proof with it. */
async function check(read: Credential, chosen: Chosen, resolver: Resolver, now: number): Promise<Signature> {
  const signer = signerOf(chosen);
  // Read a key from an https address only if that is the issuer: a key elsewhere on the web could be anybody's.
  const foreign = isAddress(signer) && signer !== idOf(get(read.given, "issuer"));
  const travelling = foreign ? new Unresolved("issuer-did-unsupported", signer) : resolver.resolve(signer);
  const data = resolver.work.isSpent ? undefined : prepare(read, chosen);
  const found = await travelling;
  if (found instanceof Unresolved) {
    return withoutKey(chosen, found);
  }
  const method = methodOf(found, chosen.methodId);
  if (method instanceof Unresolved) {
    return withoutKey(chosen, method);
  }
  if (method === null) {
    return { finding: finding("failed", "signature-key-missing"), chosen };
  }
  const key = await keyOf(method);
  if (key === null || key.kind !== suiteOf(chosen.entry)?.kind) {
    return { finding: finding("failed", "signature-key-malformed", { address: found.address }), chosen };
  }
  try {
    pay(resolver.work, read, chosen.entry, chosen.previous);
    if (!(await holds(read, chosen.entry, key, chosen.previous, data))) {
      return { finding: finding("failed", "signature-mismatch"), chosen };
    }
  } catch (error) {
    return { finding: refused(error), chosen };
  }
  if (chosen.expires !== null && now > chosen.expires) {
    return { finding: finding("failed", "signature-expired", { date: new Date(chosen.expires) }), chosen };
  }
  return { finding: finding("passed", "signature-ok"), chosen, method, document: found, proofs: 1, held: 1 };
}

/** Computes what does not depend on the key's document while that is being fetched. Errors are reported later. */
function prepare(read: Credential, { entry, methodId, previous }: Chosen): Promise<Uint8Array> {
  const data = hashData(read, entry, previous);
  data.catch(() => undefined);
  // A key's id often ends in the key itself.
  const key = decodePublic(methodId.slice(methodId.indexOf("#") + 1));
  if (key) {
    expectKey(key);
  }
  return data;
}

/** Why a valid signature is not this issuer's; null if it is. Reads no addresses. */
export function keyTrouble(signature: Signature, issuer: string, now: number): Finding | null {
  const { method, document, chosen } = signature;
  if (!method || !document || !chosen) {
    throw new Error("the signature did not hold");
  }
  if (document.did !== issuer || method.controller !== issuer) {
    const other = document.did !== issuer ? document.did : method.controller;
    return finding("failed", "issuer-mismatch", { got: other || new Text("kind", "nobody") });
  }
  if (!document.listed.has(method.id)) {
    return finding("failed", "issuer-key-not-listed");
  }
  const outside = windowTrouble(method, chosen.created ?? now);
  return outside && finding("failed", outside[0], { date: new Date(outside[1]) });
}

/** The result if we could not get the key: unknown, not failed. */
export function withoutKey(chosen: Chosen, unresolved: Unresolved): Signature {
  const { address, reason } = unresolved;
  return { finding: finding("unknown", "signature-key-unreachable", { address, reason }), chosen, unresolved };
}

export function malformed(field: string): Finding {
  return finding("failed", "signature-malformed", { field });
}

/** The DID or address whose document has the key. */
function signerOf({ methodId }: Chosen): string {
  return methodId.slice(0, methodId.indexOf("#"));
}

/** The finding for a CredentialError from checking the proof. */
function refused(error: unknown): Finding {
  if (!(error instanceof CredentialError)) {
    throw error;
  }
  if (error.code === "too-complex" || error.code === "too-large") {
    return finding("failed", "signature-too-complex");
  }
  return malformed(error.place.path || "proof");
}
