// Who stands behind the badge: embedded EndorsementCredentials, each judged by its own proof, issuer and status.

import type { Resolver } from "./dids.js";
import type { Endorsed } from "./endorsed.js";
import { idOf, inside, issuerAddress, textAt, typesOf } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { get, isObject, type Json, type JsonObject } from "./json.js";
import { statusOf } from "./lists.js";
import { moment } from "./moments.js";
import { checkSignature, keyTrouble } from "./proofs.js";
import { finding, type Endorsement } from "./report.js";
import { piece } from "./words.js";

const MOST_ENDORSEMENTS = 10;
const UNKNOWN = ["endorsement-unreachable", "endorsement-unsupported", "endorsement-status"];

/** A warning when any cannot be confirmed: the badge itself does not depend on them. */
export async function judge(
  found: readonly [Json, string][],
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<Endorsed> {
  const reasons: string[] = [];
  for (const [endorsement, endorsed] of found.slice(0, MOST_ENDORSEMENTS)) {
    reasons.push(await trouble(endorsement, endorsed, now, fetch, resolver));
  }
  const each = reasons.map((reason, at) => told((found[at] as [Json, string])[0], reason));
  reasons.push(...Array<string>(Math.max(0, found.length - MOST_ENDORSEMENTS)).fill("endorsement-many"));
  const bad = reasons.filter(Boolean);
  if (bad[0] === undefined) {
    return { finding: finding("passed", "endorsements-ok", { count: found.length }), each };
  }
  const values = { bad: bad.length, count: found.length, reason: piece("reason", bad[0]) };
  return { finding: finding("warning", "endorsements-bad", values), each };
}

/** One endorsement with what came of it. Its words are its issuer's only when it holds; others are left out. */
function told(endorsement: Json, reason: string): Endorsement {
  const said = inside(endorsement, "issuer");
  const who = idOf(said);
  const name = reason ? "" : textAt(said, "name");
  const address = issuerAddress(who) || piece("label", "unnamed");
  const issuer = name ? `${name} (${address})` : address;
  const shared = { issuer: { id: who || null, name: name || null } };
  if (reason) {
    const sentence = piece("note", "endorsement-bad", { issuer, reason: piece("reason", reason) });
    return { outcome: UNKNOWN.includes(reason) ? "unknown" : "failed", ...shared, comment: null, sentence };
  }
  const comment = textAt(endorsement, "credentialSubject", "endorsementComment") || null;
  return { outcome: "passed", ...shared, comment, sentence: piece("note", "endorsement-ok", { issuer }) };
}

/** The reason not to believe one endorsement; empty when there is none. */
async function trouble(
  endorsement: Json,
  endorsed: string,
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<string> {
  if (!isObject(endorsement) || typesOf(endorsement).includes("Endorsement")) {
    return "endorsement-unsupported";
  }
  if (!typesOf(endorsement).includes("EndorsementCredential")) {
    return "endorsement-type";
  }
  if (idOf(get(endorsement, "credentialSubject")) !== endorsed) {
    return "endorsement-subject";
  }
  const signature = await checkSignature(endorsement, resolver, now);
  if (signature.finding.code === "signature-unsupported") {
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
  const [begins, ends] = [get(endorsement, "validFrom") ?? null, get(endorsement, "validUntil") ?? null];
  const [starts, stops] = [moment(begins), moment(ends)];
  if ((begins !== null && starts === null) || (ends !== null && stops === null)) {
    return false;
  }
  return !(starts !== null && now < starts) && !(stops !== null && now > stops);
}
