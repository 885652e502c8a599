// Any credential → a Report: nine checks, a verdict, sentences for people. A bad badge never throws.
//
// `checks.ts` holds the procedure, step by step. The Python side does the same; both are held to the scenarios in
// tests/vectors/.

import { MOST_INSIDE, run, type Answers, type Question } from "./checks.js";
import { issuerAddress, issuerLabel } from "./facts.js";
import { Resolver } from "./dids.js";
import { bounded, once } from "./fetch.js";
import { moment } from "./moments.js";
import { parse, type Parsed } from "./parse.js";
import { decides, isUnsupported, stamp, unreached, verdictOf, type BadgeFacts, type Check, type Report, type Verdict } from "./report.js";
import { Work } from "./work.js";
import { day, piece, verdictWords, type Values } from "./words.js";

export type { Report } from "./report.js";

/**
 * Checks one badge: the bytes of a PNG, SVG or JSON file, or a text, or what `parse` found in it. `fetchNotes` are what
 * the fetching has to say.
 */
export async function verify(
  given: Uint8Array | string | Parsed,
  question: Question,
  fetchNotes: (checks: readonly Check[]) => readonly string[] = () => [],
): Promise<Report> {
  const work = new Work();
  const fetch = once(bounded(question.fetch, work));
  const parsed = typeof given === "string" || given instanceof Uint8Array ? await parse(given) : given;
  const report = await reported(parsed, { ...question, fetch, resolver: new Resolver(fetch, question.keys, work, question.trusted) });
  return { ...report, notes: [...report.notes, ...fetchNotes(report.checks)] };
}

/** The report on one credential, and on those inside it. */
async function reported(parsed: Parsed, question: Question): Promise<Report> {
  const answered = await run(parsed, question);
  const { checks, badge, notes: found, endorsements, inside } = answered;
  const notes = [...found];
  const verdict = verdictOf(checks);
  const issuer = badge?.issuer.id ?? "";
  if (badge && (verdict === "valid" || verdict === "expired") && !question.trusted.includes(issuer)) {
    notes.push(/^did:(?:key|jwk):/.test(issuer) ? piece("note", "issuer-nobody") : piece("note", "issuer-unknown", { issuer: issuerAddress(issuer) }));
  }
  const words = wordsOf(verdict, answered, question.trusted);
  const checkedAt = stamp(question.now);
  const report = { version: 1, verdict, ...words, checks, badge, notes, endorsements, credentials: [], checkedAt } as const;
  if (inside.length === 0) {
    return report;
  }
  const { whole } = await import("./records.js");
  const credentials: Report[] = [];
  for (const one of inside.slice(0, MOST_INSIDE)) {
    const found = await reported(await parse(one), { ...question, nested: true });
    // What there was no work left for was not looked at, and is not wrong for that.
    if (question.resolver?.work.isSpent) {
      break;
    }
    credentials.push(found);
  }
  return whole({ ...report, credentials }, inside.length, question.trusted.includes(issuer));
}

/** Title and sentence of the verdict (catalogue/README.md, “Which verdict text”). */
function wordsOf(
  verdict: Verdict,
  answered: Answers,
  trusted: readonly string[],
): { title: string; sentence: string } {
  const { checks, badge } = answered;
  const deciding = checks.find(verdict === "invalid" ? decides : unreached);
  if (badge && deciding?.id === "recipient") {
    const besides = checks.filter((check) => check.outcome === "failed" || unreached(check)).filter((check) => check !== deciding);
    const reason = [deciding, ...besides].map((check) => check.sentence).join(" ");
    return verdictWords(besides.length > 0 ? "other-holder-besides" : "other-holder", valuesOf(badge, trusted), reason);
  }
  if (deciding && (verdict === "invalid" || verdict === "unverified")) {
    const name = verdict === "invalid" ? invalidName(deciding) : isUnsupported(deciding) ? "unsupported" : verdict;
    return verdictWords(name, {}, deciding.sentence);
  }
  if (!badge) {
    throw new Error("a badge that passed its format has facts");
  }
  return verdictWords(nameOf(verdict, answered, badge), valuesOf(badge, trusted));
}

/** Which words an invalid badge gets: not all that fails is a forgery. */
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
  // That it was genuine to its end is not known while nobody can tell whether it was revoked before.
  const known = verdict === "expired" && checks.some(unreached) ? `${verdict}-unknown` : verdict;
  const name = badge.recipient.name ? known : `${known}-anonymous`;
  return verdict === "valid" && badge.expires ? `${name}-until` : name;
}

function valuesOf(badge: BadgeFacts, trusted: readonly string[]): Values {
  const [issued, expires] = [moment(badge.issued), moment(badge.expires)];
  return {
    issuer: issuerLabel(badge, trusted.includes(badge.issuer.id ?? "")),
    recipient: badge.recipient.name ?? "",
    issued: issued === null ? "" : day(issued),
    expires: expires === null ? "" : day(expires),
  };
}
