// What verifying says: nine checks, a verdict drawn from them, and what the badge claims about itself.

import { stamp } from "./moments.js";
import { codeWords, type Values } from "./words.js";

export const CHECKS = [
  "parse",
  "format",
  "signature",
  "issuer",
  "status",
  "period",
  "recipient",
  "endorsements",
  "trust",
] as const;
export type CheckId = (typeof CHECKS)[number];
export type Outcome = "passed" | "failed" | "warning" | "unknown" | "skipped";
export type Verdict = "valid" | "expired" | "revoked" | "invalid" | "unverified";

/** How a check ended, before it is put into words. */
export interface Finding {
  readonly outcome: Outcome;
  readonly code: string;
  readonly values: Values;
}

/** One check as it is shown. `code` is stable; `hint` may be empty. */
export interface Check {
  readonly id: CheckId;
  readonly outcome: Outcome;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

/** Something the badge names, with an http(s) address when it has one. */
export interface Named {
  readonly name: string;
  readonly url: string | null;
}

/** What the badge says of itself; to be believed only as far as the verdict goes. */
export interface BadgeFacts {
  readonly format: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly image: string | null;
  readonly issuer: { readonly id: string | null; readonly name: string | null; readonly url: string | null };
  readonly recipient: { readonly name: string | null };
  readonly issued: string | null;
  readonly expires: string | null;
  readonly evidence: readonly Named[];
  readonly skills: readonly Named[];
}

/** Somebody's word for the badge: who, what they say, and whether it is really theirs. */
export interface Endorsement {
  readonly outcome: Outcome;
  readonly issuer: { readonly id: string | null; readonly name: string | null };
  readonly comment: string | null;
  readonly sentence: string;
}

/** The report as JSON, version 1, word for word what the Python side says. */
export interface Report {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly title: string;
  readonly sentence: string;
  readonly checks: readonly Check[];
  readonly badge: BadgeFacts | null;
  readonly notes: readonly string[];
  readonly endorsements: readonly Endorsement[];
  readonly credentials: readonly Report[];
  readonly checkedAt: string;
}

export function finding(outcome: Outcome, code: string, values: Values = {}): Finding {
  return { outcome, code, values };
}

/** The finding in the catalogue's words. */
export function inWords(id: CheckId, found: Finding): Check {
  return { id, outcome: found.outcome, code: found.code, ...codeWords(found.code, found.values) };
}

/** Whether a failure of this check makes the badge invalid (and not revoked or expired). */
export function decides(check: Check): boolean {
  if (check.outcome !== "failed") {
    return false;
  }
  return ["parse", "format", "signature", "issuer", "recipient"].includes(check.id) || check.code === "period-not-yet";
}

/** Whether what failed is a way to check it here, so that nothing is said against the badge. */
export function isUnsupported({ code }: Check): boolean {
  return code.endsWith("-unsupported") || code === "format-unknown-context" || code === "format-own-context";
}

/** Whether something essential could not be found out. */
export function unreached(check: Check): boolean {
  return check.outcome === "unknown" && ["format", "signature", "issuer", "status"].includes(check.id);
}

/**
 * The verdict: a pure function of the checks. Endorsements and trust never decide. That of a learner record also depends
 * on what is inside (records.ts).
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const failed = (id: CheckId): boolean => checks.some((check) => check.id === id && check.outcome === "failed");
  if (checks.some(decides)) {
    return "invalid";
  }
  if (failed("status")) {
    return "revoked";
  }
  // Whoever says that it ended says that it was genuine: that is not known before its signature and its issuer are.
  const open = checks.filter(unreached).map((check) => check.id);
  if (failed("period") && !["format", "signature", "issuer"].some((id) => open.includes(id as CheckId))) {
    return "expired";
  }
  return open.length > 0 ? "unverified" : "valid";
}

export { stamp };
