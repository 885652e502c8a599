// What is no badge but leads to one: the web pages of badge sites, and addresses that cannot be read. Loaded for those.

import { why, type FetchError } from "./fetch.js";
import { CHECKS, finding, inWords, stamp, type Report } from "./report.js";
import { piece, verdictWords } from "./words.js";

// A page of a badge site says in its head where it belongs.
const BELONGS = /<link rel="canonical" href="[^"]*\/(badge|issuer|earner)s\/[^"\/]+\/">/;
const HEAD = 16_384;

/** The same report; of a page about a badge class, an issuer or a person it says what helps there. */
export function explained(report: Report, data: Uint8Array | string): Report {
  const head = typeof data === "string" ? data.slice(0, HEAD) : new TextDecoder("latin1").decode(data.subarray(0, HEAD));
  const [, kind] = BELONGS.exec(head) ?? [];
  const [parsed, ...others] = report.checks;
  if (!kind || !parsed) {
    return report;
  }
  const sentence = piece("label", "page", { kind: piece("kind", `${kind}-page`) });
  const said = { ...parsed, sentence, hint: piece("advice", `${kind}-page`) };
  return { ...report, ...verdictWords("unsupported", {}, sentence), checks: [said, ...others] };
}

/** The report on an address where nothing could be read. */
export function unread(address: string, error: FetchError, now: number): Report {
  const checks = CHECKS.map((id) =>
    id === "parse"
      ? inWords(id, finding("unknown", "parse-unreachable", { address, reason: why(error) }))
      : inWords(id, finding("skipped", `${id}-not-checked`)),
  );
  const { title } = verdictWords("unverified");
  const sentence = checks[0]?.sentence ?? "";
  const [version, verdict, badge, notes] = [1, "unverified", null, []] as const;
  return { version, verdict, title, sentence, checks, badge, notes, endorsements: [], credentials: [], checkedAt: stamp(now) };
}
