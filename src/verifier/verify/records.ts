// A learner record as a whole: its own verdict in the light of the credentials inside, each of which has its own.
// Loaded when there is one.
//
// A record is `valid` (or `expired`) only as far as all that was put into it holds. One inside that is forged makes it
// `invalid`; one that was revoked, is not confirmed, cannot be checked here or was not looked at makes it `unverified`.
// One that has merely ended was once awarded, which is what a record is for, as long as its signature and status are
// known.

import { issuerOf } from "./facts.js";
import { Several, Text, unreached, type Report, type Verdict } from "./report.js";
import { LISTED_NAMES } from "../openbadges/limits.js";

const HOLDS: readonly Verdict[] = ["valid", "expired"];

/**
 * The report on a record that holds `count` credentials, the first of them (as many as are looked at) reported on
 * already. `known` says whether its issuer is one of those known here.
 */
export function whole(record: Report, count: number, known: boolean): Report {
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

/** Whether it was awarded, and nothing essential is unknown: what ended may have been revoked or forged before. */
function holds(inside: Report): boolean {
  return HOLDS.includes(inside.verdict) && !inside.checks.some(unreached);
}

/** What is to be said of a learner record's contents. */
function notesOf(count: number, credentials: readonly Report[]): Text[] {
  const bad = credentials.filter((one) => one.verdict !== "valid").length;
  return [
    ...(credentials.length > 0
      ? [new Text("note", bad > 0 ? "clr-some" : "clr-all", { count: credentials.length, bad })]
      : []),
    ...(count > credentials.length ? [new Text("note", "clr-many", { count, limit: credentials.length })] : []),
  ];
}
