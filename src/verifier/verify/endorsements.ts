// Who endorses the badge: checks each embedded EndorsementCredential by its own proof, issuer and status.
//
// An endorsement may be a signed token (`endorsementJwt`). The credential's endorsements may be about its achievement,
// its issuer or the achievement's creator (Open Badges 3.0 §B.1.2, `endorsement`). An endorsement inside one of these
// may only be about that one.

import { Credential } from "./credential.js";
import type { Resolver } from "./dids.js";
import { type About, type Endorsed } from "./endorsed.js";
import { idOf, inside, issuerAddress, periodOf, textAbout, textAt, typesOf } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { get, isObject, isString, JsonError, type Json, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import { statusOf } from "./lists.js";
import { moment } from "../openbadges/moments.js";
import { checkSignature, keyTrouble } from "./proofs.js";
import { finding, Issuer, Text, type Endorsement } from "./report.js";
import { ENDORSEMENTS } from "../openbadges/limits.js";

const UNKNOWN = ["endorsement-unreachable", "endorsement-unsupported", "endorsement-status"];

/** Checks the endorsements. At worst a warning: the badge does not depend on them. */
export async function judge(
  found: readonly [Json, About][],
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<Endorsed> {
  const reasons: string[] = [];
  const each: Endorsement[] = [];
  for (const [one, about] of found.slice(0, ENDORSEMENTS)) {
    const { endorsement, token } = await unwrapped(one);
    const reason = await trouble(endorsement, token, about, now, fetch, resolver);
    reasons.push(reason);
    each.push(judged(endorsement, about, reason));
  }
  reasons.push(...Array<string>(Math.max(0, found.length - ENDORSEMENTS)).fill("endorsement-many"));
  const bad = reasons.filter(Boolean);
  if (bad[0] === undefined) {
    return { finding: finding("passed", "endorsements-ok", { count: found.length }), each };
  }
  const values = { bad: bad.length, count: found.length, reason: new Text("reason", bad[0]) };
  return { finding: finding("warning", "endorsements-bad", values), each };
}

/** The endorsement, taken out of its token if it is in one; empty if it is neither object nor token. */
async function unwrapped(endorsement: Json): Promise<{ endorsement: JsonObject; token: Token | null }> {
  if (isObject(endorsement)) {
    return { endorsement, token: null };
  }
  try {
    if (isString(endorsement)) {
      const { credentialIn, splitToken } = await import("./tokens.js");
      const token = splitToken(endorsement);
      return { endorsement: credentialIn(token.payload).credential, token };
    }
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
  }
  return { endorsement: {}, token: null };
}

/**
 * One endorsement with its result. Leaves out its name and comment if it failed, because they may not be its issuer's.
 */
function judged(endorsement: JsonObject, about: About, reason: string): Endorsement {
  const by = inside(endorsement, "issuer");
  const who = idOf(by);
  const called = reason ? "" : textAbout(endorsement, by, "name");
  const issuer = new Issuer(called, issuerAddress(who));
  const shared = { issuer: { id: who || null, name: called || null } };
  if (reason) {
    const text = new Text("note", who ? "endorsement-bad" : "endorsement-nobody", { issuer, reason: new Text("reason", reason) });
    return { outcome: UNKNOWN.includes(reason) ? "unknown" : "failed", ...shared, comment: null, text };
  }
  const comment = textAt(endorsement, "credentialSubject", "endorsementComment") || null;
  const name = about.get(idOf(get(endorsement, "credentialSubject"))) as string;
  return { outcome: "passed", ...shared, comment, text: new Text("note", name, { issuer }) };
}

/** The reason why we do not trust an endorsement; "" if there is none. */
async function trouble(
  endorsement: JsonObject,
  token: Token | null,
  about: About,
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<string> {
  if (typesOf(endorsement).includes("Endorsement")) {
    return "endorsement-unsupported";
  }
  if (!typesOf(endorsement).includes("EndorsementCredential")) {
    return "endorsement-type";
  }
  const subject = idOf(get(endorsement, "credentialSubject"));
  if (!subject || !about.has(subject)) {
    return "endorsement-subject";
  }
  const signature = token
    ? await (await import("./tokens.js")).checkToken(token, endorsement, resolver)
    : await checkSignature(new Credential(endorsement), resolver, now);
  if (["signature-unsupported", "signature-too-complex"].includes(signature.finding.code)) {
    return "endorsement-unsupported";
  }
  if (signature.finding.outcome === "unknown") {
    return "endorsement-unreachable";
  }
  if (signature.finding.outcome !== "passed") {
    return "endorsement-signature";
  }
  const issuer = idOf(get(endorsement, "issuer"));
  if (keyTrouble(signature, issuer, now)) {
    return "endorsement-issuer";
  }
  if (!inPeriod(endorsement, now)) {
    return "endorsement-period";
  }
  const { outcome } = await statusOf(endorsement, issuer, now, fetch, resolver);
  return outcome === "failed" ? "endorsement-revoked" : outcome === "unknown" ? "endorsement-status" : "";
}

function inPeriod(endorsement: JsonObject, now: number): boolean {
  const dates = ["validFrom", "issuanceDate", "validUntil", "expirationDate"].map((name) => get(endorsement, name) ?? null);
  if (dates.some((one) => one !== null && moment(one) === null)) {
    return false;
  }
  const [starts, stops] = periodOf(endorsement);
  return !(starts !== null && now < starts) && !(stops !== null && now > stops);
}
