// The nine checks on an Open Badges 2.0 badge. Loaded when there is one.

import { answers, checkPeriod, checkRecipient, checkTrust, statusNotes, type Answers, type Findings, type Question } from "./checks.js";
import { Resolver } from "./dids.js";
import { endorsementsOf } from "./endorsed.js";
import { issuerOf } from "./facts.js";
import { get, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import * as ob2 from "./ob2.js";
import * as older from "./ob2form.js";
import { extensionNotes, troubleIn } from "./ob2parts.js";
import { isPointer } from "./older.js";
import { finding, type Text } from "./report.js";

/** The nine checks on an Open Badges 2.0 badge: 3 to 5 rest on where it comes from, the others are the same. */
export async function runOlder(
  given: JsonObject,
  token: Token | null,
  question: Question,
  findings: Findings,
  notes: readonly Text[],
): Promise<Answers> {
  const { resolver = new Resolver(question.fetch, question.keys) } = question;
  const reader = resolver.once("ob2", () => new ob2.Reader(question.fetch, question.keys));
  const credential = token === null && isPointer(given) ? await reader.pointed(given) : given;
  if (!isPointer(credential)) {
    findings.format = older.formOf(credential);
    if (findings.format.outcome !== "passed") {
      const known = older.factsOf(credential, get(credential, "badge"), undefined);
      return answers(findings, known, [...notes, ...older.olderNotes(credential)]);
    }
  }
  const origin = await (token ? ob2.signed(credential, token, reader) : ob2.hosted(credential, reader));
  const badge = older.factsOf(origin.assertion, origin.badge, origin.profile);
  findings.signature = origin.signature;
  if (origin.issuer) {
    const issuer = issuerOf(badge, question.trusted.includes(badge.issuer.id ?? ""));
    const { outcome, code, values } = origin.issuer;
    findings.issuer = finding(outcome, code, { issuer, ...values });
  }
  const told = [...notes, ...extensionNotes(origin.assertion, origin.badge, origin.profile)];
  if ([findings.signature, findings.issuer].some((one) => one?.outcome === "failed")) {
    return answers(findings, badge, told);
  }
  const same = older.asCredential(origin.assertion, origin.badge, origin.profile);
  if (findings.format) {
    findings.period = checkPeriod(same, question.now);
    findings.recipient = await checkRecipient(same, question.email);
  }
  if (!origin.status) {
    return answers(findings, badge, told);
  }
  findings.status = origin.status;
  // What is revoked is revoked, whatever else is to be said of it.
  const trouble = origin.status.outcome === "failed" ? null : troubleIn(origin);
  if (trouble) {
    findings.format = trouble;
    return answers(findings, badge, told);
  }
  findings.trust = checkTrust(badge, question.trusted);
  const endorsed = await endorsementsOf(same, question.now, question.fetch, resolver);
  findings.endorsements = endorsed.finding;
  return { ...answers(findings, badge, [...told, ...statusNotes(origin.status)]), endorsements: endorsed.each };
}
