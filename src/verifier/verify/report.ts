// The result of verifying: nine checks, the verdict that follows from them, and what the badge claims about itself.
// Everything here is codes and values. words/telling.ts turns them into sentences in the language wanted.

import type { Json } from "../openbadges/jsons.js";

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

// Codes for something this verifier does not support: `unknown`, never `failed`. Checks that depend on it are skipped.
// (Trees deeper or more tangled than any badge are not here: only an attacker builds those.)
const UNSUPPORTED = /^(?:parse|format|signature)-(?:unsupported|too-large|unknown-context|own-context)$/;

/** A value for a text: JSON, a moment (shown as a day), another text, somebody's name, or several of these. */
export type Value = Json | Date | Text | Issuer | Several | undefined;
export type Values = Readonly<Record<string, Value>>;

/** A text from the catalogue: its section, its key, and the values for its placeholders. */
export class Text {
  constructor(
    readonly section: string,
    readonly key: string,
    readonly values: Values = {},
  ) {}
}

/** Somebody as a sentence names them: by name, followed by the address unless we trust them. */
export class Issuer {
  constructor(
    readonly name: string,
    readonly address: string,
    readonly known = false,
  ) {}
}

/** Several values, shown as a list. A list in a document is one value, shown as JSON. */
export class Several {
  constructor(readonly each: readonly Value[]) {}
}

/** The result of a check: an outcome, a code from the catalogue, and the values for the texts of that code. */
export interface Finding {
  readonly outcome: Outcome;
  readonly code: string;
  readonly values: Values;
}

/**
 * One of the nine checks with its result. `code` is stable.
 *
 * `sentence` and `hint`, if set, replace the texts of the code.
 */
export interface Check extends Finding {
  readonly id: CheckId;
  readonly sentence?: Text;
  readonly hint?: Text;
}

/** Something the badge names, with its http(s) address if it has one. */
export interface Named {
  readonly name: string;
  readonly url: string | null;
}

/** What the badge says about itself. Only as trustworthy as the verdict says. */
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

/** An endorsement: by whom, their comment, and a `text` that says whether it is really theirs. */
export interface Endorsement {
  readonly outcome: Outcome;
  readonly issuer: { readonly id: string | null; readonly name: string | null };
  readonly comment: string | null;
  readonly text: Text;
}

/**
 * The answer to “is this badge good?” as codes and values. `text` is the verdict's text (section `verdict`); its
 * `{reason}` stands for the sentences of the checks in `reason`. `checkedAt` is in milliseconds.
 */
export interface Report {
  readonly verdict: Verdict;
  readonly text: Text;
  readonly reason: readonly CheckId[];
  readonly checks: readonly Check[];
  readonly badge: BadgeFacts | null;
  readonly notes: readonly Text[];
  readonly endorsements: readonly Endorsement[];
  readonly credentials: readonly Report[];
  readonly checkedAt: number;
}

export function finding(outcome: Outcome, code: string, values: Values = {}): Finding {
  return { outcome, code, values };
}

/** All nine checks in order; those we did not reach are `skipped`. */
export function inOrder(findings: Partial<Record<CheckId, Finding>>): Check[] {
  return CHECKS.map((id) => ({ id, ...(findings[id] ?? finding("skipped", `${id}-not-checked`)) }));
}

/** Whether this check failed in a way that makes the badge invalid, rather than revoked or expired. */
export function decides(check: Check): boolean {
  if (check.outcome !== "failed") {
    return false;
  }
  return ["parse", "format", "signature", "issuer", "recipient"].includes(check.id) || check.code === "period-not-yet";
}

/** Whether this verifier does not support it, which does not count against the badge. */
export function isUnsupported({ code }: Pick<Check, "code">): boolean {
  return UNSUPPORTED.test(code);
}

/** A `failed` finding, or `unknown` if its code means that this verifier does not support something. */
export function failing(code: string, values: Values = {}): Finding {
  return finding(isUnsupported({ code }) ? "unknown" : "failed", code, values);
}

/** Whether we could not find out something essential. */
export function unreached(check: Check): boolean {
  return check.outcome === "unknown" && ["parse", "format", "signature", "issuer", "status"].includes(check.id);
}

/**
 * The verdict, computed from the checks alone. Endorsements and trust never decide. A learner record's verdict also
 * depends on its contents (records.ts).
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const failed = (id: CheckId): boolean => checks.some((check) => check.id === id && check.outcome === "failed");
  if (checks.some(decides)) {
    return "invalid";
  }
  if (failed("status")) {
    return "revoked";
  }
  // “Expired” implies that the badge was genuine, so its signature and issuer must be known.
  const open = checks.filter(unreached);
  if (failed("period") && open.every((check) => check.id === "status")) {
    return "expired";
  }
  return open.length > 0 ? "unverified" : "valid";
}
