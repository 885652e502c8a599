// Verifies any credential and returns a `Report`: nine checks and a verdict, as codes and values. A bad badge never
// throws.
//
// checks.ts has the procedure, step by step. words/telling.ts turns a report into sentences. The Python side does the
// same; the scenarios in tests/vectors/ test both.

import { run, type Answers, type Question } from "./checks.js";
import { issuerAddress, issuerOf } from "./facts.js";
import { Resolver } from "./dids.js";
import { bounded, once } from "./fetch.js";
import { dateOf, moment } from "../openbadges/moments.js";
import { parse, type Parsed } from "./parse.js";
import { decides, isUnsupported, Text, unreached, verdictOf, type BadgeFacts, type Check, type CheckId, type Report, type Values, type Verdict } from "./report.js";
import { Work } from "../openbadges/work.js";
import { INNER_CREDENTIALS } from "../openbadges/limits.js";

export type { Report } from "./report.js";

/**
 * Verifies one badge: the bytes of a PNG, SVG or JSON file, a text, or the result of `parse`. `fetchNotes` returns
 * notes about how addresses were read.
 */
export async function verify(
  given: Uint8Array | string | Parsed,
  question: Question,
  fetchNotes: () => readonly Text[] = () => [],
): Promise<Report> {
  const work = new Work();
  const fetch = once(bounded(question.fetch, work));
  const parsed = typeof given === "string" || given instanceof Uint8Array ? await parse(given) : given;
  const report = await reportOn(parsed, { ...question, fetch, resolver: new Resolver(fetch, question.keys, work, question.trusted) });
  return { ...report, notes: [...report.notes, ...fetchNotes()] };
}

/** The report on one credential, including the credentials inside it. */
async function reportOn(parsed: Parsed, question: Question): Promise<Report> {
  const answered = await run(parsed, question);
  const { checks, badge, notes: found, endorsements, inside } = answered;
  const notes = [...found];
  const verdict = verdictOf(checks);
  const issuer = badge?.issuer.id ?? "";
  if (badge && (verdict === "valid" || verdict === "expired") && !question.trusted.includes(issuer)) {
    notes.push(/^did:(?:key|jwk):/.test(issuer) ? new Text("note", "issuer-nobody") : new Text("note", "issuer-unknown", { issuer: issuerAddress(issuer) }));
  }
  const [text, reason] = textOf(verdict, answered, question.trusted);
  const report = { verdict, text, reason, checks, badge, notes, endorsements, credentials: [], checkedAt: question.now };
  if (inside.length === 0) {
    return report;
  }
  const { recordReport } = await import("./records.js");
  const credentials: Report[] = [];
  for (const one of inside.slice(0, INNER_CREDENTIALS)) {
    const found = await reportOn(await parse(one), { ...question, nested: true });
    // The work limit is used up. The credentials after this count as not checked, not as wrong.
    if (question.resolver?.work.isSpent) {
      break;
    }
    credentials.push(found);
  }
  return recordReport({ ...report, credentials }, inside.length, question.trusted.includes(issuer));
}

/** The text of the verdict (words/catalogue/README.md, “Which verdict text”), and the checks that are its reason. */
function textOf(verdict: Verdict, answered: Answers, trusted: readonly string[]): [text: Text, reason: readonly CheckId[]] {
  const { checks, badge } = answered;
  const deciding = checks.find(verdict === "invalid" ? decides : unreached);
  if (badge && deciding?.id === "recipient") {
    const others = checks.filter((check) => check.outcome === "failed" || unreached(check));
    const reason = [deciding, ...others.filter((check) => check !== deciding)].map((check) => check.id);
    return [new Text("verdict", reason.length > 1 ? "other-holder-besides" : "other-holder", valuesOf(badge, trusted)), reason];
  }
  if (deciding && (verdict === "invalid" || verdict === "unverified")) {
    const name = verdict === "invalid" ? invalidName(deciding) : isUnsupported(deciding) ? "unsupported" : verdict;
    return [new Text("verdict", name), [deciding.id]];
  }
  if (!badge) {
    throw new Error("a badge that passed its format has facts");
  }
  return [new Text("verdict", nameOf(verdict, answered, badge), valuesOf(badge, trusted)), []];
}

/** The name of the text for an invalid badge, by the check that decided. Not every failure is a forgery. */
export function invalidName(deciding: Check): string {
  if (deciding.id === "parse") {
    return "unreadable";
  }
  if (deciding.id === "recipient") {
    return "other-holder";
  }
  return deciding.code === "period-not-yet" ? "not-yet" : "invalid";
}

function nameOf(verdict: Verdict, { checks, isElsewhere }: Answers, badge: BadgeFacts): string {
  if (verdict === "revoked") {
    const name = checks.some((check) => check.code === "status-suspended") ? "suspended" : "revoked";
    return isElsewhere ? `${name}-elsewhere` : name;
  }
  // While the status is unknown, the badge may have been revoked before it expired.
  const known = verdict === "expired" && checks.some(unreached) ? `${verdict}-unknown` : verdict;
  const name = badge.recipient.name ? known : `${known}-anonymous`;
  return verdict === "valid" && badge.expires ? `${name}-until` : name;
}

function valuesOf(badge: BadgeFacts, trusted: readonly string[]): Values {
  return {
    issuer: issuerOf(badge, trusted.includes(badge.issuer.id ?? "")),
    recipient: badge.recipient.name ?? "",
    issued: dateOf(moment(badge.issued)),
    expires: dateOf(moment(badge.expires)),
  };
}
