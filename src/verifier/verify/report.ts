// What verifying finds: nine checks, a verdict drawn from them, and what the badge claims about itself. Everything here is
// a code with values; words/telling.ts makes sentences of it, once, in the language that is wanted.

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

// Codes that say that this verifier does not know how to check it: `unknown`, never `failed`. Nothing after such a check
// is looked at that depends on it. (Trees that are deeper or more tangled than any badge are not among them: whoever
// builds one means harm, and it is no badge.)
const UNSUPPORTED = /^(?:parse|format|signature)-(?:unsupported|too-large|unknown-context|own-context)$/;

/** What fills a text: JSON, a moment (shown as a day), another text, somebody's name, or several of these. */
export type Value = Json | Date | Text | Issuer | Several | undefined;
export type Values = Readonly<Record<string, Value>>;

/** A text of the catalogue: its section, its key there, and the values that fill it. */
export class Text {
  constructor(
    readonly section: string,
    readonly key: string,
    readonly values: Values = {},
  ) {}
}

/** Somebody as a sentence names them: by the name, with the address beside it unless they are known here. */
export class Issuer {
  constructor(
    readonly name: string,
    readonly address: string,
    readonly known = false,
  ) {}
}

/** Values that are shown as a list; a list in a document is one value, and is shown as JSON. */
export class Several {
  constructor(readonly each: readonly Value[]) {}
}

/** How a check ended: an outcome, a code of the catalogue, and the values that fill the texts of that code. */
export interface Finding {
  readonly outcome: Outcome;
  readonly code: string;
  readonly values: Values;
}

/**
 * One of the nine checks and how it ended; `code` is stable. `sentence` and `hint` say it in other words than those of the
 * code, where there are such.
 */
export interface Check extends Finding {
  readonly id: CheckId;
  readonly sentence?: Text;
  readonly hint?: Text;
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

/** Somebody's word for the badge: who, what they say, and (as `text`) whether it is really theirs. */
export interface Endorsement {
  readonly outcome: Outcome;
  readonly issuer: { readonly id: string | null; readonly name: string | null };
  readonly comment: string | null;
  readonly text: Text;
}

/**
 * The answer to “is this badge good?”, as codes and values. `text` is the text of the verdict (section `verdict`); its
 * `{reason}` is the sentences of the checks in `reason`. `checkedAt` is in milliseconds.
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

/** All nine in order; those that were not reached are skipped and say so. */
export function inOrder(findings: Partial<Record<CheckId, Finding>>): Check[] {
  return CHECKS.map((id) => ({ id, ...(findings[id] ?? finding("skipped", `${id}-not-checked`)) }));
}

/** Whether a failure of this check makes the badge invalid (and not revoked or expired). */
export function decides(check: Check): boolean {
  if (check.outcome !== "failed") {
    return false;
  }
  return ["parse", "format", "signature", "issuer", "recipient"].includes(check.id) || check.code === "period-not-yet";
}

/** Whether there is no way to check it here, so that nothing is said against the badge. */
export function isUnsupported({ code }: Pick<Check, "code">): boolean {
  return UNSUPPORTED.test(code);
}

/** A finding against the badge, or, by its code, that there is no way to check it here. */
export function failing(code: string, values: Values = {}): Finding {
  return finding(isUnsupported({ code }) ? "unknown" : "failed", code, values);
}

/** Whether something essential could not be found out. */
export function unreached(check: Check): boolean {
  return check.outcome === "unknown" && ["parse", "format", "signature", "issuer", "status"].includes(check.id);
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
  const open = checks.filter(unreached);
  if (failed("period") && open.every((check) => check.id === "status")) {
    return "expired";
  }
  return open.length > 0 ? "unverified" : "valid";
}
