// The verdict on a learner record as a whole, given the verdicts on the credentials inside.
// Loaded when there is one.
//
// A record is `valid` (or `expired`) only if everything inside holds. A forged credential inside makes it `invalid`.
// One that was revoked, is unconfirmed, unsupported or was not checked makes it `unverified`. An expired one is fine,
// because a record is about what was once awarded, as long as its signature and status are known.

import { issuerOf } from "./facts.js";
import { Several, Text, unreached, type Report, type Verdict } from "./report.js";
import { LISTED_NAMES } from "../openbadges/limits.js";

const HOLDS: readonly Verdict[] = ["valid", "expired"];

/**
 * The report on a record with `count` credentials. `record` already has the reports on those we checked. `known` tells
 * whether we trust its issuer.
 */
export function recordReport(record: Report, count: number, known: boolean): Report {
  const { badge, credentials } = record;
  const notes = [...record.notes, ...notesOf(count, credentials)];
  const bad = credentials.filter((one) => !holds(one));
  const missed = count - credentials.length;
  if (!HOLDS.includes(record.verdict) || !badge || bad.length + missed === 0) {
    return { ...record, notes };
  }
  const verdict = bad.some((one) => one.verdict === "invalid") ? "invalid" : "unverified";
  const names = bad.slice(0, LISTED_NAMES).map((one) => new Text("kind", "quoted", { got: one.badge?.name ?? new Text("label", "unnamed") }));
  const more = bad.length + missed > names.length ? ["…"] : [];
  const text = new Text("verdict", `record-${verdict}`, {
    issuer: issuerOf(badge, known),
    count,
    bad: bad.length + missed,
    names: new Several([...names, ...more]),
  });
  return { ...record, verdict, text, notes };
}

/**
 * Whether it was awarded and nothing essential is unknown. An expired badge may be forged, or revoked earlier.
 */
function holds(inside: Report): boolean {
  return HOLDS.includes(inside.verdict) && !inside.checks.some(unreached);
}

/** The notes on a learner record's contents. */
function notesOf(count: number, credentials: readonly Report[]): Text[] {
  const bad = credentials.filter((one) => one.verdict !== "valid").length;
  return [
    ...(credentials.length > 0
      ? [new Text("note", bad > 0 ? "clr-some" : "clr-all", { count: credentials.length, bad })]
      : []),
    ...(count > credentials.length ? [new Text("note", "clr-many", { count, limit: credentials.length })] : []),
  ];
}
