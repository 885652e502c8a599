// The one-file verifier contains documents of known issuers. When an address cannot be read, it uses those instead.
// Loaded only there.

import type { Fetch } from "./fetch.js";
import { isString, type Json } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import type { Parsed } from "./parse.js";
import { Text, type Check, type Report } from "./report.js";

// Members that tell when a badge, or one inside it, was issued and signed.
const DATES = ["created", "validFrom", "issuanceDate"];

/** What a run used: whether any contained document, and the start date of the oldest list used. */
interface Used {
  isUsed: boolean;
  listedOn: number;
}

type Documents = Readonly<Record<string, unknown>>;
type Ask = (fetch: Fetch) => Promise<Report>;

/**
 * The report from `ask`, with these documents as a fallback for `fetch`. A list cannot know about a badge signed after
 * it, so such a badge gets a report without lists.
 */
export async function withPacked(documents: Documents, fetch: Fetch, ask: Ask, parsed: Parsed): Promise<Report> {
  const run = async (hasLists: boolean): Promise<[Report, Used]> => {
    const used = { isUsed: false, listedOn: Infinity };
    return [await ask(reading(documents, fetch, hasLists, used)), used];
  };
  const [report, used] = await run(true);
  const isNewer = hasClearBit(report) && isSignedAfter(used.listedOn, parsed, report);
  return withNotes(...(isNewer ? await run(false) : [report, used] as const));
}

/** Whether anything in the badge or the report was issued or signed after `when`. */
function isSignedAfter(when: number, { credential }: Parsed, report: Report): boolean {
  return [...datesIn(credential), ...issued(report)].some((date) => (moment(date) ?? 0) > when);
}

/** All dates in a credential when something was issued or signed, as written. */
function* datesIn(value: Json | undefined): Generator<string> {
  for (const [name, one] of typeof value === "object" && value ? Object.entries(value) : []) {
    if (isString(one) && DATES.includes(name)) {
      yield one;
    }
    yield* datesIn(one);
  }
}

/** The issue dates in the report, which also covers credentials in tokens. */
function issued({ badge, credentials }: Report): string[] {
  return [badge?.issued ?? "", ...credentials.flatMap(issued)];
}

/** A fetch that falls back to the contained documents, and to the lists among them only if `hasLists`. */
function reading(documents: Documents, fetch: Fetch, hasLists: boolean, used: Used): Fetch {
  return async (address) => {
    const found = Object.hasOwn(documents, address) ? (documents[address] as { validFrom?: unknown }) : null;
    const begins = moment(found?.validFrom);
    if (!found || (begins !== null && !hasLists)) {
      return fetch(address);
    }
    const useContained = (): Uint8Array => {
      used.isUsed = true;
      used.listedOn = Math.min(used.listedOn, begins ?? Infinity);
      return new TextEncoder().encode(JSON.stringify(found));
    };
    return navigator.onLine ? fetch(address).catch(useContained) : useContained();
  };
}

/** Whether a list said that something is not revoked. */
function hasClearBit({ checks, credentials }: Report): boolean {
  return checks.some((check) => check.code === "status-ok") || credentials.some(hasClearBit);
}

/** The report with notes on the contained documents used. “Not revoked” then holds only for the day of the list. */
function withNotes(report: Report, { isUsed, listedOn }: Used): Report {
  const packed = isUsed ? [new Text("note", "packed")] : [];
  if (listedOn === Infinity) {
    return { ...report, notes: [...report.notes, ...packed] };
  }
  const asOf = new Text("note", "packed-list", { date: new Date(listedOn) });
  return { ...withListDate(report, asOf), notes: [...report.notes, ...(hasClearBit(report) ? [asOf] : []), ...packed] };
}

/** The report with texts that name the date of the contained list. */
function withListDate(report: Report, sentence: Text): Report {
  const asHere = (check: Check): Check =>
    check.code === "status-ok" ? { ...check, sentence } : check.code === "status-list-stale" ? { ...check, hint: new Text("note", "packed-old") } : check;
  return { ...report, checks: report.checks.map(asHere), credentials: report.credentials.map((one) => withListDate(one, sentence)) };
}
