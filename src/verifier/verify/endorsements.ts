// Who stands behind the badge: embedded EndorsementCredentials, each judged by its own proof, issuer and status. One may
// be a signed token (`endorsementJwt`). Those of the credential may be about what it holds: its achievement, its issuer or
// the achievement's creator (Open Badges 3.0 §B.1.2, `endorsement`); those of each of these are about it alone.

import { Credential } from "./credential.js";
import type { Resolver } from "./dids.js";
import { type About, type Endorsed } from "./endorsed.js";
import { idOf, inside, issuerAddress, periodOf, said, textAt, typesOf } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { get, isObject, isString, JsonError, type Json, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import { statusOf } from "./lists.js";
import { moment } from "../openbadges/moments.js";
import { checkSignature, keyTrouble } from "./proofs.js";
import { finding, Issuer, Text, type Endorsement } from "./report.js";
import { ENDORSEMENTS } from "../openbadges/limits.js";

const UNKNOWN = ["endorsement-unreachable", "endorsement-unsupported", "endorsement-status"];

/** A warning when any cannot be confirmed: the badge itself does not depend on them. */
export async function judge(
  found: readonly [Json, About][],
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<Endorsed> {
  const reasons: string[] = [];
  const each: Endorsement[] = [];
  for (const [one, about] of found.slice(0, ENDORSEMENTS)) {
    const { endorsement, token } = await opened(one);
    const reason = await trouble(endorsement, token, about, now, fetch, resolver);
    reasons.push(reason);
    each.push(told(endorsement, about, reason));
  }
  reasons.push(...Array<string>(Math.max(0, found.length - ENDORSEMENTS)).fill("endorsement-many"));
  const bad = reasons.filter(Boolean);
  if (bad[0] === undefined) {
    return { finding: finding("passed", "endorsements-ok", { count: found.length }), each };
  }
  const values = { bad: bad.length, count: found.length, reason: new Text("reason", bad[0]) };
  return { finding: finding("warning", "endorsements-bad", values), each };
}

/** An endorsement as it is, or taken out of the token around it; an empty one for what is neither. */
async function opened(endorsement: Json): Promise<{ endorsement: JsonObject; token: Token | null }> {
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

/** One endorsement with what came of it. Its words are its issuer's only when it holds; others are left out. */
function told(endorsement: JsonObject, about: About, reason: string): Endorsement {
  const by = inside(endorsement, "issuer");
  const who = idOf(by);
  const called = reason ? "" : said(endorsement, by, "name");
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

/** The reason not to believe one endorsement; empty when there is none. */
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
