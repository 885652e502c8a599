// Reports on things that are not badges but lead to one: web pages of badge sites, and addresses we cannot read. Loaded
// for those.

import { why, type FetchError } from "./fetch.js";
import { finding, inOrder, Text, type Report } from "./report.js";
import { PAGE_HEAD_BYTES } from "../openbadges/limits.js";

// A page of a badge site has its address in its head.
const BELONGS = /<link rel="canonical" href="[^"]*\/(badge|issuer|earner)s\/[^"\/]+\/">/;

/** The same report, with a hint on what to do if the input is a page about a BadgeClass, an issuer or an earner. */
export function explained(report: Report, data: Uint8Array | string): Report {
  const head = typeof data === "string" ? data.slice(0, PAGE_HEAD_BYTES) : new TextDecoder("latin1").decode(data.subarray(0, PAGE_HEAD_BYTES));
  const [, kind] = BELONGS.exec(head) ?? [];
  const [parsed, ...others] = report.checks;
  if (!kind || !parsed) {
    return report;
  }
  const sentence = new Text("label", "page", { kind: new Text("kind", `${kind}-page`) });
  return { ...report, checks: [{ ...parsed, sentence, hint: new Text("advice", `${kind}-page`) }, ...others] };
}

/** The report on an address we could not read. */
export function unread(address: string, error: FetchError, now: number): Report {
  const checks = inOrder({ parse: finding("unknown", "parse-unreachable", { address, reason: why(error) }) });
  const text = new Text("verdict", "unread");
  return { verdict: "unverified", text, reason: ["parse"], checks, badge: null, notes: [], endorsements: [], credentials: [], checkedAt: now };
}
