// The web pages of badge sites, which are no badges but lead to some. Loaded for what has a form that cannot be checked.

import type { Report } from "./report.js";
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
