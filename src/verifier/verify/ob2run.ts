// Runs the nine checks on an Open Badges 2.0 badge. Loaded when there is one.

import { answers, checkPeriod, checkRecipient, checkTrust, statusNotes, type Answers, type Findings, type Question } from "./checks.js";
import { Resolver } from "./dids.js";
import { endorsementsOf } from "./endorsed.js";
import { issuerOf } from "./facts.js";
import { get, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import * as ob2 from "./ob2.js";
import * as form from "./ob2form.js";
import { extensionNotes, troubleIn } from "./ob2parts.js";
import { isPointer } from "./generation.js";
import { finding, type Text } from "./report.js";

/** Runs the nine checks on an Open Badges 2.0 badge. Checks 3 to 5 depend on its origin; the others are the same. */
export async function runOb2(
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
    findings.format = form.formOf(credential);
    if (findings.format.outcome !== "passed") {
      const known = form.factsOf(credential, get(credential, "badge"), undefined);
      return answers(findings, known, [...notes, ...form.olderNotes(credential)]);
    }
  }
  const origin = await (token ? ob2.signed(credential, token, reader) : ob2.hosted(credential, reader));
  const badge = form.factsOf(origin.assertion, origin.badge, origin.profile);
  findings.signature = origin.signature;
  if (origin.issuer) {
    const issuer = issuerOf(badge, question.trusted.includes(badge.issuer.id ?? ""));
    const { outcome, code, values } = origin.issuer;
    findings.issuer = finding(outcome, code, { issuer, ...values });
  }
  const allNotes = [...notes, ...extensionNotes(origin.assertion, origin.badge, origin.profile)];
  if ([findings.signature, findings.issuer].some((one) => one?.outcome === "failed")) {
    return answers(findings, badge, allNotes);
  }
  const same = form.asCredential(origin.assertion, origin.badge, origin.profile);
  if (findings.format) {
    findings.period = checkPeriod(same, question.now);
    findings.recipient = await checkRecipient(same, question.email);
  }
  if (!origin.status) {
    return answers(findings, badge, allNotes);
  }
  findings.status = origin.status;
  // A revoked badge is revoked, whatever else is wrong with it.
  const trouble = origin.status.outcome === "failed" ? null : troubleIn(origin);
  if (trouble) {
    findings.format = trouble;
    return answers(findings, badge, allNotes);
  }
  findings.trust = checkTrust(badge, question.trusted);
  const endorsed = await endorsementsOf(same, question.now, question.fetch, resolver);
  findings.endorsements = endorsed.finding;
  return { ...answers(findings, badge, [...allNotes, ...statusNotes(origin.status)]), endorsements: endorsed.each };
}
